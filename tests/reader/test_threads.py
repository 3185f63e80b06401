import pytest

from ocr.reader.threads import CGROUP_V1_PERIOD, CGROUP_V1_QUOTA, CGROUP_V2, allowed_threads, cpu_quota, thread_count


@pytest.mark.parametrize(
    ("files", "cpus"),
    [
        ({CGROUP_V2: "200000 100000\n"}, 2.0),
        ({CGROUP_V2: "50000 100000\n"}, 0.5),
        ({CGROUP_V2: "max 100000\n"}, None),
        ({CGROUP_V1_QUOTA: "150000\n", CGROUP_V1_PERIOD: "100000\n"}, 1.5),
        ({CGROUP_V1_QUOTA: "-1\n", CGROUP_V1_PERIOD: "100000\n"}, None),
        ({CGROUP_V1_QUOTA: "150000\n"}, None),
        ({CGROUP_V2: "200000 100000\n", CGROUP_V1_QUOTA: "-1", CGROUP_V1_PERIOD: "100000"}, 2.0),
        ({CGROUP_V2: "200000 0\n"}, None),
        ({CGROUP_V2: "\n"}, None),
        ({}, None),
    ],
)
def test_quota_is_what_the_control_group_grants(files, cpus):
    assert cpu_quota(files.get) == cpus


@pytest.mark.parametrize(
    ("wanted", "cores", "quota", "threads"),
    [(1, 64, None, 1), (8, 2, None, 2), (8, 64, 2.0, 2), (8, 64, 1.5, 2), (4, 4, 0.25, 1), (2, 4, 3.0, 2)],
)
def test_threads_never_exceed_wish_cores_or_quota(wanted, cores, quota, threads):
    assert allowed_threads(wanted, cores, quota) == threads


def test_one_thread_wanted_is_one_thread_everywhere():
    assert thread_count(1) == 1
