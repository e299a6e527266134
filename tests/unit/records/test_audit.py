"""The audit log: what is appended stands unbroken, the database refuses changes, and a forced one is found."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.records.audit import GENESIS, Broken, head, heads, record, still_holds, verify
from bot.records.database import Database
from tests.unit.records.tampering import tamper

HOW_MANY = 6


def fill(database: Database, *, now: datetime, entries: int = HOW_MANY, clinic_id: str = "clinic") -> None:
    for number in range(entries):
        with database.writing() as session:
            record(
                session,
                at=now + timedelta(seconds=number, microseconds=number),
                staff_id=f"s{number % 2}" if number else None,
                action="viewed_case",
                conversation_id="c" * 32,
                escalation_id="e" * 32,
                details={"level": "urgent", "messages": number},
                clinic_id=clinic_id,
            )


def broken(database: Database) -> list[Broken]:
    with database.reading() as session:
        return verify(session)


def test_what_is_appended_is_one_unbroken_chain(database: Database, now: datetime) -> None:
    fill(database, now=now)
    assert broken(database) == []
    with database.reading() as session:
        rows = session.execute(text("SELECT number, previous, hash FROM audit_entry ORDER BY number")).all()
    assert [row.number for row in rows] == list(range(1, HOW_MANY + 1))
    assert [row.previous for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]
    assert len({row.hash for row in rows}) == HOW_MANY


def test_an_empty_log_is_whole(database: Database) -> None:
    assert broken(database) == []
    with database.reading() as session:
        assert head(session) is None
        assert heads(session) == []


def test_two_entries_of_one_transaction_follow_each_other(database: Database, now: datetime) -> None:
    with database.writing() as session:
        for action in ("acknowledged", "replied"):
            record(session, at=now, staff_id="s", action=action)
    assert broken(database) == []
    with database.reading() as session:
        last = head(session)
    assert last is not None
    assert last.number == 2


def test_a_transaction_that_fails_leaves_no_entry_and_no_gap(database: Database, now: datetime) -> None:
    fill(database, now=now)

    def fails() -> None:
        with database.writing() as session:
            record(session, at=now, staff_id="s", action="took")
            raise LookupError

    with pytest.raises(LookupError):
        fails()
    fill(database, now=now)
    assert broken(database) == []
    with database.reading() as session:
        assert [one.number for one in heads(session)] == [2 * HOW_MANY]


def test_each_clinic_has_its_own_chain(database: Database, now: datetime) -> None:
    fill(database, now=now)
    fill(database, now=now, clinic_id="spa", entries=2)
    fill(database, now=now)
    assert broken(database) == []
    with database.reading() as session:
        assert {one.clinic_id: one.number for one in heads(session)} == {"clinic": 2 * HOW_MANY, "spa": 2}
    tamper(database, "DELETE FROM audit_entry WHERE clinic_id = 'clinic' AND number = 2")
    assert broken(database) == [Broken("clinic", 2, "missing")]


def test_the_time_counts_and_not_how_its_zone_was_written(database: Database, now: datetime) -> None:
    with database.writing() as session:
        record(session, at=now.astimezone(timezone(timedelta(hours=-5))), staff_id=None, action="signed_out")
    assert broken(database) == []


@pytest.mark.parametrize("threads", [8])
def test_threads_that_append_at_once_make_one_chain(database: Database, now: datetime, threads: int) -> None:
    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(fill, database, now=now, entries=25) for _ in range(threads)]:
            done.result()
    assert broken(database) == []
    with database.reading() as session:
        assert [one.number for one in heads(session)] == [threads * 25]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'signed_in' WHERE number = 2",
        "UPDATE audit_entry SET hash = hash",
        "DELETE FROM audit_entry WHERE number = 2",
        "DELETE FROM audit_entry",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(database: Database, now: datetime, statement: str) -> None:
    fill(database, now=now)
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(text(statement))
    assert broken(database) == []
    with database.reading() as session:
        assert [one.number for one in heads(session)] == [HOW_MANY]


def test_an_entry_cannot_be_replaced_by_another(database: Database, now: datetime) -> None:
    fill(database, now=now)
    columns = "id, clinic_id, number, at, action, details, previous, hash"
    same = "SELECT id, clinic_id, number, at, 'searched', details, previous, hash FROM audit_entry WHERE number = 2"
    if database.engine.dialect.name == "sqlite":
        statement = f"INSERT OR REPLACE INTO audit_entry ({columns}) {same}"
    else:
        statement = f"INSERT INTO audit_entry ({columns}) {same} ON CONFLICT (id) DO UPDATE SET action = 'searched'"
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(text(statement))
    assert broken(database) == []


def test_the_log_cannot_be_emptied_at_once_on_postgresql(database: Database, now: datetime) -> None:
    if database.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    fill(database, now=now)
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(text("TRUNCATE audit_entry"))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("action = 'signed_in'", "altered"),
        ("staff_id = 's9'", "altered"),
        ("staff_id = NULL", "altered"),
        ("at = '2026-11-20 18:00:00.000000'", "altered"),
        ("details = '{}'", "altered"),
        ("conversation_id = NULL", "altered"),
        ("escalation_id = 'another'", "altered"),
        ("id = 'another'", "altered"),
        ("clinic_id = 'clinic', number = 300", "missing"),
        (f"previous = '{GENESIS}'", "unlinked"),
    ],
)
def test_a_changed_entry_is_found(database: Database, now: datetime, change: str, found: str) -> None:
    fill(database, now=now)
    tamper(database, f"UPDATE audit_entry SET {change} WHERE number = 3")  # noqa: S608
    first = broken(database)[0]
    assert (first.number, first.why) == (3, found)


def test_an_entry_that_was_changed_and_hashed_anew_is_found_by_the_next(database: Database, now: datetime) -> None:
    fill(database, now=now)
    tamper(database, "UPDATE audit_entry SET hash = (SELECT hash FROM audit_entry WHERE number = 1) WHERE number = 3")
    assert Broken("clinic", 4, "unlinked") in broken(database)


@pytest.mark.parametrize("change", ["at = 'never'", "details = 'no json'", "number = 'three'", "action = x'00'"])
def test_what_cannot_even_be_read_is_found_on_sqlite(database: Database, now: datetime, change: str) -> None:
    if database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL refuses a value of another type")
    fill(database, now=now)
    tamper(database, f"UPDATE audit_entry SET {change} WHERE number = 3")  # noqa: S608
    assert broken(database)[0].number == 3


@pytest.mark.parametrize(("gone", "first"), [("number = 1", 1), ("number = 3", 3), ("number IN (3, 4)", 3)])
def test_an_entry_that_is_missing_is_found(database: Database, now: datetime, gone: str, first: int) -> None:
    fill(database, now=now)
    tamper(database, f"DELETE FROM audit_entry WHERE {gone}")  # noqa: S608
    assert broken(database) == [Broken("clinic", first, "missing")]


def test_a_deletion_that_is_numbered_over_is_found(database: Database, now: datetime) -> None:
    fill(database, now=now)
    tamper(
        database,
        "DELETE FROM audit_entry WHERE number = 3",
        *(f"UPDATE audit_entry SET number = {number - 1} WHERE number = {number}" for number in range(4, HOW_MANY + 1)),  # noqa: S608
    )
    assert Broken("clinic", 3, "unlinked") in broken(database)


def test_a_cut_off_end_is_found_by_the_head_that_was_written_down(database: Database, now: datetime) -> None:
    fill(database, now=now)
    with database.reading() as session:
        written_down = head(session)
    assert written_down is not None
    fill(database, now=now, entries=2)
    with database.reading() as session:
        assert still_holds(session, number=written_down.number, hash_=written_down.hash)
    tamper(database, f"DELETE FROM audit_entry WHERE number >= {HOW_MANY}")  # noqa: S608
    fill(database, now=now, entries=4)
    assert broken(database) == [], "a chain that was cut and goes on is whole in itself"
    with database.reading() as session:
        assert not still_holds(session, number=written_down.number, hash_=written_down.hash)


def test_an_entry_in_a_session_that_is_never_committed_is_refused(database: Database, now: datetime) -> None:
    with database.reading() as session, pytest.raises(ValueError, match="writing"):
        record(session, at=now, staff_id="s", action="viewed_case")


@pytest.mark.parametrize("words", ["it is red", "Marigold\n", "nora@clinic.example", "x" * 65, "rojez\u00f3n"])
def test_words_are_refused_and_not_repeated(database: Database, now: datetime, words: str) -> None:
    def searched() -> None:
        with database.writing() as session:
            record(session, at=now, staff_id="s", action="searched", details={"query": words})

    with pytest.raises(ValueError, match="ids and codes") as refused:
        searched()
    assert words not in str(refused.value)
    with database.reading() as session:
        assert head(session) is None
