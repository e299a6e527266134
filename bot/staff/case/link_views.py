"""The link of a page for a person on call: it shows the case in one line, and a button that acknowledges it.

Opening it changes nothing, because programs that scan mail open links, but who saw the line is written into the audit
log first. A link that is forged, spent or too old is refused in words, and that it was tried is written there too.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.escalations.acts import Actor
from bot.staff.access import STAFF, side_of
from bot.staff.accounts.member import SignedIn
from bot.staff.case import wording
from bot.staff.case.noting import note_link
from bot.staff.case.page_link import PATH, LinkRefusedError, Why, read_page_link
from bot.staff.case.screen import CASES
from bot.staff.case.use_link import Linked, read_linked, use_link
from bot.staff.templating import page
from bot.staff.views import StaffSide, View

_WORDS: dict[Why, tuple[int, str, str]] = {
    "forged": (404, "This link is not whole", "Open the link in the message again, or find the case in the inbox."),
    "expired": (410, "This link is too old", "A link holds for 24 hours. The case itself can still be opened."),
    "used": (410, "This link was used before", "Somebody has pressed the button already. The case says who has it."),
}


def views() -> tuple[View, ...]:
    """The page and its button."""
    return (View("GET", f"{PATH}/{{token}}", STAFF, show_link), View("POST", f"{PATH}/{{token}}", STAFF, press))


def show_link(request: Request, signed_in: SignedIn) -> Response:
    """The case in one line."""
    side = side_of(request)
    try:
        linked = _linked(request, signed_in, side=side)
        if linked.used_at is not None:
            raise LinkRefusedError("used", page_id=_page_id(request, side=side))
    except LinkRefusedError as refused:
        return _refused(request, signed_in, refused=refused)
    note_link(request, signed_in, linked=linked, page_id=_page_id(request, side=side))
    return page(request, "case/link.html", signed_in=signed_in, linked=linked, words=wording, cases=CASES)


def press(request: Request, signed_in: SignedIn) -> Response:
    """Acknowledge the case, and go on to it."""
    side, me = side_of(request), signed_in.member
    try:
        linked = _linked(request, signed_in, side=side)
        acknowledged = use_link(
            side.database,
            page_id=_page_id(request, side=side),
            case_id=linked.case_id,
            staff=Actor(me.id, me.name, me.clinic_id),
            protocol=side.protocol,
            now=side.clock(),
        )
    except LinkRefusedError as refused:
        return _refused(request, signed_in, refused=refused)
    said = "acknowledge" if acknowledged else "acknowledged_before"
    return RedirectResponse(f"{CASES}/{linked.case_id}?said={said}", status_code=303)


def _page_id(request: Request, *, side: StaffSide) -> str:
    return read_page_link(side.keyring, token=request.path_params["token"], now=side.clock())


def _linked(request: Request, signed_in: SignedIn, *, side: StaffSide) -> Linked:
    page_id = _page_id(request, side=side)
    with side.database.reading() as session:
        return read_linked(session, page_id=page_id, clinic_id=signed_in.member.clinic_id)


def _refused(request: Request, signed_in: SignedIn, *, refused: LinkRefusedError) -> Response:
    side, me = side_of(request), signed_in.member
    linked = None
    with side.database.writing() as session:
        if refused.page_id is not None:
            try:
                linked = read_linked(session, page_id=refused.page_id, clinic_id=me.clinic_id)
            except LinkRefusedError as other:
                refused = other
        side.audit(
            session,
            at=side.clock(),
            staff_id=me.id,
            action="link_refused",
            conversation_id=linked.conversation_id if linked else None,
            escalation_id=linked.case_id if linked else None,
            details={"why": refused.why} | ({"page": refused.page_id} if linked and refused.page_id else {}),
            clinic_id=me.clinic_id,
        )
    status, heading, what_now = _WORDS[refused.why]
    return page(
        request,
        "case/link_refused.html",
        signed_in=signed_in,
        status=status,
        heading=heading,
        what_now=what_now,
        to=f"{CASES}/{linked.case_id}" if linked else "",
    )
