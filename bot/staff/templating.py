"""Makes pages out of templates. What stands in a page is escaped, always.

A part's own templates (`bot/staff/<part>/templates`) are named "<part>/<file>"; those of `bot/staff/templates` by file.
"""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.protocol import Protocol
from bot.staff.access import side_of
from bot.staff.accounts.member import SignedIn

FOLDER = Path(__file__).parent


def parts_with(folder: str) -> dict[str, Path]:
    """The parts of the staff side that have such a folder of their own: name -> folder."""
    return {found.parent.name: found for found in sorted(FOLDER.glob(f"*/{folder}"))}


def make_environment(protocol: Protocol) -> Environment:
    """The templates, with the clinic's name and clock: `{{ at|clock }}`, `{{ at|iso }}`."""
    parts = {part: FileSystemLoader(folder) for part, folder in parts_with("templates").items()}
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(FOLDER / "templates"), PrefixLoader(parts)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    zone = ZoneInfo(protocol.clinic.time_zone)

    def clock(at: datetime) -> str:
        local = at.astimezone(zone)
        return f"{local:%a} {local.day} {local:%b} {local:%Y, %H:%M}"

    environment.filters["clock"] = clock
    environment.filters["iso"] = lambda at: at.isoformat()
    environment.globals["clinic_name"] = protocol.clinic.name
    return environment


def page(
    request: Request,
    template: str,
    *,
    signed_in: SignedIn | None,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,  # noqa: ANN401 - whatever the template needs
) -> HTMLResponse:
    """A page, or with a template that does not extend the layout a part of one. `signed_in` may be None."""
    environment: Environment = request.app.state.templates
    words = environment.get_template(template).render(
        {
            "signed_in": signed_in,
            "path": request.url.path,
            "provider": side_of(request).provider is not None,
            **context,
        }
    )
    return HTMLResponse(words, status_code=status, headers=headers)
