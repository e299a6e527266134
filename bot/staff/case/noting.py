"""Writes into the audit log who saw a case. A page that refreshes itself is noted once an hour, not each time.

What somebody sees is noted before it goes out, and no request can keep itself out of the log.
"""

from starlette.requests import Request

from bot.staff.access import side_of
from bot.staff.accounts.member import SignedIn
from bot.staff.case.screen import Screen
from bot.staff.case.use_link import Linked
from bot.staff.noted import Noted


def note_view(request: Request, signed_in: SignedIn, *, screen: Screen, part: bool) -> None:
    """Note that the case was seen; `part`: of a page that is open already, as far as the request says."""
    case, noted = screen.view.case, _noted_of(request)
    if part and not noted.is_due(signed_in.session_id, case.id, now=screen.now):
        return
    _note(request, signed_in, action="viewed_case", case_id=case.id, conversation_id=case.conversation_id)
    noted.add(signed_in.session_id, case.id, now=screen.now)


def note_link(request: Request, signed_in: SignedIn, *, linked: Linked, page_id: str) -> None:
    """Note that the case of a page's link was shown in one line."""
    _note(
        request,
        signed_in,
        action="opened_link",
        case_id=linked.case_id,
        conversation_id=linked.conversation_id,
        details={"page": page_id},
    )


def _note(
    request: Request,
    signed_in: SignedIn,
    *,
    action: str,
    case_id: str,
    conversation_id: str,
    details: dict[str, str | int] | None = None,
) -> None:
    side, member = side_of(request), signed_in.member
    with side.database.writing() as session:
        side.audit(
            session,
            at=side.clock(),
            staff_id=member.id,
            action=action,
            conversation_id=conversation_id,
            escalation_id=case_id,
            details=details,
            clinic_id=member.clinic_id,
        )


def _noted_of(request: Request) -> Noted[str]:
    state = request.app.state
    # Two threads may make one at the same time; then a view is noted twice, never not at all.
    if not hasattr(state, "case_noted"):
        state.case_noted = Noted[str]()
    noted: Noted[str] = state.case_noted
    return noted
