from collections.abc import Callable, Iterator

import pytest

from ocr.service import PageEngine, Service
from ocr.settings import Settings
from tests.databases import database_url, make_settings, open_store

__all__ = ["database_url", "make_settings"]


@pytest.fixture
def open_service(make_settings: Callable[..., Settings]) -> Iterator[Callable[..., Service]]:
    """Services over one folder and database, as several processes or one after the other would open them."""
    opened: list[Service] = []

    def open_one(engine: PageEngine, lease_s: float = 30.0, **environ: str) -> Service:
        settings = make_settings(**environ)
        opened.append(Service(settings, open_store(settings), engine, lease_s=lease_s))
        return opened[-1]

    yield open_one
    for service in opened:
        service.close()
