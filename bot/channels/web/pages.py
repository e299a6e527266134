"""The chat's page, the widget that shows it on the clinic's site, and their files. They know nothing of a patient."""

from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

FILES = Path(__file__).parent / "static"


def add_pages(app: FastAPI) -> None:
    """Serve the page and its files; a browser that has a file already is told so by its ETag."""
    files = StaticFiles(directory=FILES)

    @app.api_route("/", methods=["GET", "HEAD"])
    async def page(request: Request) -> Response:
        return await files.get_response("index.html", request.scope)

    @app.api_route("/widget.js", methods=["GET", "HEAD"])
    async def widget(request: Request) -> Response:
        return await files.get_response("widget.js", request.scope)

    app.mount("/static", files)
