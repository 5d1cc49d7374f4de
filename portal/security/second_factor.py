"""TOTP with a QR code and eight recovery codes; a code counts once (RFC 6238, 5.2)."""

import hashlib
import secrets
from datetime import datetime

import pyotp
import segno
from markupsafe import Markup

ISSUER = "Social Return Portaal"
CODE_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no 0 O 1 I
RECOVERY_CODES = 8
SECONDS_A_STEP = 30


def new_secret() -> str:
    return pyotp.random_base32()


def qr_code(secret: str, email: str) -> Markup:
    """The code to scan, as inline SVG without style; black on white also in dark mode."""
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
    svg = segno.make(address, micro=False).svg_inline(scale=5, dark="#000", light="#fff", border=4)
    return Markup(svg)  # noqa: S704 - made by segno of our own secret; the address is percent-encoded inside it


def in_groups(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def matching_step(secret: str, code: str, *, at: datetime, last_step: int | None) -> int | None:
    """The time step a right code belongs to, one step of drift allowed; None for a wrong or already used one."""
    now = int(at.timestamp()) // SECONDS_A_STEP
    totp = pyotp.TOTP(secret)
    for step in (now, now - 1, now + 1):
        is_right = secrets.compare_digest(totp.generate_otp(step).encode(), code.encode())
        if is_right and (last_step is None or step > last_step):
            return step
    return None


def new_recovery_codes() -> list[str]:
    """Eight codes of ten signs, shown once in groups of five."""
    return ["".join(secrets.choice(CODE_SIGNS) for _ in range(10)) for _ in range(RECOVERY_CODES)]


def recovery_sha256(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
