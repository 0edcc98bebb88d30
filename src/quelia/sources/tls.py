"""Whom we trust: the system's authorities, the operator's, one source's own, or one certificate only."""

import asyncio
import re
import ssl
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from quelia.domain.errors import TlsRefused
from quelia.domain.source import Source

_Own = tuple[str | None, str | None]  # a source's authority: as a file, as a text


class Trust(msgspec.Struct, frozen=True, eq=False):
    """What lets a server in: the context of the handshake, and the sha256 of the one certificate where that is pinned."""

    context: ssl.SSLContext
    pin: bytes | None = None


OLDEST = ssl.TLSVersion.TLSv1_2
_LOOK_S = 10.0

# X509_V_ERR_… of OpenSSL
_VERDICTS = {
    9: "not_yet",
    10: "expired",
    18: "self_signed",
    19: "unknown_root",
    20: "unknown_authority",
    21: "chain",
    23: "revoked",
    26: "purpose",
    62: "other_name",
    64: "other_address",
}
_REASONS = {
    "WRONG_VERSION_NUMBER": "plain",
    "HTTP_REQUEST": "plain",
    "PACKET_LENGTH_TOO_LONG": "plain",
    "RECORD_LAYER_FAILURE": "plain",
    "UNSUPPORTED_PROTOCOL": "old",
    "TLSV1_ALERT_PROTOCOL_VERSION": "old",
    "NO_PROTOCOLS_AVAILABLE": "old",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "cipher",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "certificate_of_ours",
    "UNEXPECTED_EOF_WHILE_READING": "hung_up",
}
_WORDS = {
    "not_yet": "the certificate is not valid yet",
    "expired": "the certificate has expired",
    "self_signed": "the certificate is self-signed",
    "unknown_root": "the certificate is signed by an unknown authority (self-signed chain)",
    "unknown_authority": "the certificate is signed by an unknown authority",
    "chain": "the certificate is signed by an unknown authority (a certificate of the chain is missing)",
    "revoked": "the certificate is revoked",
    "purpose": "the certificate is not one of a server",
    "other_name": "the certificate is for another name",
    "other_address": "the certificate is for another address",
    "plain": "the server does not speak TLS on this port",
    "old": "the server speaks no TLS from 1.2 on",
    "cipher": "the server shares no cipher with us, or wants a certificate of ours",
    "certificate_of_ours": "the server wants a certificate of ours",
    "hung_up": "the server hung up during the handshake",
    "handshake": "the TLS handshake failed",
}


class _Built(msgspec.Struct):
    """A trust, with how its files were when they were read, and when they were last looked at (monotonic)."""

    trust: Trust
    stamps: list[object]
    looked_at: float


class Contexts:
    """The trust of each source, built once per authority and kept, so that connections can be shared.

    A pin needs no authority: the certificate with that fingerprint, and no other, will do, whatever its name and dates.
    A file that changes is read again within seconds; connections made under what it said before are not used again.
    """

    def __init__(self, ca_file: str | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ca_file, self._monotonic = ca_file, monotonic
        self._built: dict[_Own, _Built] = {}
        self._being_built: dict[_Own, asyncio.Future[_Built]] = {}
        self._by_pin: dict[str, Trust] = {}

    async def of(self, source: Source) -> Trust:
        """Raises TlsRefused where the file or the pin of `source` is of no use."""
        if source.pin is not None:
            return self._by_pin.get(source.pin) or self._by_pin.setdefault(source.pin, _pinned(source.pin))
        own = source.ca_file, source.ca
        built = self._built.get(own)
        if built is not None and self._is_current(built, source.ca_file):
            return built.trust
        built = await asyncio.shield(self._being_built.get(own) or self._build(own))
        return built.trust

    def _is_current(self, built: _Built, ca_file: str | None) -> bool:
        now = self._monotonic()
        if now - built.looked_at < _LOOK_S:
            return True
        built.looked_at = now
        return built.stamps == [_stamp(file) for file in self._files(ca_file)]

    def _build(self, own: _Own) -> asyncio.Future[_Built]:
        """Built once, however many sources wait for it: a thousand at the start would otherwise each build their own."""
        building = asyncio.ensure_future(asyncio.to_thread(_built, self._files(own[0]), own[1], self._monotonic))
        self._being_built[own] = building

        def ended(done: asyncio.Future[_Built]) -> None:
            del self._being_built[own]
            self._built.pop(own, None)
            if not done.cancelled() and done.exception() is None:
                self._built[own] = done.result()

        building.add_done_callback(ended)
        return building

    def _files(self, ca_file: str | None) -> list[str]:
        return [file for file in (self._ca_file, ca_file) if file is not None]


def fault_of(error: BaseException) -> str:
    """The cause of a refused handshake as a code, see `_WORDS`; `untrusted` for a verdict that is not known."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _VERDICTS.get(getattr(error, "verify_code", 0), "untrusted")
    return _REASONS.get(getattr(error, "reason", None) or "", "handshake")


def why(error: BaseException) -> str:
    """The same in our words; the library's text may hold a name or a path."""
    fault = fault_of(error)
    if fault == "untrusted":
        return f"the certificate is not trusted (verdict {getattr(error, 'verify_code', 0)})"
    return _WORDS[fault]


def _built(files: list[str], pem: str | None, monotonic: Callable[[], float]) -> _Built:
    """Takes 10 to 20 ms: it reads and parses files."""
    stamps = [_stamp(file) for file in files]  # first: what changes meanwhile is seen at the next look
    return _Built(Trust(_of_http(verifying(files, pem))), stamps, monotonic())


def _stamp(file: str) -> object:
    """What tells that a file is another one; None where it cannot be looked at."""
    try:
        found = Path(file).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def verifying(files: Sequence[str], pem: str | None = None) -> ssl.SSLContext:
    """Lets in whom an authority of the system, of these files or of this text vouches for. Raises TlsRefused."""
    context = _modern(ssl.create_default_context())
    # As Python 3.13 has it, on 3.11 as well: a server's own certificate may stand in a ca_file.
    # Unlike it: the authorities that plants make for themselves rarely follow RFC 5280 to the letter.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    try:
        for file in files:
            context.load_verify_locations(cafile=file)
        if pem is not None:
            context.load_verify_locations(cadata=pem)
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise TlsRefused("the trusted authorities cannot be read", "ca_file") from error
    return context


def _pinned(pin: str) -> Trust:
    """Any certificate passes the handshake; whether it is the one is looked at before a word is said: `Dialler.dial`."""
    digits = re.sub(r"[:\s]", "", pin)
    if not re.fullmatch(r"[0-9A-Fa-f]{64}", digits, re.ASCII):
        raise TlsRefused("the pin of this source is not a sha256 fingerprint of 64 hexadecimal digits", "pin_form")
    return Trust(_unasking(), bytes.fromhex(digits))


def _unasking() -> ssl.SSLContext:
    """Lets every certificate pass: whoever uses it looks at it before a word is said, or says none."""
    context = _of_http(_modern(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)))
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _modern(context: ssl.SSLContext) -> ssl.SSLContext:
    context.minimum_version = OLDEST
    return context


def _of_http(context: ssl.SSLContext) -> ssl.SSLContext:
    context.set_alpn_protocols(["http/1.1"])
    return context


ANYBODY = Trust(_unasking())  # for a look at a certificate, and for nothing else
