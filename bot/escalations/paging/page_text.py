"""The words of a page: how urgent it is, what kind of call it is, and the link to the case.

A page passes through other companies and lies on locked screens. It must never hold a name, a number, a symptom or any
word of a patient; nothing of that is an argument here.
"""

from dataclasses import dataclass
from typing import Literal

from bot.escalations.ladder import ladder_begins
from bot.protocol import Clinic, Level
from bot.records.case_models import Escalation, Page

Kind = Literal["new", "worse", "again"]

_URGENCY = {Level.emergency: "EMERGENCY", Level.urgent: "Urgent", Level.routine: "Routine"}
_WHAT: dict[Kind, str] = {
    "new": "a new case waits for you",
    "worse": "a case became worse and waits for you",
    "again": "a case still waits for an answer",
}


@dataclass(frozen=True)
class PageText:
    """What is sent: plain text, `body` with the link."""

    subject: str
    body: str


def page_text(*, level: Level, kind: Kind, link: str) -> PageText:
    """The page of a case at `level`; `link` is an address without anything about the patient."""
    subject = f"{_URGENCY.get(level, 'Urgent')}: {_WHAT[kind]}"
    return PageText(subject=subject, body=f"{subject}.\nOpen it, or others are called too: {link}")


def kind_of(page: Page, *, case: Escalation, clinic: Clinic) -> Kind:
    """Whether the page is the first call about the case, about its getting worse, or a reminder."""
    if page.step > 0:
        return "again"
    if page.round == 0:
        return "new"
    raised = ladder_begins(clinic, level=Level(case.level), raised_at=case.raised_at)
    return "worse" if case.ladder_began_at == raised else "again"
