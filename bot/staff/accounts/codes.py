"""The second factor: six digits that an app makes anew every 30 seconds (TOTP, RFC 6238).

A code of the half minute before or after is taken too, since clocks differ. A code that was used never holds again.
"""

import hmac
from datetime import datetime

import pyotp
import segno

_STEP_S = 30
_DRIFT = 1


def new_secret() -> str:
    """A fresh secret, 160 bits in base32."""
    return pyotp.random_base32()


def step_of(code: str, *, secret: str, now: datetime, after: int | None) -> int | None:
    """The time step that a code belongs to, where it holds and lies after the last one that was used; else None."""
    digits = "".join(code.split())
    maker = pyotp.TOTP(secret)
    current = int(now.timestamp()) // _STEP_S
    found = None
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        if hmac.compare_digest(maker.generate_otp(step).encode(), digits.encode()) and (after is None or step > after):
            found = step
    return found


def enrolment_uri(*, secret: str, login: str, clinic: str) -> str:
    """What an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=clinic)


def qr_svg(uri: str) -> str:
    """The address as a drawing, for `<img src>`."""
    return str(segno.make(uri, error="m").svg_data_uri(scale=4, border=4, dark="#000", light="#fff"))


def readable(secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
