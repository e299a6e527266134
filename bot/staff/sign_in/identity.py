"""Reads who somebody is from a provider's signed token.

Only tokens signed with a public key of the provider count, made for this bot, for this very sign-in, and not too old.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

from bot.staff.sign_in.oidc_settings import OidcSettings

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
_CLOCKS_DIFFER_S = 60
# What RFC 8176 calls a sign-in with more than a password.
_STRONG = frozenset({"mfa"})


class ProviderError(Exception):
    """The provider's sign-in did not work; `code` says where, for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Identity:
    """Who the provider says it is. `email` only where it has verified it; `strong`: with a second factor."""

    subject: str
    email: str | None
    strong: bool


def read_identity(
    token: Mapping[str, Any], *, keys: Mapping[str, Any], settings: OidcSettings, nonce: str, now: int
) -> Identity:
    """The identity in a token answer. Raises JoseError, KeyError or ValueError for one that does not hold."""
    decoded = jwt.decode(token["id_token"], key=KeySet.import_key_set(dict(keys)), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
    claims = CodeIDToken(
        decoded.claims,
        decoded.header,
        {
            "iss": {"essential": True, "value": settings.issuer},
            "aud": {"essential": True, "value": settings.client_id},
            "sub": {"essential": True},
            "exp": {"essential": True},
            "iat": {"essential": True},
        },
        {"nonce": nonce, "client_id": settings.client_id, "access_token": token.get("access_token")},
    )
    claims.validate(now=now, leeway=_CLOCKS_DIFFER_S)
    subject, email = claims["sub"], claims.get("email")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise ValueError("no subject")
    verified = claims.get("email_verified") is True and isinstance(email, str)
    return Identity(subject, email if verified else None, bool(_STRONG & set(claims.get("amr") or ())))
