"""A chat's rows: made with its first message, so that a page that is only looked at leaves nothing in the records.

Until then its cookie stands for it. A chat that was deleted is never made again where anything of it was kept.
"""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.channels.web.links import open_treatment
from bot.channels.web.session import Session
from bot.conversation.opening import open_conversation
from bot.conversation.transcript import still_there
from bot.records.database import Database
from bot.records.encryption import Keyring
from bot.records.models import Conversation


def is_there(database: Database, *, session: Session) -> bool:
    """Whether the chat was not deleted; one that nobody has written in yet is there."""
    if still_there(database, conversation_id=session.conversation_id):
        return True
    return session.unmade is not None and not has_rows(database, conversation_id=session.conversation_id)


def has_rows(database: Database, *, conversation_id: str) -> bool:
    """Whether the records know the chat, deleted or not."""
    with database.reading() as reading:
        found = reading.scalar(select(Conversation.id).where(Conversation.id == conversation_id))
    return found is not None


def make_rows(database: Database, *, session: Session, keyring: Keyring, channel: str, now: datetime) -> None:
    """Make the rows of a chat that has none. Raises KeyringError, and database errors."""
    treated_at, variant = open_treatment(keyring, sealed=session.unmade or "")
    # Two first messages at once, of two tabs: the other one has made them.
    with suppress(IntegrityError):
        open_conversation(
            database,
            channel=channel,
            now=now,
            conversation_id=session.conversation_id,
            treated_at=treated_at,
            variant=variant,
        )
