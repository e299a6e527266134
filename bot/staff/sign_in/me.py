"""The views of one's own account: the password and the second factor."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.staff.access import STAFF, form_of, side_of
from bot.staff.accounts.errors import AccountError
from bot.staff.accounts.member import SignedIn
from bot.staff.sign_in.counting import count_browser
from bot.staff.templating import page
from bot.staff.views import View

_SAID = {"password": "Your password was changed.", "second-factor": "Your second factor was set up."}
_WRONG_CODE = "One of the codes does not hold. Wait for the next one in your app, then try again."


def views() -> tuple[View, ...]:
    """Every view of this part."""
    return (
        View("GET", "/staff/me", STAFF, show_me),
        View("GET", "/staff/me/password", STAFF, show_password, password_due=True),
        View(
            "POST",
            "/staff/me/password",
            STAFF,
            change_password,
            password_due=True,
            count=count_browser,
            threads="sign_in",
        ),
        View("GET", "/staff/me/second-factor", STAFF, show_second_factor),
        View("POST", "/staff/me/second-factor", STAFF, renew_second_factor, count=count_browser),
    )


def show_me(request: Request, signed_in: SignedIn) -> Response:
    """The account as it is."""
    return page(
        request,
        "sign_in/me.html",
        signed_in=signed_in,
        account=side_of(request).accounts.by_id(signed_in.member.id),
        said=_SAID.get(request.query_params.get("said", "")),
    )


def show_password(request: Request, signed_in: SignedIn) -> Response:
    """The form for a new password."""
    return _password_page(request, signed_in)


def change_password(request: Request, signed_in: SignedIn) -> Response:
    """A password of one's own choice."""
    form, side = form_of(request), side_of(request)
    new = form.get("new", "")
    if new != form.get("again", ""):
        return _password_page(request, signed_in, problem="The two new passwords differ.", field="again")
    old = None if signed_in.must_change_password else form.get("old", "")
    try:
        side.accounts.change_own_password(signed_in.member.id, old=old, new=new, session_id=signed_in.session_id)
    except AccountError as error:
        return _password_page(request, signed_in, problem=str(error), field=error.field)
    return RedirectResponse("/staff/" if signed_in.must_change_password else "/staff/me?said=password", status_code=303)


def show_second_factor(request: Request, signed_in: SignedIn) -> Response:
    """A new key for the app on the phone."""
    return _second_factor_page(request, signed_in)


def renew_second_factor(request: Request, signed_in: SignedIn) -> Response:
    """The new key takes the old one's place, once a code of it was given."""
    form, side = form_of(request), side_of(request)
    sealed = form.get("sealed", "")
    done = side.sign_in.renew_second_factor(
        staff_id=signed_in.member.id, sealed=sealed, code=form.get("code", ""), old_code=form.get("old_code", "")
    )
    if not done:
        return _second_factor_page(request, signed_in, sealed=sealed, problem=_WRONG_CODE)
    return RedirectResponse("/staff/me?said=second-factor", status_code=303)


def _password_page(request: Request, signed_in: SignedIn, *, problem: str = "", field: str = "") -> Response:
    return page(
        request,
        "sign_in/password.html",
        signed_in=signed_in,
        status=422 if problem else 200,
        problem=problem,
        field=field,
    )


def _second_factor_page(request: Request, signed_in: SignedIn, *, sealed: str = "", problem: str = "") -> Response:
    side, member = side_of(request), signed_in.member
    shown = side.enrolments.again(sealed, staff_id=member.id, login=member.login) if sealed else None
    return page(
        request,
        "sign_in/second_factor.html",
        signed_in=signed_in,
        status=422 if problem else 200,
        problem=problem,
        has_one=side.accounts.by_id(member.id).has_second_factor,
        enrolment=shown or side.enrolments.begin(staff_id=member.id, login=member.login),
    )
