"""Where a browser is sent next: only ever to a page of the staff side.

An address of another host must never come out of here, however it is written.
"""

from urllib.parse import quote, unquote, urlsplit

from starlette.requests import Request

HOME = "/staff/"
_LONGEST = 1000


def own_path(asked: str | None) -> str:
    """`asked` where it is a path of this site, with its query; else HOME. The sign-in pages lead nowhere: HOME."""
    if not asked or not asked.startswith("/") or len(asked) > _LONGEST:
        return HOME
    # Browsers read a backslash as a slash, and drop tabs and line ends: "/\t/evil.example" is another host.
    if "\\" in asked or not asked.isprintable() or " " in asked or asked.startswith("//"):
        return HOME
    parts = urlsplit(asked)
    if (
        parts.scheme
        or parts.netloc
        or not parts.path.startswith(HOME)
        or _climbs(parts.path)
        or parts.path.startswith(("/staff/sign-in", "/staff/sign-out", "/staff/session"))
    ):
        return HOME
    return asked


def _climbs(path: str) -> bool:
    # Browsers resolve such steps, written as "%2e" too, before they ask: "/staff/../" is the patients' page.
    return not {".", ".."}.isdisjoint(unquote(path).split("/"))


def with_next(address: str, *, next_path: str) -> str:
    """An address of the sign-in pages that leads on to `next_path`, an own path, in the end."""
    return address if next_path == HOME else f"{address}?next={quote(next_path, safe='')}"


def sign_in_address(request: Request) -> str:
    """The sign-in page, which leads back to the page that the person is on."""
    return with_next("/staff/sign-in", next_path=own_path(_page_of(request)))


def _page_of(request: Request) -> str | None:
    """The path of the page: that of the request, or for a part of a page or a form the page that it stands in."""
    if request.method in ("GET", "HEAD") and "hx-request" not in request.headers:
        return _path(str(request.url.path), request.url.query)
    around = request.headers.get("hx-current-url") or request.headers.get("referer") or ""
    parts = urlsplit(around)
    return _path(parts.path, parts.query) if parts.netloc == request.url.netloc else None


def _path(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
