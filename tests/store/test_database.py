"""The database's answers and silences, as the rest of the house hears them."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import make_url

from ocr.store import AWAY
from ocr.store.database import Database
from tests.databases import server


@pytest.fixture
def opened() -> Iterator[Callable[[str], Database]]:
    """Databases on the server of the tests, with these options of a session in their address."""
    databases: list[Database] = []

    def open_one(options: str = "") -> Database:
        url = make_url(server().new_database(server().migrated)).set(drivername="postgresql+psycopg")
        databases.append(Database(url.update_query_dict({"options": options} if options else {})))
        return databases[-1]

    yield open_one
    for database in databases:
        database.close()


def test_a_server_that_takes_no_writes_is_away(opened: Callable[[str], Database]) -> None:
    database = opened("-c default_transaction_read_only=on")
    for _ in range(2):
        with pytest.raises(AWAY, match="read-only"), database.write() as connection:
            connection.execute(sa.text("DELETE FROM documents"))
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM documents")).scalar() == 0
