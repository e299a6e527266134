"""What the clinic's staff read: the list of cases, and one case whole. Nothing here changes a row.

A case of another clinic does not exist for it. What no key opens is shown as unreadable and hides nothing else.
"""

from bot.escalations.reading.counts import Counts, count_cases
from bot.escalations.reading.listing import PER_PAGE, CasePage, Which, list_cases
from bot.escalations.reading.rows import CaseRow, WaitingFor
from bot.escalations.reading.views import (
    AttemptView,
    CaseView,
    Doubt,
    EarlierCase,
    EventView,
    Line,
    PageView,
    PhaseView,
    QuestionView,
    ReasonView,
    ReportView,
    Takeover,
    TreatmentView,
)
from bot.escalations.reading.whole import read_whole_case

__all__ = [
    "PER_PAGE",
    "AttemptView",
    "CasePage",
    "CaseRow",
    "CaseView",
    "Counts",
    "Doubt",
    "EarlierCase",
    "EventView",
    "Line",
    "PageView",
    "PhaseView",
    "QuestionView",
    "ReasonView",
    "ReportView",
    "Takeover",
    "TreatmentView",
    "WaitingFor",
    "Which",
    "count_cases",
    "list_cases",
    "read_whole_case",
]
