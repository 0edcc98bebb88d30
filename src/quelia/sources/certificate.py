"""A certificate as an operator looks at it, before he accepts it as the one of a source."""

from datetime import datetime

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

_MOST_NAMES = 10


class Certificate(msgspec.Struct, frozen=True):
    """fingerprint: SHA-256, 64 hexadecimal digits. subject, issuer: their common name, else the whole name.

    names: those it is for. own: whether it is signed by itself.
    """

    fingerprint: str
    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    own: bool


def read_certificate(der: bytes) -> Certificate:
    """Raises ValueError where it is none."""
    read = x509.load_der_x509_certificate(der)
    return Certificate(
        read.fingerprint(SHA256()).hex(),
        _called(read.subject),
        _called(read.issuer),
        _names(read),
        read.not_valid_before_utc,
        read.not_valid_after_utc,
        read.subject == read.issuer,
    )


def valid_until(der: bytes) -> float | None:
    """Until when it is, in seconds since 1970; None for one that cannot be read."""
    try:
        return read_certificate(der).not_after.timestamp()
    except (ValueError, OverflowError):
        return None


def _called(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value if found else name.rfc4514_string())[:200]


def _names(read: x509.Certificate) -> tuple[str, ...]:
    try:
        found = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):  # ValueError: extensions that no standard allows
        return ()
    return (*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress)))[
        :_MOST_NAMES
    ]
