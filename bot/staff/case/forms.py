"""The forms of the case's page: what each holds when it is fresh, and what it keeps when an act was refused.

A draft is never lost by a refusal, and a reply keeps its `external_id` until it was sent, so that it is sent once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.records.base import new_id
from bot.staff.case.screen import Screen

# Forms with words in them; the rest are single buttons, and stand where the page refreshes itself.
FORMS = ("reply", "note", "call", "level", "hand", "resolve", "reopen")
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Form:
    """`fields` as they were typed; `problem` is a sentence; `focus`: the person was last at work here."""

    name: str
    seen: int
    external_id: str = ""
    over: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    link: str = ""
    focus: bool = False

    def get(self, name: str) -> str:
        """What was typed into a field."""
        return self.fields.get(name, "")


class RefusedError(Exception):
    """An act was not done; `seen` and `over` are what the form carries from now on, where they change."""

    def __init__(
        self, words: str, *, status: int = 409, seen: int | None = None, over: str | None = None, link: str = ""
    ) -> None:
        super().__init__(words)
        self.words, self.status, self.seen, self.over, self.link = words, status, seen, over, link


def fresh_form(name: str, *, screen: Screen, focus: bool = False) -> Form:
    """An empty form; a reply's gets an `external_id` of its own."""
    return Form(name, screen.view.last_sequence, external_id=new_id() if name == "reply" else "", focus=focus)


def kept_form(name: str, *, fields: Mapping[str, str], refused: RefusedError | None = None) -> Form:
    """The form as it was sent, with the reason for a refusal."""
    seen, over = read_seen(fields), fields.get("over", "")
    if refused is not None:
        seen = seen if refused.seen is None else refused.seen
        over = over if refused.over is None else refused.over
    return Form(
        name,
        seen,
        external_id=read_external_id(fields) if name == "reply" else "",
        over=over,
        fields=dict(fields),
        problem=refused.words if refused else "",
        link=refused.link if refused else "",
        focus=True,
    )


def read_seen(fields: Mapping[str, str]) -> int:
    """The last line that the page showed; 0, as one that showed none, where it is missing."""
    digits = fields.get("seen", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def read_external_id(fields: Mapping[str, str]) -> str:
    """The reply's id of the page's making; a new one where there is none."""
    given = fields.get("external_id", "")
    return given if _ID.fullmatch(given) else new_id()
