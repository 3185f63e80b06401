from ocr.engine.cluster import SMALL_BYTES, SMALL_KEEPS, kept_steps, worker_limit


def test_workers_in_a_small_container_keep_less(monkeypatch) -> None:
    monkeypatch.delenv(
        *SMALL_KEEPS, raising=False
    )  # this process may have loaded the library, which notes its default there
    assert kept_steps(512 << 20) == SMALL_KEEPS
    assert kept_steps(SMALL_BYTES) == {}


def test_the_operators_word_goes_first(monkeypatch) -> None:
    (name,) = SMALL_KEEPS
    monkeypatch.setenv(name, "77")
    assert kept_steps(512 << 20) == {name: "77"}


def test_a_worker_has_an_equal_share_and_never_less_than_a_gigabyte() -> None:
    assert worker_limit(2, (4 << 30) + (512 << 20)) == 2 << 30
    assert worker_limit(4, 2 << 30) == 1 << 30
