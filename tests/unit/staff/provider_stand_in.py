"""A small OpenID provider in memory: it signs tokens, and gives one out for a code once, to who has the verifier."""

import base64
import hashlib
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from bot.staff.sign_in.oidc_settings import OidcSettings

ISSUER = "https://login.clinic.example"
SETTINGS = OidcSettings(ISSUER, client_id="aftercare", client_secret="of the tests")  # noqa: S106


class ProviderStandIn:
    """`claims` go into every token; `signs_with` is its key, unless a test puts another one there."""

    def __init__(self, clock: Callable[[], Any]) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.signs_with = self.key
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        self.claims: dict[str, Any] = {"sub": "s-1", "email": "nora@clinic.example", "email_verified": True}
        self.issuer = ISSUER
        self.is_up = True
        self._clock = clock
        self._codes: dict[str, dict[str, str]] = {}

    @property
    def transport(self) -> httpx.BaseTransport:
        """The network, for the bot."""
        return httpx.MockTransport(self._answer)

    def authorize(self, address: str) -> dict[str, str]:
        """Somebody signs in at the provider's page: what the browser comes back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["redirect_uri"] == "https://staff.example/staff/sign-in/provider/back"
        code = secrets.token_urlsafe(8)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if not self.is_up:
            raise httpx.ConnectError("down")
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(
                    200,
                    json={
                        "issuer": self.issuer,
                        "authorization_endpoint": f"{ISSUER}/authorize",
                        "token_endpoint": f"{ISSUER}/token",
                        "jwks_uri": f"{ISSUER}/keys",
                    },
                )
            case "/keys":
                return httpx.Response(200, json=KeySet([self.key]).as_dict(private=False))
            case "/token":
                return self._token(request)
        return httpx.Response(404)

    def _token(self, request: httpx.Request) -> httpx.Response:
        given = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        asked = self._codes.pop(given["code"], None)
        client = base64.b64encode(f"{SETTINGS.client_id}:{quote_plus(SETTINGS.client_secret)}".encode()).decode()
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        )
        if (
            asked is None
            or request.headers["authorization"] != f"Basic {client}"
            or challenge != asked["code_challenge"]
            or given["redirect_uri"] != asked["redirect_uri"]
        ):
            return httpx.Response(400, json={"error": "invalid_grant"})
        now = int(self._clock().timestamp())
        claims = {"iss": ISSUER, "aud": SETTINGS.client_id, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        token = jwt.encode(self.header, claims | self.claims, self.signs_with)
        return httpx.Response(200, json={"access_token": "a", "token_type": "Bearer", "id_token": token})
