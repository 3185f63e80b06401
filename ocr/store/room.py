"""How much room the disks have, and whether an error says that one is full.

Separate because a full disk is told otherwise than one that does not answer: somebody has to make room. Imports SQLAlchemy's
errors only.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.exc import DBAPIError

RESERVE_BYTES = 16 * 1024 * 1024
"""Left for what is kept already: pictures of its pages, words, corrections (docs/decisions/0705). The pictures of ten pages take 2 to 5 MB."""


def free_bytes(folder: Path) -> int:
    """Bytes free on the disk of a folder, or where it will be made."""
    existing = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return shutil.disk_usage(existing).free


def fits(size: int, folders: Iterable[Path]) -> bool:
    """Whether a file of so many bytes leaves every one of these disks its reserve."""
    return all(free_bytes(folder) >= RESERVE_BYTES + size for folder in folders)


def is_full(error: BaseException) -> bool:
    """Whether `error` is that of a full disk, or of a quota that is used up."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
