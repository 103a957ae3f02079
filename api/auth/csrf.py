"""Proof that a form came from a page of ours: an HMAC that only the holder of the cookie's secret can be shown.

The secret is the session's token, or, before sign-in, a random cookie of the visit (double submit).
Every token is fresh, so that compressed pages do not leak it.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

FIELD = "_csrf"
HEADER = "X-CSRF-Token"

_NONCE_BYTES = 16


def csrf_token(secret: str) -> str:
    """A token for the forms of one page."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return base64.urlsafe_b64encode(nonce + _proof(secret, nonce)).decode()


def is_genuine(token: str, secret: str) -> bool:
    """Whether `token` was made for the holder of `secret`; compared in constant time."""
    try:
        raw = base64.urlsafe_b64decode(token.encode())
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(raw[_NONCE_BYTES:], _proof(secret, raw[:_NONCE_BYTES]))


def _proof(secret: str, nonce: bytes) -> bytes:
    return hmac.digest(secret.encode(), b"lintas csrf" + nonce, hashlib.sha256)
