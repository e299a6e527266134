"""The views of the inbox: the page, its list that is loaded again, the search, and the stream of changes.

A search's words come in a form's body and go nowhere else: into no address, no log and no title.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from bot.staff.access import STAFF, form_of, side_of
from bot.staff.accounts.member import SignedIn
from bot.staff.inbox.events import show_events
from bot.staff.inbox.noting import note_search, note_view
from bot.staff.inbox.read import TABS, Found, Tab, read_inbox, search_cases
from bot.staff.inbox.wording import cases_words
from bot.staff.templating import page
from bot.staff.views import View

PAGE: Final = "/staff/"
_LONGEST_SEARCH = 100
_LAST_PAGE = 10_000


def views() -> tuple[View, ...]:
    """Every view of this part."""
    return (
        View("GET", PAGE, STAFF, show_inbox),
        View("GET", "/staff/list", STAFF, show_list, background=True),
        View("GET", "/staff/events", STAFF, show_events, background=True),
        View("POST", "/staff/search", STAFF, search),
    )


def show_inbox(request: Request, signed_in: SignedIn) -> Response:
    """The whole page."""
    return _inbox(request, signed_in, template="inbox/inbox.html", by_itself=False)


def show_list(request: Request, signed_in: SignedIn) -> Response:
    """What of the page changes by itself: the page asks for it, and nobody stays signed in by it."""
    return _inbox(request, signed_in, template="inbox/live.html", by_itself=True)


def search(request: Request, signed_in: SignedIn) -> Response:
    """What fits the words: a part of the page for htmx, the whole page for a browser that runs no script."""
    words = form_of(request).get("search", "").strip()[:_LONGEST_SEARCH]
    found = None
    if words:
        found = search_cases(side_of(request), member=signed_in.member, words=words)
        note_search(request, signed_in, found=len(found.open) + len(found.resolved))
    if "hx-request" in request.headers:
        return page(request, "inbox/found.html", signed_in=signed_in, found=found)
    return _inbox(request, signed_in, template="inbox/inbox.html", by_itself=False, found=found, words=words)


def _inbox(
    request: Request,
    signed_in: SignedIn,
    *,
    template: str,
    by_itself: bool,
    found: Found | None = None,
    words: str = "",
) -> Response:
    side = side_of(request)
    inbox = read_inbox(side, member=signed_in.member, tab=_tab(request), page=_page(request))
    note_view(request, signed_in, tab=inbox.tab, page=inbox.page, by_itself=by_itself)
    counts = {"open": inbox.counts.open, "mine": inbox.counts.mine, "unassigned": inbox.counts.unassigned}
    return page(
        request,
        template,
        signed_in=signed_in,
        # The page's own link in the navigation is the current one after a search, too.
        path=PAGE,
        inbox=inbox,
        tabs=TABS,
        counts=counts,
        found=found,
        words=words,
        now=side.clock(),
        cases_words=cases_words,
    )


def _tab(request: Request) -> Tab:
    asked = request.query_params.get("list")
    return next((tab for tab in TABS if tab == asked), "open")


def _page(request: Request) -> int:
    asked = request.query_params.get("page", "")
    return min(int(asked), _LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
