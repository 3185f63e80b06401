"""An outage told in few lines: its traceback when it begins, a line now and then while it lasts, and one when it is over.

Separate because the service's threads and the process that opens it wait for the same disks and databases: a night of either
must not fill the disk with tracebacks. Imports the standard library only.
"""

from __future__ import annotations

import logging
import sys
import time
from dataclasses import dataclass, field

TELL_AGAIN_S = 60.0


@dataclass(slots=True)
class Outage:
    """What one thread says of something that is away; `began`, `lasts` and `over` are the lines, the last two with the seconds so far."""

    log: logging.Logger
    began: str
    lasts: str
    over: str
    _since: float | None = field(default=None, init=False)
    _told: float = field(default=0.0, init=False)

    def go_on(self) -> None:
        """Tell of the exception that is being handled, unless it was just told."""
        now = time.monotonic()
        if self._since is None:
            self._since = self._told = now
            self.log.exception(self.began)
        elif now - self._told >= TELL_AGAIN_S:
            self._told = now
            self.log.error(f"{self.lasts}: %s", now - self._since, sys.exc_info()[1])

    def end(self) -> None:
        """Tell that it is over, where one began."""
        if self._since is not None:
            self.log.warning(self.over, time.monotonic() - self._since)
            self._since = None
