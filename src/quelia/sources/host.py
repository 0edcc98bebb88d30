"""The host of a URL: one strict reading, so that no two programs can understand it differently."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address

import idna

from quelia.domain.errors import AddressRefused

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
# getaddrinfo takes any name that ends like this for an address: 127.1, 2130706433, 0x7f.1, 0251.0376.0251.0376
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_LONGEST = 253

METADATA_NAMES = frozenset(
    {"metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal"}
)
_LOCAL_SUFFIXES = (".internal", ".local", ".localhost", ".localdomain", ".home.arpa")


def read_host(text: str) -> tuple[str, IPv4Address | IPv6Address | None]:
    """The host `text` as ASCII and lower case, and the address where it is a literal one.

    A literal is a plain dotted quad or IPv6 in brackets; IDN goes to ASCII by UTS-46.
    Raises AddressRefused for everything else.
    """
    if text.startswith("["):
        six = _six(text)
        return six.compressed, six
    if "%" in text or len(text) > _LONGEST:
        raise AddressRefused("host")
    name = _ascii(text) if not text.isascii() or "xn--" in text.lower() else text.lower()
    name = name.removesuffix(".")
    labels = name.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or len(name) > _LONGEST:
        raise AddressRefused("host")
    if not _NUMBER.fullmatch(labels[-1]):
        return name, None
    try:
        four = IPv4Address(text)
    except AddressValueError as error:
        raise AddressRefused("host_number") from error
    return str(four), four


def is_local(name: str) -> bool:
    """Whether `name` can only mean something inside a private network."""
    return "." not in name or name.endswith(_LOCAL_SUFFIXES)


def _six(text: str) -> IPv6Address:
    if not re.fullmatch(r"\[[0-9A-Fa-f:.]+\]", text, re.ASCII):  # no zone: fe80::1%eth0 is never a public server
        raise AddressRefused("host_brackets")
    try:
        return IPv6Address(text[1:-1])
    except AddressValueError as error:
        raise AddressRefused("host_brackets") from error


def _ascii(text: str) -> str:
    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode("ascii")
    except UnicodeError as error:  # idna's own errors are UnicodeErrors
        raise AddressRefused("host_idn") from error
