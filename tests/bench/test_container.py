from pathlib import Path

import pytest

from bench import container
from bench.container import Group


@pytest.mark.parametrize(
    ("folder", "limit", "peak", "kills"),
    [
        ("memory", "memory.limit_in_bytes", "memory.max_usage_in_bytes", "memory.oom_control"),
        ("", "memory.max", "memory.peak", "memory.events"),
    ],
)
def test_both_versions_of_the_kernels_interface(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, limit: str, peak: str, kills: str
) -> None:
    (tmp_path / folder).mkdir(exist_ok=True)
    monkeypatch.setattr(container, "GROUPS", tmp_path)
    group = Group(512 << 20)
    assert (group.folder, (group.folder / limit).read_text()) == (tmp_path / folder / container.NAME, str(512 << 20))
    (group.folder / peak).write_text("1000\n")
    (group.folder / kills).write_text("low 0\noom 4\noom_kill 3\n")
    assert (group.peak_bytes, group.kills) == (1000, 3)
