"""The only reader of the time. Everything else takes `now` as an argument, so that every hour can be tested."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present time, aware, in UTC."""
    return datetime.now(UTC)
