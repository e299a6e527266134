"""Lives one life in the server that forks the others: what the first one costs, none of them pays again.

It is imported by that server alone. Nothing of it is left open, for no connection may be shared with a child.
"""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.records.database import open_database
from bot.records.encryption import open_keyring
from bot.records.upgrade import upgrade_database
from tests.crash.child import Life
from tests.crash.killed_journal import KilledJournal
from tests.crash.staff_child import case_life, life_after
from tests.unit.escalations.acts.conftest import add_staff


def live_once(folder: Path) -> None:
    """A case's life without a death, and what is lived after it, on records of its own."""
    now = datetime(2026, 11, 20, 17, tzinfo=UTC)
    life = Life(f"sqlite:///{folder / 'aftercare.sqlite3'}", folder / "keys", folder / "journal", now=now)
    database = open_database(life.database_url, keyring=open_keyring(keys="", file=life.keys, say=lambda _: None))
    upgrade_database(database)
    nurse = add_staff(database, name="Ana", now=now)
    database.close()
    KilledJournal(life.journal).write("nurse", [nurse.id, nurse.name, nurse.clinic_id])
    case_life(life)
    life_after(life)


with TemporaryDirectory(prefix="aftercare-warm-") as name:
    live_once(Path(name))
