"""What could not come in is told with its batch until somebody has taken note, or as long as documents are kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from ocr.settings import Settings
from ocr.store import Store
from ocr.store.schema import refusals

FIRST, SECOND = {"id": "a.txt: bukan", "en": "a.txt: no"}, {"id": "b.txt: bukan", "en": "b.txt: no"}


def test_refusals_stay_with_their_batch_until_they_are_forgotten(store: Store) -> None:
    for sentence in (FIRST, SECOND):
        store.refusals.note("b1", sentence)
    store.refusals.note("b2", FIRST)
    assert store.refusals.of("b1") == (FIRST, SECOND)
    store.refusals.forget("b1")
    assert (store.refusals.of("b1"), store.refusals.of("b2")) == ((), (FIRST,))


def test_refusals_expire_with_documents(make_settings: Callable[..., Settings]) -> None:
    store = Store.open(make_settings(RETENTION_DAYS="2"))
    store.refusals.note("b1", FIRST)
    with store.database.write() as connection:
        connection.execute(sa.update(refusals).values(at=datetime.now(UTC) - timedelta(days=3)))
    store.refusals.note("b1", SECOND)
    store.remove_expired()
    assert store.refusals.of("b1") == (SECOND,)
    store.close()
