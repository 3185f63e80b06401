from hypothesis import given
from hypothesis import strategies as st

from ocr.engine.jobs import Desk, Job, choose, overdue, start_clock


def desk(name: str, *jobs: Job, ready: bool = True, matched: bool = True, leaving: bool = False) -> Desk:
    return Desk(name, f"tcp://{name}", matched, "f", ready=ready, leaving=leaving, jobs=list(jobs))


def job(kills: int = 0) -> Job:
    return Job(1, "page_task", (), kills=kills)


def test_the_least_busy_worker_gets_the_first_job() -> None:
    busy, idle, first = desk("a", job()), desk("b"), job()
    assert choose([first, job()], [busy, idle], 2) == (first, idle)


def test_full_starting_leaving_and_foreign_workers_get_nothing() -> None:
    desks = [desk("a", job(), job()), desk("b", ready=False), desk("c", leaving=True), desk("d", matched=False)]
    assert choose([job()], desks, 2) is None


def test_a_suspect_gets_an_idle_worker_before_all_others() -> None:
    suspect, idle = job(kills=1), desk("b")
    assert choose([job(), suspect], [desk("a", job()), idle], 2) == (suspect, idle)


def test_nobody_joins_a_suspect() -> None:
    assert choose([job()], [desk("a", job(kills=1))], 2) is None


def test_while_a_suspect_waits_one_worker_is_kept_free_for_it() -> None:
    quieter, busier, other = desk("a", job()), desk("b", job()), job()
    assert choose([other, job(kills=1)], [quieter, busier], 2) == (other, busier)
    assert choose([other, job(kills=1)], [quieter], 2) is None


@given(
    st.lists(st.integers(0, 1), max_size=5),
    st.lists(st.tuples(st.booleans(), st.lists(st.integers(0, 1), max_size=2)), max_size=4),
)
def test_no_choice_breaks_the_rules(kills: list[int], state: list[tuple[bool, list[int]]]) -> None:
    desks = [
        desk(str(index), *map(job, held[:1] if 1 in held else held), ready=ready)
        for index, (ready, held) in enumerate(state)
    ]
    chosen = choose([job(number) for number in kills], desks, 2)
    if chosen is None:
        return
    picked, where = chosen
    assert where.ready
    assert not any(each.suspect for each in where.jobs)
    assert len(where.jobs) < (1 if picked.suspect else 2)


def test_time_runs_only_while_a_page_is_worked_on() -> None:
    page = job()
    where = desk("a", page)
    start_clock(page, "reading", 10)
    assert page.deadline is not None
    assert overdue(where, page.deadline + 0.1) == [page]
    assert overdue(where, page.deadline - 0.1) == []
    late = page.deadline + 0.1
    start_clock(page, "waiting", 10)
    assert overdue(where, late) == []
