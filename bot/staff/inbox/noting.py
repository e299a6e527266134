"""Writes into the audit log who saw the list. A page that refreshes itself is noted once an hour, not each time.

What somebody sees is noted before it goes out, and no request can keep itself out of the log. A search is noted without
its words.
"""

from starlette.requests import Request

from bot.staff.access import side_of
from bot.staff.accounts.member import SignedIn
from bot.staff.inbox.read import Tab
from bot.staff.noted import Noted

type _Shown = tuple[Tab, int]


def note_view(request: Request, signed_in: SignedIn, *, tab: Tab, page: int, by_itself: bool) -> None:
    """Note that the list was seen; `by_itself`: the page has asked, not a person."""
    side, noted = side_of(request), _noted_of(request)
    now = side.clock()
    if by_itself and not noted.is_due(signed_in.session_id, (tab, page), now=now):
        return
    _note(request, signed_in, action="viewed_inbox", details={"list": tab, "page": page})
    noted.add(signed_in.session_id, (tab, page), now=now)


def note_search(request: Request, signed_in: SignedIn, *, found: int) -> None:
    """Note that somebody searched, and how many cases were found."""
    _note(request, signed_in, action="searched", details={"found": found})


def _note(request: Request, signed_in: SignedIn, *, action: str, details: dict[str, str | int]) -> None:
    side, member = side_of(request), signed_in.member
    with side.database.writing() as session:
        side.audit(
            session,
            at=side.clock(),
            staff_id=member.id,
            action=action,
            details=details,
            clinic_id=member.clinic_id,
        )


def _noted_of(request: Request) -> Noted[_Shown]:
    state = request.app.state
    # Two threads may make one at the same time; then a view is noted twice, never not at all.
    if not hasattr(state, "inbox_noted"):
        state.inbox_noted = Noted[_Shown]()
    noted: Noted[_Shown] = state.inbox_noted
    return noted
