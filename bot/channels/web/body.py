"""Reads what the page sends: never more than a quarter of a megabyte of it, and nothing that is not of the agreed form.

A text may hold anything a keyboard, a clipboard or a broken phone can produce.
"""

import json
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request

from bot.channels.web.refusals import Refused

# Twenty thousand emoji, each written out in twelve characters, still fit.
MOST_BYTES = 2**18
MOST_CHARACTERS = 20_000


class SessionBody(BaseModel):
    """What opens a session; `link` is the clinic's sealed note, `start` that it may take the place of another chat."""

    link: Annotated[str, Field(strict=True)] | None = None
    start: Annotated[bool, Field(strict=True)] = False


class MessageBody(BaseModel):
    """A message; `id` is the page's own for it."""

    id: Annotated[str, Field(strict=True, pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
    text: Annotated[str, Field(strict=True)]


async def read_body(request: Request) -> bytes:
    """The body. Raises Refused as soon as it proves to be over MOST_BYTES, announced or not."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MOST_BYTES:
        raise Refused("too_large")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise Refused("too_large")
    return bytes(body)


def read_session_body(body: bytes) -> SessionBody:
    """An empty body opens a session too. Raises Refused."""
    try:
        return SessionBody.model_validate(_read_json(body) if body else {})
    except ValidationError:
        raise Refused("bad_request") from None


def read_message_body(body: bytes) -> MessageBody:
    """Raises Refused; the text is whole, and not longer than MOST_CHARACTERS."""
    try:
        message = MessageBody.model_validate(_read_json(body))
    except ValidationError:
        # Not chained: the error carries what the patient wrote.
        raise Refused("bad_request") from None
    if len(message.text) > MOST_CHARACTERS:
        raise Refused("too_large")
    return message


def _read_json(body: bytes) -> Any:  # noqa: ANN401 - whatever a page may send
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused("bad_request") from None
    if isinstance(content, dict) and isinstance(text := content.get("text"), str):
        # Half of an emoji, cut by a phone's keyboard, is valid JSON but no text that can be kept.
        content["text"] = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return content
