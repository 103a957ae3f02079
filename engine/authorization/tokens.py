"""Tokens that stand for an account. Only their hash is stored: reading the database gives nobody a session."""

import hashlib
import secrets

API_PREFIX = "lt_"
"""Begins every API token, so that scanners find one that was published by mistake."""


def new_session_token() -> str:
    """256 random bits, safe in cookies and addresses."""
    return secrets.token_urlsafe(32)


def new_api_token() -> str:
    """256 random bits behind the prefix of API tokens."""
    return API_PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """SHA-256, under which the token is stored; a random token needs no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
