"""The parts of the case's page that refresh by themselves, each only when what it shows has changed.

No field that a person types into stands in one of them, so that a refresh never takes a draft or the focus away.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request

from bot.staff.accounts.member import SignedIn
from bot.staff.case import wording
from bot.staff.case.canned import CannedReplies
from bot.staff.case.forms import Form
from bot.staff.case.screen import Screen

PARTS = ("newest", "state", "why", "transcript", "facts", "history", "pages")
_MOST_VERSION = 200
_VERSION = Markup('<input type="hidden" id="live-version" name="v" value="{}" hx-swap-oob="true">')


def context(request: Request, *, signed_in: SignedIn, screen: Screen, canned: CannedReplies) -> dict[str, Any]:
    """What every template of the page is given."""
    return {
        "signed_in": signed_in,
        "path": request.url.path,
        "screen": screen,
        "view": screen.view,
        "case": screen.view.case,
        "words": wording,
        "canned": canned.replies,
    }


def render(request: Request, template: str, /, **values: Any) -> Markup:  # noqa: ANN401
    """A template of this part by name, as HTML that is escaped already."""
    environment: Environment = request.app.state.templates
    return Markup(environment.get_template(f"case/{template}.html").render(values))  # noqa: S704 - autoescaped


def live_parts(request: Request, *, about: Mapping[str, Any]) -> dict[str, Markup]:
    """Each part as it is now."""
    return {name: render(request, f"live_{name}", **about) for name in PARTS}


def version_of(parts: Mapping[str, Markup]) -> str:
    """What the page sends back to say which parts it shows: one hash for each."""
    return ".".join(hashlib.sha256(parts[name].encode()).hexdigest()[:8] for name in PARTS)


def changed(parts: Mapping[str, Markup], *, shown: str) -> dict[str, Markup]:
    """The parts that differ from those of the version `shown`; all where that is not a version."""
    now, before = version_of(parts).split("."), shown[:_MOST_VERSION].split(".")
    if len(before) != len(now):
        return dict(parts)
    return {name: parts[name] for name, was, is_ in zip(PARTS, before, now, strict=True) if was != is_}


def swapped(parts: Mapping[str, Markup], *, version: str) -> Markup:
    """The parts as htmx puts them in their places."""
    told = Markup("").join(
        Markup('<div id="live-{}" hx-swap-oob="innerHTML">{}</div>').format(name, part) for name, part in parts.items()
    )
    return told + _VERSION.format(version)


def form_part(request: Request, form: Form, *, about: Mapping[str, Any]) -> Markup:
    """One form."""
    return render(request, f"form_{form.name}", **about, form=form)
