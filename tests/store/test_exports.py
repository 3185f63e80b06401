"""Workbooks taken are noted; a profile is kept, found by its name and forgotten."""

from ocr.store import RecordQuery, Store


def test_workbooks_taken_are_noted_newest_first(store: Store) -> None:
    query = RecordQuery(month="2024-01", text="ani")
    store.exports.note(query, who="ani", count=7)
    store.exports.note(RecordQuery(), who="budi", count=9)
    assert [(each.who, each.records) for each in store.exports.taken()] == [("budi", 9), ("ani", 7)]
    assert store.exports.taken()[1].query == query


def test_a_profile_is_kept_over_an_earlier_one_and_forgotten(store: Store) -> None:
    store.exports.save_profile("Jurnal", '["ntpn"]', b"PK template")
    store.exports.save_profile("Jurnal", '["ntpn", "jumlah"]')
    profile = store.exports.profile("Jurnal")
    assert profile is not None
    assert (profile.name, profile.columns, profile.template) == ("Jurnal", '["ntpn", "jumlah"]', None)
    assert store.exports.profiles() == (profile,)
    store.exports.delete_profile("Jurnal")
    assert store.exports.profile("Jurnal") is None
    assert store.exports.profiles() == ()


def test_profiles_are_listed_by_name(store: Store) -> None:
    store.exports.save_profile("Jurnal", '["ntpn"]', b"PK template")
    store.exports.save_profile("Bulanan", '["jumlah"]')
    assert store.exports.profile_names() == ("Bulanan", "Jurnal")
    assert [(each.name, each.template) for each in store.exports.profiles()] == [
        ("Bulanan", None),
        ("Jurnal", b"PK template"),
    ]
