from collections.abc import Callable, Iterator

import pytest

from ocr.settings import Settings
from ocr.store import Store
from tests.databases import database_url, make_settings, open_store

__all__ = ["database_url", "make_settings"]


@pytest.fixture
def store(make_settings: Callable[..., Settings]) -> Iterator[Store]:
    opened = open_store(make_settings())
    yield opened
    opened.close()
