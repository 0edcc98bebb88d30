"""Whom we trust: the system's authorities, the operator's, one source's own, or one certificate only."""

import asyncio
import re
import ssl

import msgspec

from quelia.domain.errors import TlsRefused
from quelia.domain.source import Source


class Trust(msgspec.Struct, frozen=True, eq=False):
    """What lets a server in: the context of the handshake, and the sha256 of the one certificate where that is pinned."""

    context: ssl.SSLContext
    pin: bytes | None = None


# X509_V_ERR_… of OpenSSL
_VERDICTS = {
    9: "the certificate is not valid yet",
    10: "the certificate has expired",
    18: "the certificate is self-signed",
    19: "the certificate is signed by an unknown authority (self-signed chain)",
    20: "the certificate is signed by an unknown authority",
    21: "the certificate is signed by an unknown authority (a certificate of the chain is missing)",
    23: "the certificate is revoked",
    26: "the certificate is not one of a server",
    62: "the certificate is for another name",
    64: "the certificate is for another address",
}
_REASONS = {
    "WRONG_VERSION_NUMBER": "the server does not speak TLS on this port",
    "HTTP_REQUEST": "the server does not speak TLS on this port",
    "PACKET_LENGTH_TOO_LONG": "the server does not speak TLS on this port",
    "RECORD_LAYER_FAILURE": "the server does not speak TLS on this port",
    "UNSUPPORTED_PROTOCOL": "the server speaks no TLS from 1.2 on",
    "TLSV1_ALERT_PROTOCOL_VERSION": "the server speaks no TLS from 1.2 on",
    "NO_PROTOCOLS_AVAILABLE": "the server speaks no TLS from 1.2 on",
    "SSLV3_ALERT_HANDSHAKE_FAILURE": "the server shares no cipher with us, or wants a certificate of ours",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED": "the server wants a certificate of ours",
    "UNEXPECTED_EOF_WHILE_READING": "the server hung up during the handshake",
}


class Contexts:
    """The trust of each source, built once per file and kept, so that connections can be shared.

    A pin needs no authority: the certificate with that fingerprint, and no other, will do, whatever its name and dates.
    A file that changed is read again by a new Contexts.
    """

    def __init__(self, ca_file: str | None = None) -> None:
        self._ca_file = ca_file
        self._by_file: dict[str | None, Trust] = {}
        self._being_built: dict[str | None, asyncio.Future[ssl.SSLContext]] = {}
        self._by_pin: dict[str, Trust] = {}

    async def of(self, source: Source) -> Trust:
        """Raises TlsRefused where the file or the pin of `source` is of no use."""
        if source.pin is not None:
            return self._by_pin.get(source.pin) or self._by_pin.setdefault(source.pin, _pinned(source.pin))
        known = self._by_file.get(source.ca_file)
        if known is not None:
            return known
        await asyncio.shield(self._being_built.get(source.ca_file) or self._build(source.ca_file))
        return self._by_file[source.ca_file]

    def _build(self, ca_file: str | None) -> asyncio.Future[ssl.SSLContext]:
        """Built once, however many sources wait for it: a thousand at the start would otherwise each build their own."""
        files = [file for file in (self._ca_file, ca_file) if file is not None]
        building = asyncio.ensure_future(asyncio.to_thread(_context, files))  # 10 to 20 ms: it reads and parses files
        self._being_built[ca_file] = building

        def built(done: asyncio.Future[ssl.SSLContext]) -> None:
            del self._being_built[ca_file]
            if not done.cancelled() and done.exception() is None:
                self._by_file[ca_file] = Trust(done.result())

        building.add_done_callback(built)
        return building


def why(error: BaseException) -> str:
    """The cause of a refused handshake in our words; the library's text may hold a name or a path."""
    if isinstance(error, ssl.SSLCertVerificationError):
        verdict = getattr(error, "verify_code", 0)
        return _VERDICTS.get(verdict, f"the certificate is not trusted (verdict {verdict})")
    reason = getattr(error, "reason", None) or ""
    return _REASONS.get(reason, "the TLS handshake failed")


def _context(files: list[str]) -> ssl.SSLContext:
    context = _modern(ssl.create_default_context())
    # As Python 3.13 has it, on 3.11 as well: a server's own certificate may stand in a ca_file.
    # Unlike it: the authorities that plants make for themselves rarely follow RFC 5280 to the letter.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    for file in files:
        try:
            context.load_verify_locations(cafile=file)
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            raise TlsRefused("the file of trusted authorities of this source cannot be read") from error
    return context


def _pinned(pin: str) -> Trust:
    """Any certificate passes the handshake; whether it is the one is looked at before a word is said: `Dialler.dial`."""
    digits = re.sub(r"[:\s]", "", pin)
    if not re.fullmatch(r"[0-9A-Fa-f]{64}", digits, re.ASCII):
        raise TlsRefused("the pin of this source is not a sha256 fingerprint of 64 hexadecimal digits")
    context = _modern(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return Trust(context, bytes.fromhex(digits))


def _modern(context: ssl.SSLContext) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context
