"""Sealed columns give back what was put in, leave nothing readable on the disk, and cannot be searched by mistake."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bot.errors import StartError
from bot.records.encryption import (
    EncryptedJson,
    EncryptedText,
    Keyring,
    KeyringError,
    NoKeyringError,
    SealedColumnError,
    check_keys_fit,
    new_key,
    use_keyring,
)


class Base(DeclarativeBase):
    """The tables of these tests."""


class Letter(Base):
    """A row with both kinds of sealed column."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str | None] = mapped_column(EncryptedText)
    facts: Mapped[Any] = mapped_column(EncryptedJson, nullable=True)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
SECRET = "Marigold Quince has a blister"  # noqa: S105


def database(path: Path, keyring: Keyring | None) -> Engine:
    """A file with a write-ahead log that is not emptied while the test runs."""
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    Base.metadata.create_all(engine)
    if keyring:
        use_keyring(engine, keyring)
    return engine


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = database(tmp_path_factory.mktemp("types") / "x.sqlite3", Keyring([new_key()]))
    yield made
    made.dispose()


@settings(deadline=None)
@given(words=st.none() | st.text(), facts=JSON_VALUES)
def test_any_text_and_any_json_come_back_as_they_were(engine: Engine, words: str | None, facts: object) -> None:
    with Session(engine) as session:
        letter = Letter(words=words, facts=facts)
        session.add(letter)
        session.flush()
        session.expire(letter)
        assert (letter.words, letter.facts) == (words, facts)


def test_none_is_null_and_can_be_asked_for(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Letter(id=1, words=None, facts=None))
        session.flush()
        assert session.execute(text("SELECT words IS NULL AND facts IS NULL FROM letter WHERE id = 1")).scalar()
        query = select(Letter.id).where(Letter.words.is_(None), Letter.facts == None)  # noqa: E711
        assert session.scalars(query).all() == [1]


def test_the_files_hold_no_readable_word(tmp_path: Path) -> None:
    engine = database(tmp_path / "x.sqlite3", Keyring([new_key()]))
    with Session(engine) as session, session.begin():
        session.add(Letter(words=SECRET, facts={"note": SECRET, "5550100": 1}))
    with engine.connect():
        stored = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    engine.dispose()
    assert len(stored["x.sqlite3-wal"]) > 0
    for content in stored.values():
        assert not [word for word in (*SECRET.split(), "5550100", "note") if len(word) > 3 and word.encode() in content]


def test_every_connection_of_an_engine_finds_the_keyring(tmp_path: Path) -> None:
    engine = database(tmp_path / "x.sqlite3", Keyring([new_key()]))
    with engine.begin() as connection:
        connection.execute(sa.insert(Letter).values(id=1, words=SECRET))
    query = select(Letter.words)
    with (
        engine.connect() as one,
        engine.connect() as two,
        engine.execution_options(stream_results=True).connect() as three,
    ):
        four = three.execution_options(isolation_level="SERIALIZABLE")
        assert [c.execute(query).scalar() for c in (one, two, four)] == [SECRET] * 3
    engine.dispose()


def test_engines_side_by_side_keep_their_own_keys(tmp_path: Path) -> None:
    one = database(tmp_path / "x.sqlite3", Keyring([new_key()]))
    two = database(tmp_path / "x.sqlite3", Keyring([new_key()]))
    with Session(one) as session, session.begin():
        session.add(Letter(words=SECRET))
    with Session(two) as session, pytest.raises(KeyringError) as raised:
        session.scalars(select(Letter)).all()
    assert SECRET not in str(raised.value)
    with Session(one) as session:
        assert session.scalars(select(Letter.words)).all() == [SECRET]


def test_an_engine_without_a_keyring_is_a_mistake_of_the_program(tmp_path: Path) -> None:
    engine = database(tmp_path / "x.sqlite3", None)
    with pytest.raises(NoKeyringError, match="use_keyring"), Session(engine) as session, session.begin():
        session.add(Letter(words=SECRET))


def test_a_token_altered_in_the_database_is_refused(tmp_path: Path) -> None:
    engine = database(tmp_path / "x.sqlite3", Keyring([new_key()]))
    with Session(engine) as session, session.begin():
        session.add(Letter(id=1, words=SECRET))
    with engine.begin() as connection:
        connection.execute(text("UPDATE letter SET words = substr(words, 1, 40) || 'A' || substr(words, 42)"))
        connection.execute(text("UPDATE letter SET words = substr(words, 1, 40) || 'B' || substr(words, 42)"))
    with Session(engine) as session, pytest.raises(KeyringError, match="altered"):
        session.get(Letter, 1)


@pytest.mark.parametrize(
    "comparison", [lambda c: c == SECRET, lambda c: c != SECRET, lambda c: c.like("M%"), lambda c: c.in_([SECRET])]
)
@pytest.mark.parametrize("column", [Letter.words, Letter.facts])
def test_a_sealed_column_is_not_searched_in_vain(engine: Engine, column: Any, comparison: Any) -> None:  # noqa: ANN401
    with Session(engine) as session, pytest.raises(SealedColumnError, match="index column"):
        session.scalars(select(Letter).where(comparison(column))).all()


def test_a_sealed_column_is_changed_by_a_statement(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Letter(id=1, words="x"))
        session.flush()
        session.execute(sa.update(Letter).where(Letter.id == 1).values(words=SECRET))
        assert session.scalars(select(Letter.words).where(Letter.id == 1)).one() == SECRET


@pytest.mark.parametrize("wrong", [float("nan"), {1, 2}])
def test_what_is_not_json_is_refused_before_it_is_stored(engine: Engine, wrong: object) -> None:
    with Session(engine) as session:
        session.add(Letter(facts=wrong))
        with pytest.raises(StatementError):
            session.flush()


def test_keys_that_do_not_belong_to_the_database_stop_the_start(tmp_path: Path) -> None:
    right = Keyring([new_key()])
    engine = database(tmp_path / "x.sqlite3", right)
    check_keys_fit(engine, metadata=Base.metadata, keyring=Keyring([new_key()]))
    with Session(engine) as session, session.begin():
        session.add(Letter(facts=[SECRET]))
    check_keys_fit(engine, metadata=Base.metadata, keyring=right)
    with pytest.raises(StartError, match=r"letter\.facts"):
        check_keys_fit(engine, metadata=Base.metadata, keyring=Keyring([new_key()]))
