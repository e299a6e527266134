"""What a try to sign in counts as: `count` of a view, called before a thread is taken.

It asks no records: a crowd has to be refused at no cost.
"""

from starlette.requests import Request

from bot.staff.access import form_of, side_of
from bot.staff.cookies import session_cookie


def count_login(request: Request) -> None:
    """A try with the account that the form names, however it is written. Raises HTTPException 429."""
    side_of(request).limits.count(request, who=f"login {form_of(request).get('login', '').strip().lower()}")


def count_browser(request: Request) -> None:
    """A try of a browser that is signed in, or half way. Raises HTTPException 429."""
    side = side_of(request)
    token = request.cookies.get(session_cookie(side.settings_address), "")
    side.limits.count(request, who=f"browser {token}")


def count_address(request: Request) -> None:
    """A try of which nothing is known but the address. Raises HTTPException 429."""
    side_of(request).limits.count(request)
