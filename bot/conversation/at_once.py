"""A whole turn in one call, for the channels without a stream: the terminal, evaluations, scripts.

It goes the way of every message: committed first, answered under a lease. When somebody else answers it, their answer
is waited for.
"""

import threading

from sqlalchemy import select

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Source, Turn
from bot.conversation.claim import take_claim
from bot.conversation.turn import Answerer
from bot.records.database import Database
from bot.records.models import Conversation, Message
from bot.records.models import Reply as ReplyRow

_LOOK_EVERY_S = 0.02


def take_turn(
    answerer: Answerer, *, conversation_id: str, channel: str, text: str, external_id: str | None = None
) -> Turn:
    """Write the message down, answer it, and read the answer. Database errors are raised."""
    database = answerer.database
    received = answerer.receive(conversation_id=conversation_id, channel=channel, external_id=external_id, text=text)
    claim = received.claim
    pause = threading.Event()
    while True:
        while claim is not None:
            claim = answerer.answer(claim)
        if turn := read_turn(database, message_id=received.message_id):
            return turn
        claim = take_claim(database, conversation_id=conversation_id, now=answerer.clock(), lease=answerer.lease)
        if claim is None:
            pause.wait(_LOOK_EVERY_S)


def read_turn(database: Database, *, message_id: str) -> Turn | None:
    """What was said to a message, and the dialogue as it stands; None while it waits."""
    with database.reading() as session:
        message = session.get_one(Message, message_id)
        if message.state != "answered":
            return None
        dialogue = session.get_one(Conversation, message.conversation_id).dialogue
        rows = session.scalars(select(ReplyRow).where(ReplyRow.message_id == message_id).order_by(ReplyRow.sequence))
        replies = tuple(
            Reply(text=row.text, source=Source(**row.source), quick_replies=tuple(row.quick_replies)) for row in rows
        )
        return Turn(replies=replies, dialogue=Dialogue.from_json(dialogue), act=message.act)
