"""Reads a stream of Server-Sent Events as it arrives, in whatever pieces it does; an unfinished event is kept back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """One event. `id` is empty where it has none."""

    kind: str
    id: str
    data: str


class EventReader:
    """Feed it what arrives; it gives the events that are whole by then. Comments are left out."""

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, data: bytes) -> list[Event]:
        """The events that these bytes complete."""
        *blocks, self._kept = (self._kept + data).replace(b"\r\n", b"\n").split(b"\n\n")
        return [event for block in blocks if (event := _read(block.decode()))]


def _read(block: str) -> Event | None:
    fields: dict[str, str] = {}
    for line in block.split("\n"):
        name, colon, value = line.partition(":")
        if name and colon:
            value = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{value}" if name in fields else value
    if "data" not in fields:
        return None
    return Event(fields.get("event", "message"), fields.get("id", ""), fields["data"])
