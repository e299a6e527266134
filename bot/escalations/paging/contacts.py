"""A contact of clinic.yml as it may be shown and written down: never its address or its secret, only its kind."""

from bot.protocol.on_call import FROM_ENVIRONMENT, TERMINAL

_LONGEST = 32


def channel_of(contact: str, /) -> str:
    """ "mailtos", "terminal", or "env:LEE_SMS"; at most 32 characters."""
    if contact == TERMINAL or contact.startswith(FROM_ENVIRONMENT):
        return contact[:_LONGEST]
    scheme, separator, _ = contact.partition("://")
    return scheme[:_LONGEST] if separator else "unknown"
