"""The application for staff, on an address of its own: every page of it belongs to a registered view.

`views` are those of all parts, the sign-in's and the people's too: `all_views()` of `bot.staff.parts`.
"""

from collections import Counter
from collections.abc import Iterable
from typing import get_args

from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.staff.guard import THREADS, guarded
from bot.staff.headers import StaffHeaders
from bot.staff.refusals import LastResort, add_refusals
from bot.staff.templating import FOLDER, make_environment, parts_with
from bot.staff.views import StaffSide, Threads, View


def staff_app(side: StaffSide, views: Iterable[View]) -> Starlette:
    """The application; its files are served from /static/ and /static/<part>/. Raises ValueError for a view twice."""
    views = tuple(views)
    # The first is outermost: what breaks or is refused carries the headers too.
    middleware = [Middleware(StaffHeaders), Middleware(LastResort)]
    app = Starlette(routes=[*_routes(views), *_files()], middleware=middleware)
    app.state.side = side
    app.state.views = views
    app.state.threads = {name: CapacityLimiter(THREADS) for name in get_args(Threads)}
    app.state.templates = make_environment(side.protocol)
    add_refusals(app)
    return app


def _routes(views: tuple[View, ...]) -> list[BaseRoute]:
    twice = [each for each, times in Counter((view.method, view.path) for view in views).items() if times > 1]
    if twice:
        raise ValueError(f"registered twice: {twice}")
    return [Route(view.path, guarded(view), methods=[view.method], name=f"{view.method} {view.path}") for view in views]


def _files() -> list[BaseRoute]:
    own = [
        Mount(f"/staff/static/{part}", StaticFiles(directory=folder)) for part, folder in parts_with("static").items()
    ]
    return [*own, Mount("/staff/static", StaticFiles(directory=FOLDER / "static"))]
