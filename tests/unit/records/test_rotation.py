"""A change of keys reaches every value, overwrites nothing newer, and goes on where it was interrupted.

On SQLite and on PostgreSQL.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pgserver.postgres_server import get_server
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.orm import Session

from bot.errors import StartError
from bot.records.encryption import (
    FileKeyring,
    KeyFile,
    Keyring,
    Progress,
    RotationError,
    forget_old_keys,
    new_key,
    reseal_to_newest,
    rotate,
    rotate_key_file,
    use_keyring,
)
from bot.records.encryption.renewal import any_under_old_key
from tests.unit.records.letters import Base, Letter, Traffic, all_is_right, connected, fill

OLD, NEW, OTHER = new_key(), new_key(), new_key()
# The time of a key file is that of the machine; this is later than any.
LATER = datetime(2100, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=30)


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = get_server(tmp_path_factory.mktemp("postgresql"))
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'x.sqlite3'}"
    return str(request.getfixturevalue("postgresql"))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = connected(url)
    Base.metadata.drop_all(made)
    Base.metadata.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def file(tmp_path: Path) -> KeyFile:
    made = KeyFile(tmp_path / "keys")
    made.write([OLD])
    return made


def test_every_value_and_index_comes_under_the_newest_key(engine: Engine) -> None:
    fill(engine, Keyring([OLD]), rows=25)
    seen: list[Progress] = []
    rotation = rotate(engine, metadata=Base.metadata, keyring=Keyring([NEW, OLD]), batch_rows=10, done=seen.append)
    all_is_right(engine, Keyring([NEW]), rows=25)
    assert (rotation.passes, rotation.unreadable) == (2, [])
    # Words, facts of every second row, phones of two in three, pages.
    assert rotation.resealed == 25 + 12 + 16 + 25
    assert [p.rows for p in seen if (p.passes, p.table) == (1, "letter")] == [10, 20, 25]
    assert sum(p.resealed for p in seen if p.passes == 2) == 0


def test_what_is_under_the_newest_key_is_left_alone(engine: Engine) -> None:
    fill(engine, Keyring([NEW]), rows=5)
    with engine.connect() as connection:
        before = connection.execute(sa.text("SELECT * FROM letter ORDER BY id")).all()
    assert rotate(engine, metadata=Base.metadata, keyring=Keyring([NEW, OLD])).resealed == 0
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT * FROM letter ORDER BY id")).all() == before


def test_a_wrong_or_needless_index_is_mended(engine: Engine) -> None:
    fill(engine, Keyring([NEW]), rows=5)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE letter SET phone_index = 'stale' WHERE id = 2"))
        connection.execute(sa.text("UPDATE letter SET phone_index = 'needless' WHERE id = 3"))
        connection.execute(sa.text("UPDATE letter SET phone_index = NULL WHERE id = 4"))
    rotate(engine, metadata=Base.metadata, keyring=Keyring([NEW]))
    all_is_right(engine, Keyring([NEW]), rows=5)


def test_a_change_between_reading_and_writing_is_not_overwritten(engine: Engine, url: str) -> None:
    fill(engine, Keyring([OLD]), rows=3)
    live = connected(url, Keyring([OLD]))
    changed: list[bool] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _change_first(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:  # noqa: ANN401
        if statement.startswith("UPDATE letter") and not changed:
            changed.append(True)
            with Session(live) as session, session.begin():
                session.get_one(Letter, 1).words = "newer words"

    rotation = rotate(engine, metadata=Base.metadata, keyring=Keyring([NEW, OLD]))
    live.dispose()
    use_keyring(engine, Keyring([NEW]))
    with Session(engine) as session:
        assert session.get_one(Letter, 1).words == "newer words"
    assert changed == [True]
    assert rotation.passes == 3


def test_the_application_goes_on_while_the_key_changes(engine: Engine, url: str, file: KeyFile) -> None:
    fill(engine, FileKeyring(file), rows=60)
    traffic = Traffic(url, file, first=60)
    traffic.start()
    waited: list[bool] = []

    def keep_step(_: Progress) -> None:
        # The application writes between the batches of the passes that matter, however fast either side is.
        if len(waited) < 40:
            waited.append(traffic.turn.acquire(timeout=60))

    assert traffic.turn.acquire(timeout=60)
    rotate_key_file(file, engine=engine, metadata=Base.metadata, say=lambda _: None, done=keep_step)
    assert traffic.turn.acquire(timeout=60)
    traffic.stopped.set()
    traffic.join(timeout=60)
    traffic.engine.dispose()
    assert traffic.error is None
    assert all(waited)
    assert not any_under_old_key(engine, metadata=Base.metadata, keyring=FileKeyring(file))
    newest = Keyring(file.read()[0][:1])
    use_keyring(engine, newest)
    with Session(engine) as session:
        stored = {row.id: row for row in session.scalars(select(Letter))}
    expected = {i: f"words {i}" for i in range(60)} | traffic.words
    assert {i: row.words for i, row in stored.items()} == expected
    assert all(row.phone_index == (newest.index(row.phone) if row.phone else None) for row in stored.values())


def test_an_interrupted_change_is_finished_with_the_same_key(engine: Engine, file: KeyFile) -> None:
    fill(engine, FileKeyring(file), rows=450)

    def interrupt(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate_key_file(file, engine=engine, metadata=Base.metadata, say=lambda _: None, done=interrupt)
    begun, _ = file.read()
    assert begun[1:] == (OLD,)
    said: list[str] = []
    with pytest.raises(RotationError, match="key rotate"):
        forget_old_keys(file, engine=engine, metadata=Base.metadata, now=LATER, newest_for=KEPT)
    rotate_key_file(file, engine=engine, metadata=Base.metadata, say=said.append)
    assert file.read()[0] == begun
    assert "not finished" in said[0]
    all_is_right(engine, Keyring(begun[:1]), rows=450)


def test_the_old_key_is_forgotten_only_in_the_second_step(engine: Engine, file: KeyFile) -> None:
    fill(engine, FileKeyring(file), rows=5)
    said: list[str] = []
    rotate_key_file(file, engine=engine, metadata=Base.metadata, say=said.append)
    keys, _ = file.read()
    assert keys[1:] == (OLD,)
    assert "Back the file up now" in said[0]
    assert forget_old_keys(file, engine=engine, metadata=Base.metadata, now=LATER, newest_for=KEPT) == 1
    assert file.read()[0] == keys[:1]
    assert forget_old_keys(file, engine=engine, metadata=Base.metadata, now=LATER, newest_for=KEPT) == 0
    all_is_right(engine, FileKeyring(file), rows=5)


def test_an_old_key_is_kept_while_browsers_and_links_may_need_it(engine: Engine, file: KeyFile) -> None:
    rotate_key_file(file, engine=engine, metadata=Base.metadata, say=lambda _: None)
    rotated_at = datetime(2026, 11, 20, 17, tzinfo=UTC)
    os.utime(file.path, times=(rotated_at.timestamp(),) * 2)
    keys, _ = file.read()
    forget = partial(forget_old_keys, file, engine=engine, metadata=Base.metadata)
    with pytest.raises(RotationError, match="until 2026-12-20 17:00 UTC") as raised:
        forget(now=rotated_at + KEPT - timedelta(seconds=1), newest_for=KEPT)
    assert "`python -m bot key forget-old --now`" in str(raised.value)
    assert "loses the way to their chat" in str(raised.value)
    assert file.read()[0] == keys
    assert forget(now=rotated_at + KEPT, newest_for=KEPT) == 1


def test_an_old_key_that_others_know_goes_at_once(engine: Engine, file: KeyFile) -> None:
    rotate_key_file(file, engine=engine, metadata=Base.metadata, say=lambda _: None)
    # Whatever the clock says, also one that has been set back.
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    assert forget_old_keys(file, engine=engine, metadata=Base.metadata, now=long_ago, newest_for=None) == 1


def test_the_first_key_is_never_too_young(engine: Engine, file: KeyFile) -> None:
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    assert forget_old_keys(file, engine=engine, metadata=Base.metadata, now=long_ago, newest_for=KEPT) == 0


def test_a_finished_change_can_be_followed_by_another(engine: Engine, file: KeyFile) -> None:
    fill(engine, FileKeyring(file), rows=5)
    for _ in range(2):
        rotate_key_file(file, engine=engine, metadata=Base.metadata, say=lambda _: None)
    keys, _ = file.read()
    assert len(keys) == 3
    all_is_right(engine, Keyring(keys[:1]), rows=5)


def test_a_value_that_no_key_opens_is_named_and_the_rest_goes_on(engine: Engine) -> None:
    fill(engine, Keyring([OLD]), rows=5)
    foreign = Keyring([OTHER]).seal("x")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE letter SET words = :w, phone = :w WHERE id = 2"), {"w": foreign})
    rotation = rotate(engine, metadata=Base.metadata, keyring=Keyring([NEW, OLD]), batch_rows=2)
    assert rotation.unreadable == ["letter.words of row 2", "letter.phone of row 2"]
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT words FROM letter WHERE id = 2")).scalar() == foreign
    assert not any_under_old_key(engine, metadata=Base.metadata, keyring=Keyring([NEW, OLD]))


def test_a_writer_without_the_new_key_is_told(engine: Engine, url: str) -> None:
    fill(engine, Keyring([OLD]), rows=2)
    ignorant = connected(url, Keyring([OLD]))

    def write(_: Progress) -> None:
        with Session(ignorant) as session, session.begin():
            session.execute(sa.update(Letter).where(Letter.id == 1).values(words="again"))

    with pytest.raises(RotationError, match="without the newest key"):
        rotate(engine, metadata=Base.metadata, keyring=Keyring([NEW, OLD]), done=write)
    ignorant.dispose()


def test_two_rows_with_one_value_are_told(engine: Engine) -> None:
    fill(engine, Keyring([OLD]), rows=2)
    newer = Keyring([NEW])
    with Session(engine) as session, session.begin():
        session.add(Letter(id=9, words="x", phone="1", phone_index=newer.index("1")))
    with pytest.raises(RotationError, match="Two rows of letter hold the same value, and phone_index"):
        rotate(engine, metadata=Base.metadata, keyring=Keyring([NEW, OLD]))


def test_keys_in_the_environment_need_two_and_are_resealed_to_the_first(engine: Engine) -> None:
    fill(engine, Keyring([OLD]), rows=5)
    for keys in (NEW, f"{NEW},{NEW}", f"{NEW},"):
        with pytest.raises(StartError, match="AFTERCARE_KEYS=new,old"):
            reseal_to_newest(Keyring([NEW]), keys=keys, engine=engine, metadata=Base.metadata)
    reseal_to_newest(Keyring([NEW, OLD]), keys=f"{NEW},{OLD}", engine=engine, metadata=Base.metadata)
    all_is_right(engine, Keyring([NEW]), rows=5)


def test_without_a_key_file_nothing_is_changed(tmp_path: Path) -> None:
    absent, engine = KeyFile(tmp_path / "absent"), create_engine("sqlite://")
    with pytest.raises(StartError, match="no key file"):
        rotate_key_file(absent, engine=engine, metadata=Base.metadata, say=lambda _: None)
    with pytest.raises(StartError, match="no key file"):
        forget_old_keys(absent, engine=engine, metadata=Base.metadata, now=LATER, newest_for=KEPT)
    assert list(tmp_path.iterdir()) == []


def test_an_index_of_a_column_that_is_not_sealed_is_a_mistake() -> None:
    metadata = sa.MetaData()
    sa.Table(
        "t",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("phone", sa.Text),
        sa.Column("phone_index", sa.Text, info={"index_of": "phone"}),
    )
    with pytest.raises(ValueError, match=r"t\.phone_index is an index of phone"):
        rotate(create_engine("sqlite://"), metadata=metadata, keyring=Keyring([NEW]))
