"""The file that holds the keys: one on each line, newest first; lines that start with # are remarks.

It is written whole or not at all, for its owner alone, and never over another's key. Its content appears in no error.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import StartError
from bot.records.encryption.key_set import new_key, parse_keys

Mark = tuple[int, int, int]

REMARK = """\
# Keys of the aftercare bot's records, newest first. Without them nothing that patients wrote can be read.
# Keep a copy apart from the database's backups. Change keys with: python -m bot key rotate
"""
OWNER_ONLY = 0o600
OTHERS = 0o077


class KeyFile:
    """A key file at a path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = f"the key file {path}"
        self._address = os.fspath(path)

    def exists(self) -> bool:
        """Whether there is something at the path."""
        return self.path.exists()

    def mark(self) -> Mark:
        """What changes whenever the file is replaced. Raises OSError."""
        return _mark_of(os.stat(self._address))  # noqa: PTH116  (asked before each seal: a Path costs twice as much)

    def written_at(self) -> datetime:
        """When the file was last written: every key in it is at least as old. Raises StartError."""
        with self._told("look at"):
            return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    def read_by_others(self) -> bool:
        """Whether other accounts of the machine may read or change the file. Raises OSError."""
        return bool(self.path.stat().st_mode & OTHERS)

    def read(self) -> tuple[tuple[str, ...], Mark]:
        """The keys and the file's mark. Raises StartError."""
        try:
            with self.path.open(encoding="ascii") as file:
                mark = _mark_of(os.fstat(file.fileno()))
                lines = file.read().splitlines()
        except OSError as error:
            raise StartError(
                f"Cannot read {self.name}: {error.strerror}. "
                "Give it to the account that runs the bot, or restore it from its backup."
            ) from error
        except UnicodeDecodeError:
            # Not chained: the error would carry the file's bytes.
            raise StartError(f"What stands in {self.name} is not a list of keys. Restore it from its backup.") from None
        return parse_keys((line for line in lines if not line.startswith("#")), source=self.name), mark

    def make(self) -> bool:
        """Write a new key unless there is a file by now; whether this call made it. Raises StartError."""
        with self._told("make"):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self._write_beside(self.path, [new_key()])
            try:
                # A link, not a replace: of two processes that start together, the second must not undo the first's key.
                self.path.hardlink_to(temporary)
            except FileExistsError:
                return False
            finally:
                temporary.unlink()
            _flush_folder(self.path.parent)
        return True

    def write(self, keys: Sequence[str]) -> None:
        """Put `keys`, newest first, in place of the file's. Raises StartError; the file is then as it was."""
        with self._told("write"):
            # Through a symbolic link to the file itself: the link stays.
            target = self.path.resolve()
            temporary = self._write_beside(target, keys)
            try:
                temporary.replace(target)
            except OSError:
                temporary.unlink()
                raise
            _flush_folder(target.parent)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """A block that one process at a time may be in: two that change keys together would lose one. StartError."""
        with self._told("lock"):
            lock = os.open(self.path.with_name(f"{self.path.name}.lock"), os.O_CREAT | os.O_RDWR, OWNER_ONLY)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StartError(f"Another command is changing {self.name}. Wait until it has ended.") from error
            yield
        finally:
            os.close(lock)

    def _write_beside(self, target: Path, keys: Sequence[str]) -> Path:
        temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                if target.exists():
                    _keep_owner(file.fileno(), target.stat())
                file.write(REMARK + "".join(f"{key}\n" for key in keys))
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            temporary.unlink()
            raise
        return temporary

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StartError(
                f"Cannot {what} {self.name}: {error.strerror}. Check the rights and free space of its folder."
            ) from error


def _mark_of(status: os.stat_result) -> Mark:
    return status.st_mtime_ns, status.st_size, status.st_ino


def _keep_owner(descriptor: int, former: os.stat_result) -> None:
    # An administrator may change the keys; the account that runs the bot must still be able to read them.
    if (former.st_uid, former.st_gid) != (os.geteuid(), os.getegid()):
        os.fchown(descriptor, former.st_uid, former.st_gid)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
