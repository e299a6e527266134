"""Where the clinic's own sign-in is found. The secret must never be shown."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class OidcSettings:
    """The provider's address, as it names itself, and what it calls the bot."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
