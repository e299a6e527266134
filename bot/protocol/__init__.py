"""The clinic's protocol: loading and checking it, and what holds at an hour. Everything else imports from here."""

from bot.protocol.holds import Holding, holds_at, strictest_phase
from bot.protocol.items import find_items
from bot.protocol.load import load_protocol
from bot.protocol.model import Clinic, ContactSign, Entry, Flag, Item, Message, Phase, Protocol, Topic
from bot.protocol.on_call import OnCall, Person
from bot.protocol.open_hours import after_open_minutes, next_opening
from bot.protocol.problems import Problem, ProtocolError
from bot.protocol.schema import export_schema
from bot.protocol.table import protocol_table
from bot.protocol.vocabulary import FLAGS, TOPICS, Kind, Level, Variant, Verdict

__all__ = [
    "FLAGS",
    "TOPICS",
    "Clinic",
    "ContactSign",
    "Entry",
    "Flag",
    "Holding",
    "Item",
    "Kind",
    "Level",
    "Message",
    "OnCall",
    "Person",
    "Phase",
    "Problem",
    "Protocol",
    "ProtocolError",
    "Topic",
    "Variant",
    "Verdict",
    "after_open_minutes",
    "export_schema",
    "find_items",
    "holds_at",
    "load_protocol",
    "next_opening",
    "protocol_table",
    "strictest_phase",
]
