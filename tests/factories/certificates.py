"""A certificate for 127.0.0.1 that signs itself, valid until 2126; its key is worth nothing, for everybody has it."""

import ssl
from pathlib import Path

CERTIFICATE = """\
-----BEGIN CERTIFICATE-----
MIIBgzCCASqgAwIBAgIUFKET27AIhR5I+VTIJuxTLm4BQ64wCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDdWppMCAXDTI2MTEyNDEwMjIxN1oYDzIxMjYxMDMxMTAyMjE3
WjAOMQwwCgYDVQQDDAN1amkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS7CxtY
QrYqwGKOpIdYHO4DVYOmjjIDv14ni7boiCkQsvKpAPVnbr4xVXTEMlr+cDsdob2o
5h+YnKfG6VZ7s8xOo2QwYjAdBgNVHQ4EFgQUYZbbNzqyDtWC7hpfm/tBCwhqFAUw
HwYDVR0jBBgwFoAUYZbbNzqyDtWC7hpfm/tBCwhqFAUwDwYDVR0TAQH/BAUwAwEB
/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQCIEi4wTD8y8FSlwfB
97Oz+CbeIQtfwKdLF3zsMhDEuuSJAiB4KZ9JkMwYixBnCotYpbsYpcWN7OeJl3M7
4WzD/agpUQ==
-----END CERTIFICATE-----
"""
KEY = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmjMzt/eEu7ehDF2f
6kESEfzou+HlVlrj62A/sTs4fj+hRANCAAS7CxtYQrYqwGKOpIdYHO4DVYOmjjID
v14ni7boiCkQsvKpAPVnbr4xVXTEMlr+cDsdob2o5h+YnKfG6VZ7s8xO
-----END PRIVATE KEY-----
"""


def a_certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """What a server on this machine serves with, and the file by which clients know it."""
    known, own = folder / "ca.pem", folder / "server.pem"
    known.write_text(CERTIFICATE)
    own.write_text(KEY + CERTIFICATE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    return context, known
