"""The views of a case: its page, what refreshes in it, and its acts.

Who sees the case is written into the audit log before anything of the patient is shown: the page each time, and what
comes of it by itself or after an act once an hour, so that nothing of the case is ever read without an entry.
"""

from collections.abc import Callable
from functools import partial

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.escalations.acts import NotFoundError
from bot.staff.access import STAFF, form_of, side_of
from bot.staff.accounts.member import SignedIn
from bot.staff.case import link_views, parts
from bot.staff.case.canned import CannedReplies, EmptyVariableError, canned_values, load_canned
from bot.staff.case.do import ACTS, SAID, Doing, do
from bot.staff.case.forms import FORMS, Form, RefusedError, fresh_form, kept_form
from bot.staff.case.noting import note_view
from bot.staff.case.screen import CASES, Screen, read_screen
from bot.staff.refusals import refusal
from bot.staff.templating import page
from bot.staff.views import Handler, View

_NO_CASE = ("There is no such case", "It may have been deleted, or the address is not whole.")
_CASE = f"{CASES}/{{case_id}}"
# Tells the page's script that an answer with an error's status is a part of the page, to be shown.
_PART = {"X-Case-Part": "1"}

Handle = Callable[..., Response]


def views(canned: CannedReplies | None = None) -> tuple[View, ...]:
    """Every view of this part. Raises ProtocolError where data/canned_replies.yml has a mistake."""
    texts = canned or load_canned()

    def found(handle: Handle, **more: str) -> Handler:
        def answer(request: Request, signed_in: SignedIn) -> Response:
            try:
                return handle(request, signed_in, canned=texts, **more)
            except NotFoundError:
                return refusal(request, status=404, words=_NO_CASE)

        return answer

    return (
        View("GET", _CASE, STAFF, found(show)),
        View("GET", f"{_CASE}/live", STAFF, found(refresh), background=True),
        View("POST", f"{_CASE}/canned", STAFF, found(put_in)),
        *(View("POST", f"{_CASE}/{name}", STAFF, found(act, name=name)) for name in ACTS),
        # A page that shows a refusal has the act's own address: reloaded, or come back to, it is the case.
        *(View("GET", f"{_CASE}/{name}", STAFF, go_to_case) for name in (*ACTS, "canned")),
        *link_views.views(),
    )


def show(request: Request, signed_in: SignedIn, *, canned: CannedReplies) -> Response:
    """The page."""
    return _whole(request, signed_in, canned=canned, said=SAID.get(request.query_params.get("said", ""), ""))


def go_to_case(request: Request, _: SignedIn) -> Response:
    """The case's page."""
    return RedirectResponse(f"{CASES}/{request.path_params['case_id']}", status_code=303)


def refresh(request: Request, signed_in: SignedIn, *, canned: CannedReplies) -> Response:
    """What has changed since the page was shown; nothing (204) where nothing has."""
    screen = _screen(request, signed_in)
    note_view(request, signed_in, screen=screen, part=True)
    now = parts.live_parts(request, about=parts.context(request, signed_in=signed_in, screen=screen, canned=canned))
    news = parts.changed(now, shown=request.query_params.get("v", ""))
    if not news:
        return Response(status_code=204)
    return HTMLResponse(parts.swapped(news, version=parts.version_of(now)))


def put_in(request: Request, signed_in: SignedIn, *, canned: CannedReplies) -> Response:
    """Put a canned reply's text into the draft. Nothing is sent."""
    screen, fields = _screen(request, signed_in), dict(form_of(request))
    values = canned_values(screen.protocol, view=screen.view, who=screen.me.name, now=screen.now)
    refused = None
    try:
        text = canned.fill(fields.get("canned", ""), values=values)
        fields["text"] = "\n".join(filter(None, (fields.get("text", "").rstrip(), text)))
    except KeyError:
        refused = RefusedError("Choose a text.", status=422)
    except EmptyVariableError as error:
        refused = RefusedError(str(error), status=422)
    form = kept_form("reply", fields=fields, refused=refused)
    return _after(request, signed_in, canned=canned, form=form, status=refused.status if refused else 200)


def act(request: Request, signed_in: SignedIn, *, canned: CannedReplies, name: str) -> Response:
    """Do it, and show the case again: with the draft and the reason where it was refused."""
    side, fields = side_of(request), form_of(request)
    screen = _screen(request, signed_in)
    try:
        said = do(name, Doing(side, screen, fields))
    except RefusedError as refused:
        form = kept_form(name, fields=fields, refused=refused)
        return _after(request, signed_in, canned=canned, form=form, status=refused.status)
    if not _by_htmx(request):
        return RedirectResponse(f"{screen.address}?said={said}", status_code=303)
    form = fresh_form(name, screen=_screen(request, signed_in), focus=name == "reply")
    return _after(request, signed_in, canned=canned, form=form, said=SAID[said])


def _after(
    request: Request,
    signed_in: SignedIn,
    *,
    canned: CannedReplies,
    form: Form,
    status: int = 200,
    said: str = "",
) -> Response:
    """The form and everything that changed for htmx; else the whole page with the form as it stands."""
    if not _by_htmx(request):
        return _whole(request, signed_in, canned=canned, form=form, status=status)
    screen = _screen(request, signed_in)
    note_view(request, signed_in, screen=screen, part=True)
    about = parts.context(request, signed_in=signed_in, screen=screen, canned=canned)
    now = parts.live_parts(request, about=about)
    own = parts.form_part(request, form, about=about) if form.name in FORMS else Markup("")
    problem = "" if form.name in FORMS else form.problem
    told = parts.render(request, "said", said=said, problem=problem, swap=True)
    whole = own + told + parts.swapped(now, version=parts.version_of(now))
    return HTMLResponse(whole, status_code=status, headers=_PART)


def _whole(
    request: Request,
    signed_in: SignedIn,
    *,
    canned: CannedReplies,
    form: Form | None = None,
    status: int = 200,
    said: str = "",
) -> Response:
    screen = _screen(request, signed_in)
    note_view(request, signed_in, screen=screen, part=False)
    about = parts.context(request, signed_in=signed_in, screen=screen, canned=canned)
    forms = {name: fresh_form(name, screen=screen) for name in FORMS}
    problem = ""
    if form is not None:
        forms |= {form.name: form} if form.name in forms else {}
        problem = "" if form.name in FORMS else form.problem
    now = parts.live_parts(request, about=about)
    return page(
        request,
        "case/case.html",
        status=status,
        live=now,
        version=parts.version_of(now),
        form_of=partial(_render_form, request, forms, about),
        opened=form.name if form else "",
        said=said,
        problem=problem,
        refused=bool(form and form.problem),
        **about,
    )


def _render_form(request: Request, forms: dict[str, Form], about: dict[str, object], name: str) -> Markup:
    return parts.form_part(request, forms[name], about=about)


def _screen(request: Request, signed_in: SignedIn) -> Screen:
    return read_screen(side_of(request), case_id=request.path_params["case_id"], member=signed_in.member)


def _by_htmx(request: Request) -> bool:
    return "hx-request" in request.headers
