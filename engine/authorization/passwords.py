"""Passwords, kept as argon2id (RFC 9106) and never compared in another way."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher(time_cost=2, memory_cost=46 * 1024, parallelism=1)
UNUSABLE = "!"
"""Stands where a hash would: no password fits."""

HASH_OF_NOBODY = "$argon2id$v=19$m=47104,t=2,p=1$84KNK7LhTcHoyYlN5iUqOg$SOOZVB++cw3/BucIoTRNlPvuWr9k+YCgTqrq80whCNE"
"""Verified where there is no hash, so that a wrong name costs the same time as a wrong password."""


def hash_password(password: str) -> str:
    """What is stored instead of the password."""
    return HASHER.hash(as_bytes(password))


def password_fits(password: str, stored: str | None) -> bool:
    """Whether the password is the right one. Takes as long without a stored hash (None or UNUSABLE)."""
    if stored is None or stored == UNUSABLE:
        verify(HASH_OF_NOBODY, password)
        return False
    return verify(stored, password)


def verify(stored: str, password: str) -> bool:
    """Hash the password as `stored` was hashed, and compare."""
    try:
        return HASHER.verify(stored, as_bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(stored: str) -> bool:
    """Whether it was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def as_bytes(password: str) -> bytes:
    """UTF-8; lone surrogates, which JSON can smuggle in, are kept instead of failing."""
    return password.encode("utf-8", "surrogatepass")
