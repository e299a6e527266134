"""The views of the people page: an admin adds accounts, changes them, and helps those who are shut out.

Nothing is changed here without a code of the admin's second factor: whoever finds the page open must not make
themselves an account, or take the admin's.
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.staff.access import ADMINS, form_of, side_of
from bot.staff.accounts.errors import AccountError, NoSuchMemberError
from bot.staff.accounts.member import ROLES, SignedIn
from bot.staff.refusals import refusal
from bot.staff.templating import page
from bot.staff.views import View

Act = Callable[[Request, SignedIn, str], str]

_SAID = {
    "disabled": "The account is disabled, and signed out everywhere.",
    "enabled": "The account can be used again.",
    "role": "The role was changed. The account was signed out.",
    "person": "The on-call person was set.",
    "second-factor": "The second factor is gone. The next sign-in asks for a new one, where the role needs it.",
    "sessions": "The account was signed out everywhere.",
}
_WRONG_CODE = "Nothing was changed: your code does not hold. Wait for the next one in your app, then try again."


def views() -> tuple[View, ...]:
    """Every view of this part."""
    return (
        View("GET", "/staff/people", ADMINS, show_people),
        View("POST", "/staff/people", ADMINS, add, threads="sign_in"),
        View("GET", "/staff/people/{staff_id}", ADMINS, show_member),
        View("POST", "/staff/people/{staff_id}/password", ADMINS, reset_password, threads="sign_in"),
        *(View("POST", f"/staff/people/{{staff_id}}/{name}", ADMINS, _handler(act)) for name, act in _ACTS.items()),
    )


def show_people(request: Request, signed_in: SignedIn) -> Response:
    """Everybody, and the form for one more."""
    return _people_page(request, signed_in)


def add(request: Request, signed_in: SignedIn) -> Response:
    """One more account; its one-time password is shown once."""
    form, side = form_of(request), side_of(request)
    try:
        _must_prove(request, signed_in)
        if form.get("person") and form["person"] not in side.protocol.clinic.on_call.people:
            raise AccountError("clinic.yml has no such person on call.", field="person")
        added = side.accounts.add(
            login=form.get("login", ""),
            name=form.get("name", ""),
            role=form.get("role", ""),  # type: ignore[arg-type] # checked there
            person=form.get("person"),
            with_password=form.get("way") != "provider" or side.provider is None,
            by=signed_in.member.id,
        )
    except AccountError as error:
        return _people_page(request, signed_in, problem=str(error), field=error.field)
    if added.one_time_password is None:
        return RedirectResponse(f"/staff/people/{added.member.id}", status_code=303)
    return page(request, "people/once.html", signed_in=signed_in, member=added.member, password=added.one_time_password)


def show_member(request: Request, signed_in: SignedIn) -> Response:
    """One account."""
    return _member_page(request, signed_in)


def reset_password(request: Request, signed_in: SignedIn) -> Response:
    """A one-time password, shown once."""
    side, staff_id = side_of(request), request.path_params["staff_id"]
    try:
        _must_prove(request, signed_in)
        _must_be_another(signed_in, staff_id)
        once = side.accounts.reset_password(staff_id, by=signed_in.member.id)
    except NoSuchMemberError:
        return refusal(request, status=404)
    except AccountError as error:
        return _member_page(request, signed_in, problem=str(error), field=error.field)
    member = side.accounts.by_id(staff_id).member
    return page(request, "people/once.html", signed_in=signed_in, member=member, password=once)


def _must_prove(request: Request, signed_in: SignedIn) -> None:
    """Raises AccountError (field "code"). An admin without a second factor of ours has nothing to give."""
    if not side_of(request).sign_in.prove_again(staff_id=signed_in.member.id, code=form_of(request).get("code", "")):
        raise AccountError(_WRONG_CODE, field="code")


def _must_be_another(signed_in: SignedIn, staff_id: str) -> None:
    if staff_id == signed_in.member.id:
        raise AccountError("Change your own on the page of your account.")


def _disable(request: Request, signed_in: SignedIn, staff_id: str) -> str:
    if staff_id == signed_in.member.id:
        raise AccountError("You cannot disable your own account.")
    side_of(request).accounts.disable(staff_id, by=signed_in.member.id)
    return "disabled"


def _enable(request: Request, signed_in: SignedIn, staff_id: str) -> str:
    side_of(request).accounts.enable(staff_id, by=signed_in.member.id)
    return "enabled"


def _change_role(request: Request, signed_in: SignedIn, staff_id: str) -> str:
    if staff_id == signed_in.member.id:
        raise AccountError("You cannot change your own role.", field="role")
    role = form_of(request).get("role", "")
    side_of(request).accounts.change_role(staff_id, role=role, by=signed_in.member.id)  # type: ignore[arg-type] # checked there
    return "role"


def _set_person(request: Request, signed_in: SignedIn, staff_id: str) -> str:
    side = side_of(request)
    side.accounts.set_person(
        staff_id,
        person=form_of(request).get("person"),
        known=side.protocol.clinic.on_call.people.keys(),
        by=signed_in.member.id,
    )
    return "person"


def _reset_second_factor(request: Request, signed_in: SignedIn, staff_id: str) -> str:
    _must_be_another(signed_in, staff_id)
    side_of(request).accounts.reset_second_factor(staff_id, by=signed_in.member.id)
    return "second-factor"


def _end_sessions(request: Request, signed_in: SignedIn, staff_id: str) -> str:
    side_of(request).accounts.end_sessions(staff_id, by=signed_in.member.id)
    return "sessions"


_ACTS: dict[str, Act] = {
    "disable": _disable,
    "enable": _enable,
    "role": _change_role,
    "person": _set_person,
    "second-factor": _reset_second_factor,
    "sessions": _end_sessions,
}


def _handler(act: Act) -> Callable[[Request, SignedIn], Response]:
    """Does it and goes back to the account's page, which says what was done or why it was not."""

    def handle(request: Request, signed_in: SignedIn) -> Response:
        staff_id = request.path_params["staff_id"]
        try:
            _must_prove(request, signed_in)
            said = act(request, signed_in, staff_id)
        except NoSuchMemberError:
            return refusal(request, status=404)
        except AccountError as error:
            return _member_page(request, signed_in, problem=str(error), field=error.field)
        return RedirectResponse(f"/staff/people/{staff_id}?said={said}", status_code=303)

    return handle


def _needs_code(request: Request, signed_in: SignedIn) -> bool:
    return side_of(request).accounts.by_id(signed_in.member.id).has_second_factor


def _people_page(request: Request, signed_in: SignedIn, *, problem: str = "", field: str = "") -> Response:
    side = side_of(request)
    return page(
        request,
        "people/people.html",
        signed_in=signed_in,
        status=422 if problem else 200,
        problem=problem,
        field=field,
        form=form_of(request),
        accounts=side.accounts.all(),
        needs_code=_needs_code(request, signed_in),
        sessions=side.sessions.open_count(),
        on_call=side.protocol.clinic.on_call.people,
        roles=ROLES,
    )


def _member_page(request: Request, signed_in: SignedIn, *, problem: str = "", field: str = "") -> Response:
    side = side_of(request)
    try:
        account = side.accounts.by_id(request.path_params["staff_id"])
    except NoSuchMemberError:
        return refusal(request, status=404)
    locked = account.locked_until
    return page(
        request,
        "people/member.html",
        signed_in=signed_in,
        status=422 if problem else 200,
        problem=problem,
        field=field,
        said=_SAID.get(request.query_params.get("said", "")),
        account=account,
        needs_code=_needs_code(request, signed_in),
        locked_until=locked if locked is not None and locked > side.clock() else None,
        sessions=side.sessions.open_count().get(account.member.id, 0),
        on_call=side.protocol.clinic.on_call.people,
        roles=ROLES,
        myself=account.member.id == signed_in.member.id,
    )
