"""Tables with sealed columns for tests, the rows that fill them, and an application that goes on writing them."""

import threading
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bot.records.encryption import EncryptedJson, EncryptedText, FileKeyring, KeyFile, Keyring, use_keyring


class Base(DeclarativeBase):
    """The tables of these tests."""


class Letter(Base):
    """Both kinds of sealed column, an index and a column of its own."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(EncryptedText)
    facts: Mapped[Any] = mapped_column(EncryptedJson, nullable=True)
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    phone_index: Mapped[str | None] = mapped_column(sa.String(64), unique=True, info={"index_of": "phone"})
    plain: Mapped[str | None]


class Page(Base):
    """A row with two keys."""

    __tablename__ = "page"

    book: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(EncryptedText)


def connected(url: str, keyring: Keyring | None = None) -> Engine:
    engine = create_engine(url, hide_parameters=True)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _prepare(connection: Any, _: object) -> None:  # noqa: ANN401
            for pragma in ("journal_mode=WAL", "busy_timeout=15000"):
                connection.execute(f"PRAGMA {pragma}")

    if keyring:
        use_keyring(engine, keyring)
    return engine


def fill(engine: Engine, keyring: Keyring, *, rows: int) -> None:
    use_keyring(engine, keyring)
    with Session(engine) as session, session.begin():
        for i in range(rows):
            phone = str(i) if i % 3 else None
            session.add(Letter(**letter(i), phone=phone, phone_index=keyring.index(phone) if phone else None))
            session.add(Page(book="ab"[i % 2], number=i, words=f"page {i}"))


def letter(i: int) -> dict[str, Any]:
    return {"id": i, "words": f"words {i}", "facts": {"n": [i]} if i % 2 else None, "plain": f"plain {i}"}


def all_is_right(engine: Engine, keyring: Keyring, *, rows: int) -> None:
    """With this keyring alone every value is read, and every index found."""
    use_keyring(engine, keyring)
    with Session(engine) as session:
        letters = session.scalars(select(Letter).order_by(Letter.id)).all()
        pages = session.scalars(select(Page).order_by(Page.number)).all()
    assert [(r.id, r.words, r.facts, r.plain) for r in letters] == [tuple(letter(i).values()) for i in range(rows)]
    assert [r.phone for r in letters] == [str(i) if i % 3 else None for i in range(rows)]
    assert [r.phone_index for r in letters] == [keyring.index(r.phone) if r.phone else None for r in letters]
    assert [(r.book, r.words) for r in pages] == [("ab"[i % 2], f"page {i}") for i in range(rows)]


class Traffic(threading.Thread):
    """An application that inserts and changes rows through its own engine and keyring until it is told to stop."""

    def __init__(self, url: str, file: KeyFile, *, first: int) -> None:
        super().__init__(daemon=True)
        self.keyring = FileKeyring(file)
        self.engine = connected(url, self.keyring)
        self.first = first
        self.words: dict[int, str] = {}
        self.stopped = threading.Event()
        self.turn = threading.Semaphore(0)
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            for i in count():
                if self.stopped.is_set():
                    return
                self._write(i)
                self.turn.release()
        except Exception as error:  # noqa: BLE001  (told by the test)
            self.error = error
            self.turn.release(1000)

    def _write(self, i: int) -> None:
        new, changed = self.first + i, i % self.first
        with Session(self.engine) as session, session.begin():
            phone = f"new {new}"
            session.add(Letter(id=new, words=f"new {i}", phone=phone, phone_index=self.keyring.index(phone)))
            session.get_one(Letter, changed).words = f"changed {i}"
        self.words |= {new: f"new {i}", changed: f"changed {i}"}
        with Session(self.engine) as session:
            found = session.scalars(select(Letter).where(Letter.phone_index.in_(self.keyring.indexes(phone)))).one()
            assert (found.words, found.phone) == (f"new {i}", phone)
