"""The two steps of a change of keys: a new key that all records are sealed with, and later the end of the old ones.

A key is written to the file before anything is sealed with it, and leaves the file only when nothing needs it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, MetaData

from bot.errors import StartError
from bot.records.encryption.errors import RotationError
from bot.records.encryption.key_file import KeyFile
from bot.records.encryption.key_set import new_key
from bot.records.encryption.keyring import FileKeyring, Keyring
from bot.records.encryption.rotation import Progress, Rotation, look_through, rotate
from bot.records.encryption.sealed_tables import sealed_tables

Say = Callable[[str], None]
Done = Callable[[Progress], None]

ENVIRONMENT_ORDER = (
    "The keys stand in AFTERCARE_KEYS, which only you can change: 1. `python -m bot key new` prints a fresh key; back "
    "it up. 2. Put it first, before a comma and the old one: AFTERCARE_KEYS=new,old, and restart every process of the "
    "bot. 3. Run `python -m bot key rotate`. 4. Wait 30 days, so that no patient's "
    "browser and no link still needs the old key; then take it away and restart."
)


def rotate_key_file(
    file: KeyFile, *, engine: Engine, metadata: MetaData, say: Say, done: Done = lambda _: None
) -> Rotation:
    """Put a new key first in `file` and seal every record with it; the old keys stay in the file.

    Where an earlier change was interrupted, that one is finished instead. Raises StartError or RotationError.
    """
    _must_exist(file)
    with file.locked():
        keys, _ = file.read()
        if any_under_old_key(engine, metadata=metadata, keyring=FileKeyring(file)):
            say("An earlier change of keys was not finished; it goes on now.")
        else:
            file.write([new_key(), *keys])
            say(f"A new key stands first in {file.path}. Back the file up now, apart from the database.")
        rotation = rotate(engine, metadata=metadata, keyring=FileKeyring(file), done=done)
    say("The old key stays in the file until `python -m bot key forget-old`.")
    return rotation


def reseal_to_newest(
    keyring: Keyring, *, keys: str, engine: Engine, metadata: MetaData, done: Done = lambda _: None
) -> Rotation:
    """Seal every record with the newest of `keys` (AFTERCARE_KEYS). Raises StartError when there are not two."""
    if len({key.strip() for key in keys.split(",") if key.strip()}) < 2:
        raise StartError(ENVIRONMENT_ORDER)
    return rotate(engine, metadata=metadata, keyring=keyring, done=done)


def forget_old_keys(
    file: KeyFile, *, engine: Engine, metadata: MetaData, now: datetime, newest_for: timedelta | None
) -> int:
    """Drop all keys but the newest from `file`; how many were dropped.

    Raises RotationError, and drops none, while a record still needs one, or until the newest has been the newest for
    `newest_for`: what else was signed with an old one needs it so long. StartError when the file cannot be written.
    """
    _must_exist(file)
    with file.locked():
        keys, _ = file.read()
        if len(keys) == 1:
            return 0
        if newest_for:
            _must_be_old_enough(file, now=now, newest_for=newest_for)
        if any_under_old_key(engine, metadata=metadata, keyring=FileKeyring(file)):
            raise RotationError("Records are still sealed with an old key. Run `python -m bot key rotate` first.")
        file.write(keys[:1])
    return len(keys) - 1


def any_under_old_key(engine: Engine, *, metadata: MetaData, keyring: Keyring) -> bool:
    """Whether a record that can be opened is sealed, or indexed, with a key that is not the newest."""
    return any(
        batch.stale for table in sealed_tables(metadata) for batch in look_through(engine, table, keyring=keyring)
    )


def _must_be_old_enough(file: KeyFile, *, now: datetime, newest_for: timedelta) -> None:
    # A new key is the only reason to write the file: its own time is that of the newest key, or later.
    written_at = file.written_at()
    if now < written_at + newest_for:
        raise RotationError(
            f"The newest key has been in use since {written_at:%Y-%m-%d %H:%M} UTC. Patients' browsers and links may "
            f"need an old key until {written_at + newest_for:%Y-%m-%d %H:%M} UTC; run this again then. Only if an old "
            "key is known to others: `python -m bot key forget-old --now` drops the old keys at once. Its cost: every "
            "patient who has not been back since the new key loses the way to their chat (they begin a new one; the "
            "clinic keeps the old), and every link made before tells nothing of the treatment any more."
        )


def _must_exist(file: KeyFile) -> None:
    if not file.exists():
        raise StartError(f"There is no key file {file.path}; the first start of the bot makes it.")
