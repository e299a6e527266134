"""Whether a request comes from the chat's own page. Another site must never write or delete in a patient's chat.

Browsers add the headers by themselves and no page can forge them.
"""

from starlette.requests import Request

from bot.channels.web.refusals import Refused

_CHANGING = ("POST", "PUT", "PATCH", "DELETE")


def is_own_page(request: Request, *, public_url: str) -> bool:
    """True for a request that only reads, and for one from a page of the same origin; without any sign of it, False."""
    if request.method not in _CHANGING:
        return True
    # Sent by browsers of today, except to an address without TLS.
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    own = f"{request.url.scheme}://{request.url.netloc}"
    return request.headers.get("origin") in {own, public_url or own}


def refuse_other_sites(request: Request, *, public_url: str) -> None:
    """Raise Refused where the request changes something and comes from elsewhere."""
    if not is_own_page(request, public_url=public_url):
        raise Refused("other_site")
