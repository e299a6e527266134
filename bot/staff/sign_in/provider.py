"""The clinic's own sign-in (OpenID Connect): authorization code with state, nonce and PKCE.

What the browser began with stands sealed in a cookie for ten minutes, so an answer counts only in the browser that
asked. No word of the provider's answer reaches a log or a page, only a code.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote_plus

import httpx
from authlib.common.security import generate_token
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.errors import JoseError

from bot.records.encryption import Keyring, KeyringError
from bot.staff.sign_in.identity import Identity, ProviderError, read_identity
from bot.staff.sign_in.oidc_settings import OidcSettings

BACK: Final = "/staff/sign-in/provider/back"
LASTS = timedelta(minutes=10)
_ANSWERS_WITHIN_S = 10.0
_KNOWN_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class _Start:
    state: str
    nonce: str
    verifier: str
    next_path: str
    at: int


class Provider:
    """One provider for the staff side at `address`. `transport` stands in for the network in tests."""

    def __init__(
        self,
        settings: OidcSettings,
        *,
        address: str,
        keyring: Keyring,
        clock: Callable[[], datetime],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._redirect_uri = address + BACK
        self._keyring = keyring
        self._clock = clock
        self._transport = transport
        self._known: tuple[datetime, dict[str, Any]] | None = None

    def begin(self, *, next_path: str) -> tuple[str, str]:
        """The provider's page, and the cookie to go with it. Raises ProviderError when it cannot be reached."""
        start = _Start(
            generate_token(32), generate_token(32), generate_token(64), next_path, int(self._clock().timestamp())
        )
        with self._client() as client:
            metadata = self._metadata(client)
        address = prepare_grant_uri(
            metadata["authorization_endpoint"],
            client_id=self._settings.client_id,
            response_type="code",
            redirect_uri=self._redirect_uri,
            scope="openid email profile",
            state=start.state,
            nonce=start.nonce,
            code_challenge=create_s256_code_challenge(start.verifier),
            code_challenge_method="S256",
        )
        noted = [start.state, start.nonce, start.verifier, start.next_path, start.at]
        return str(address), self._keyring.seal(json.dumps(noted))

    def finish(self, answer: Mapping[str, str], *, noted: str | None) -> tuple[Identity, str]:
        """Who the provider says it is, and the page they were on their way to. Raises ProviderError."""
        start = self._read(noted)
        if not hmac.compare_digest(answer.get("state", "").encode(), start.state.encode()):
            raise ProviderError("state")
        if answer.get("iss", self._settings.issuer) != self._settings.issuer:
            raise ProviderError("issuer")
        if "code" not in answer:
            raise ProviderError("refused")
        try:
            with self._client() as client:
                metadata = self._metadata(client)
                token = self._token(client, metadata, code=answer["code"], verifier=start.verifier)
                keys = _json(client.get(metadata["jwks_uri"]))
            identity = read_identity(
                token, keys=keys, settings=self._settings, nonce=start.nonce, now=int(self._clock().timestamp())
            )
        except httpx.HTTPError:
            raise ProviderError("unreachable") from None
        except (JoseError, KeyError, ValueError):
            # Not chained: its text may hold what the provider said of a person.
            raise ProviderError("answer") from None
        return identity, start.next_path

    def _client(self) -> httpx.Client:
        return httpx.Client(timeout=_ANSWERS_WITHIN_S, transport=self._transport)

    def _token(self, client: httpx.Client, metadata: dict[str, Any], *, code: str, verifier: str) -> dict[str, Any]:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": verifier,
        }
        name, secret = self._settings.client_id, self._settings.client_secret
        if "client_secret_basic" in metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
            # Written as in a form first: RFC 6749, 2.3.1.
            auth = httpx.BasicAuth(quote_plus(name), quote_plus(secret))
            return _json(client.post(metadata["token_endpoint"], data=fields, auth=auth))
        fields |= {"client_id": name, "client_secret": secret}
        return _json(client.post(metadata["token_endpoint"], data=fields))

    def _metadata(self, client: httpx.Client) -> dict[str, Any]:
        now = self._clock()
        if self._known is not None and now - self._known[0] < _KNOWN_FOR:
            return self._known[1]
        try:
            where = self._settings.issuer.rstrip("/") + "/.well-known/openid-configuration"
            found = _json(client.get(where))
        except httpx.HTTPError:
            raise ProviderError("unreachable") from None
        except ValueError:
            raise ProviderError("answer") from None
        needed = {"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"}
        if not needed <= found.keys() or found["issuer"] != self._settings.issuer:
            raise ProviderError("issuer")
        self._known = (now, found)
        return found

    def _read(self, noted: str | None) -> _Start:
        try:
            content = json.loads(self._keyring.open(noted or ""))
        except (KeyringError, ValueError):
            raise ProviderError("cookie") from None
        match content:
            case [str(state), str(nonce), str(verifier), str(next_path), int(at)]:
                if self._clock().timestamp() - at <= LASTS.total_seconds():
                    return _Start(state, nonce, verifier, next_path, at)
        raise ProviderError("cookie")


def _json(answer: httpx.Response) -> dict[str, Any]:
    """Raises httpx.HTTPError or ValueError."""
    found = answer.raise_for_status().json()
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
