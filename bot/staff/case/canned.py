"""The canned replies of data/canned_replies.yml: organising sentences that a person puts into a reply and then sends.

Every text is checked when it is read, like the protocol's. One whose variable is empty is refused: a patient must never
read a gap or a name in braces.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from bot.answers.clock_words import day_words
from bot.errors import AftercareError
from bot.escalations.promise import by_words
from bot.escalations.reading import CaseView
from bot.protocol import Problem, Protocol, ProtocolError
from bot.protocol.check_texts import check_texts
from bot.protocol.frozen import Frozen
from bot.protocol.placeholders import CLINIC_PLACEHOLDERS, fill, placeholders_in
from bot.protocol.read_shape import Read, read_shape
from bot.protocol.texts_of import PatientText
from bot.settings import PROJECT

CANNED_FILE: Final = PROJECT / "data" / "canned_replies.yml"

# Each of the case's own with the longest value that it is likely to get, for the check of length.
_CASE_VALUES: Final = {
    "who": "Dr. Alexandra Smith",
    "by": "10:45 pm on Wednesday 23 September",
    "day": "Wednesday 23 September",
}
_MEANING: Final = {
    "who": "your own name",
    "by": "the time until which an answer is promised (none is, or it has gone by)",
    "day": "the day of the treatment (it is not known)",
}
_STAND_IN = "555 0100"
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


class CannedReply(Frozen):
    """`title` is for staff, `text` for the patient."""

    title: str = Field(min_length=1, max_length=60)
    text: str = Field(min_length=1)


class _File(Frozen):
    language: Literal["en"]
    replies: Mapping[str, CannedReply]


class EmptyVariableError(AftercareError):
    """A variable of the text has no value in this case; `name` is the variable."""

    def __init__(self, name: str) -> None:
        meaning = _MEANING.get(name, "a fact of the clinic that clinic.yml does not give")
        super().__init__(f"This text needs {{{name}}}: {meaning}. Write it yourself, or choose another text.")
        self.name = name


@dataclass(frozen=True)
class CannedReplies:
    """All of them, by id, in the file's order."""

    replies: Mapping[str, CannedReply] = MappingProxyType({})

    def fill(self, reply_id: str, *, values: Mapping[str, str]) -> str:
        """The text with its variables. Raises EmptyVariableError naming one without a value, KeyError for an id."""
        text = self.replies[reply_id].text
        for name in placeholders_in(text):
            if not values.get(name, "").strip():
                raise EmptyVariableError(name)
        return fill(text, values=values)


@lru_cache(maxsize=8)
def load_canned(path: Path = CANNED_FILE) -> CannedReplies:
    """Read and check the file. Raises ProtocolError with every problem, each with its line."""
    read, problems = read_shape(path, shape=_File)
    found = (*problems, *(_check(read) if read else ()))
    if found or read is None:
        raise ProtocolError(found)
    return CannedReplies(MappingProxyType(dict(read.shape.replies)))


def _check(read: Read[_File]) -> Iterator[Problem]:
    for reply_id in read.shape.replies:
        if not _ID.fullmatch(reply_id):
            mend = "Write it in small letters, digits and _, beginning with a letter."
            yield read.document.problem(("replies", reply_id), f'"{reply_id}" cannot be an id', mend=mend)
    texts = (
        PatientText(("replies", reply_id, "text"), reply.text, values=_CASE_VALUES)
        for reply_id, reply in read.shape.replies.items()
    )
    yield from check_texts(read.document, texts, values=dict.fromkeys(CLINIC_PLACEHOLDERS, _STAND_IN), exceptions=())


def canned_values(protocol: Protocol, *, view: CaseView, who: str, now: datetime) -> dict[str, str]:
    """The value of each variable in this case; empty where there is none."""
    clinic, promised = protocol.clinic, view.case.promised_at
    treated_at = view.treatment.treated_at if view.treatment else None
    zone = ZoneInfo(clinic.time_zone)
    return protocol.clinic_values() | {
        "who": who,
        "by": by_words(clinic, by=promised, now=now) if promised and promised > now else "",
        "day": day_words(treated_at.astimezone(zone)) if treated_at else "",
    }
