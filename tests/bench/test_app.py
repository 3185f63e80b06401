"""What starts the app for the benches: it says why one does not come up, and nothing of it is left afterwards."""

import psutil
import pytest

from bench.app import running


def test_an_app_that_ends_at_once_is_told_with_the_end_of_its_log() -> None:
    with pytest.raises(RuntimeError, match="ended with 2") as told, running(OCR_DPI="7"):
        pytest.fail("an app with a wrong setting came up")
    assert "OCR_DPI" in "\n".join(told.value.__notes__)


def test_nothing_of_the_app_is_left() -> None:
    with running(reading=True) as app:
        family = [psutil.Process(app.process.pid), *psutil.Process(app.process.pid).children(recursive=True)]
        assert len(family) > 1
    assert psutil.wait_procs(family, timeout=30)[1] == []
    assert not app.log.exists()
