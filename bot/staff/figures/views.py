"""The page of figures, and the export for those who may have it.

The export is written down in the audit log before its first line goes out.
"""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bot.staff.access import CLINICIANS, STAFF, side_of
from bot.staff.accounts.member import SignedIn
from bot.staff.figures.export import csv_lines
from bot.staff.figures.figures import figures
from bot.staff.figures.read_cases import EXPORTED, read_exported, read_facts
from bot.staff.figures.sheet import sheet
from bot.staff.templating import page
from bot.staff.views import View

PAGE: Final = "/staff/figures"
EXPORT: Final = "/staff/figures/cases.csv"
PERIODS: Final = (30, 90, 365)
_USUAL: Final = 90


def views() -> tuple[View, ...]:
    """The page and the export."""
    return (View("GET", PAGE, STAFF, show_figures), View("GET", EXPORT, CLINICIANS, export_cases))


def show_figures(request: Request, signed_in: SignedIn) -> Response:
    """The figures of the period; of an unknown one, those of the usual period."""
    side = side_of(request)
    now = side.clock()
    days = _days(request)
    since = now - timedelta(days=days)
    with side.database.reading() as session:
        cases = read_facts(session, clinic_id=signed_in.member.clinic_id, since=since)
    found = figures(cases, now=now, since=since, zone=ZoneInfo(side.protocol.clinic.time_zone))
    return page(
        request,
        "figures/figures.html",
        signed_in=signed_in,
        sheet=sheet(found),
        since=since,
        days=days,
        periods=PERIODS,
        may_export=signed_in.member.role in CLINICIANS,
    )


def export_cases(request: Request, signed_in: SignedIn) -> Response:
    """The period's cases as a file; who took it, and when, is in the audit log."""
    side, member = side_of(request), signed_in.member
    now = side.clock()
    days = _days(request)
    with side.database.writing() as session:
        side.audit(
            session,
            at=now,
            staff_id=member.id,
            action="exported",
            details={"days": days},
            clinic_id=member.clinic_id,
        )
    rows = read_exported(side.database, clinic_id=member.clinic_id, since=now - timedelta(days=days))
    return StreamingResponse(
        csv_lines(rows, header=EXPORTED),
        media_type="text/csv",
        headers={"Content-Disposition": 'attachment; filename="cases.csv"'},
    )


def _days(request: Request) -> int:
    asked = request.query_params.get("days", "")
    return next((days for days in PERIODS if asked == str(days)), _USUAL)
