"""Files by content hash under UPLOAD_FOLDER: `originals/ab/abcd…` and `previews/ab/abcd….jpg`.

Separate because names from outside must never become paths: the only names here are SHA-256 digits.
A file is written beside its place, synced, then renamed into it, so that a path that exists holds all its bytes.
Imports the standard library only.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

Shelf = Literal["originals", "previews"]
SHELVES: tuple[Shelf, ...] = ("originals", "previews")
_SUFFIX: dict[Shelf, str] = {"originals": "", "previews": ".jpg"}
_NAME = re.compile(r"[0-9a-f]{64}(\.jpg)?")
_DRAFT = ".draft-"


class Draft:
    """Bytes already on disk and synced, not yet in their place; `place()` is one rename. Use as a context."""

    def __init__(self, path: Path, target: Path) -> None:
        self._path = path
        self._target = target

    def place(self) -> None:
        """Put the file where it belongs, over an equal one if there is one."""
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._path.replace(self._target)
        folder = os.open(self._target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def discard(self) -> None:
        """Take the bytes away unless they are in their place."""
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Draft:
        return self

    def __exit__(self, *_: object) -> None:
        self.discard()


class Files:
    """The two shelves below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def made(self) -> bool:
        """Whether there is a shelf: with none, and files that should be on it, its disk is not mounted."""
        return any(folder.is_dir() for folder in self.folders)

    def make(self) -> None:
        """Make the shelves that are not there."""
        for folder in self.folders:
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where files are written before they are placed: one folder per shelf."""
        return tuple(self.folder / shelf for shelf in SHELVES)

    def require(self, *shelves: Shelf) -> None:
        """OSError while one of `shelves` is not there, as when its disk is not mounted: a file that is not found then is not lost."""
        for shelf in shelves:
            if not (self.folder / shelf).is_dir():
                raise OSError(errno.ENODEV, "this folder is gone; is its disk mounted?", str(self.folder / shelf))

    def path(self, shelf: Shelf, sha256: str) -> Path:
        """Where the file with this hash belongs; ValueError for anything but 64 hex digits."""
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise ValueError("not a SHA-256")
        return self.folder / shelf / sha256[:2] / f"{sha256}{_SUFFIX[shelf]}"

    def draft(self, shelf: Shelf, data: bytes) -> tuple[str, Draft]:
        """The hash of `data`, and `data` written and synced, to be placed inside the transaction that names it."""
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(shelf, sha256)
        handle, name = tempfile.mkstemp(prefix=_DRAFT, dir=self.folder / shelf)
        draft = Draft(Path(name), target)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError:  # a full disk must not stay full of halves
            draft.discard()
            raise
        return sha256, draft

    def read(self, shelf: Shelf, sha256: str) -> bytes:
        """The bytes of one file; FileNotFoundError when it is not there, OSError when its whole shelf is not."""
        try:
            return self.path(shelf, sha256).read_bytes()
        except FileNotFoundError:
            self.require(shelf)
            raise

    def remove(self, shelf: Shelf, sha256: str) -> None:
        """Take one file away; its folder, one of 256, stays."""
        self.path(shelf, sha256).unlink(missing_ok=True)

    def stored(self, shelf: Shelf, older_than_s: float) -> Iterator[str]:
        """Hashes of the files on a shelf whose last change is at least so long ago."""
        limit = time.time() - older_than_s
        for path in (self.folder / shelf).glob("??/*"):
            with suppress(FileNotFoundError):  # removed by another process meanwhile
                if _NAME.fullmatch(path.name) and path.stat().st_mtime <= limit:
                    yield path.stem

    def remove_drafts(self, older_than_s: float) -> int:
        """Take away what a killed process left half-written; returns how many files that were."""
        limit = time.time() - older_than_s
        removed = 0
        for shelf in SHELVES:
            for path in (self.folder / shelf).glob(f"{_DRAFT}*"):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime <= limit:
                        path.unlink()
                        removed += 1
        return removed
