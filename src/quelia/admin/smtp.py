"""The way to the mail server of QUELIA_SMTP: encrypted, and only to one whose certificate is good."""

import os
import smtplib
import socket
import ssl
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import structlog
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from quelia.domain.errors import TlsRefused
from quelia.sources import tls

log = structlog.get_logger()


class Unencrypted(smtplib.SMTPNotSupportedError):
    """The server offers no STARTTLS: it is told neither the password nor the e-mail."""


class _Utf8(str):
    """smtplib writes users and passwords in ASCII, and fails where that cannot be; RFC 4616 wants UTF-8."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return super().encode("utf-8" if encoding == "ascii" else encoding, errors)


class _Talk(smtplib.SMTP):
    def starttls(self, *keys: Any, **context: Any) -> tuple[int, bytes]:
        self.ehlo_or_helo_if_needed()
        if not self.has_extn("starttls"):
            raise Unencrypted
        return super().starttls(*keys, **context)

    def login(self, user: str, password: str, *, initial_response_ok: bool = True) -> tuple[int, bytes]:
        return super().login(_Utf8(user), _Utf8(password), initial_response_ok=initial_response_ok)

    def auth_plain(self, challenge: Any = None) -> str:
        return _Utf8(super().auth_plain(challenge))

    def sendmail(self, from_addr: str, to_addrs: str | Sequence[str], *rest: Any) -> dict[str, tuple[int, bytes]]:
        """Where only some are refused the others get it, and nobody would hear of it."""
        refused = super().sendmail(from_addr, to_addrs, *rest)
        for recipient, (status, _) in refused.items():
            log.warning("recipient refused", recipient=recipient, status=status)
        return refused


class _TalkTls(_Talk, smtplib.SMTP_SSL):
    """TLS from the start."""


class Postman(EmailBackend):
    """Django's, which trusts the system's authorities only, and leaves open what failed."""

    _partial_connection: smtplib.SMTP | None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _TalkTls if self.use_ssl else _Talk

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        """Those of QUELIA_CA_FILE too. Raises TlsRefused where that cannot be read any more."""
        return tls.verifying([settings.QUELIA_CA_FILE] if settings.QUELIA_CA_FILE else [])

    def open(self) -> bool | None:
        """Raises what smtplib raises, OSError and TlsRefused."""
        try:
            return super().open()
        except Exception:
            if self._partial_connection is not None:
                self._partial_connection.close()  # without a word: that might take as long again
                self._partial_connection = None
            raise


def why(error: BaseException) -> str:
    """What went wrong on the way to the mail server, in our words: what libraries say may hold what they were told."""
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, TimeoutError):
        error = error.__context__
    if isinstance(error, TlsRefused):
        return str(error)
    if isinstance(error, ssl.SSLError):
        return tls.why(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"no recipient was taken ({', '.join(sorted({str(status) for status, _ in error.recipients.values()}))})"
    told = next((words for kind, words in _WORDS if isinstance(error, kind)), None)
    if told is None:  # of a system without a mail server, too: the e-mail is a file there
        return os.strerror(error.errno) if isinstance(error, OSError) and error.errno else type(error).__name__
    return f"{told} ({error.smtp_code})" if isinstance(error, smtplib.SMTPResponseException) else told


# from the special to the general: all of smtplib's are OSErrors
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (Unencrypted, "the server offers no STARTTLS"),
    (smtplib.SMTPNotSupportedError, "the server takes no password, or no such address"),
    (smtplib.SMTPAuthenticationError, "user or password refused"),
    (smtplib.SMTPSenderRefused, "sender refused"),
    (smtplib.SMTPDataError, "e-mail refused"),
    (smtplib.SMTPResponseException, "the server refused"),
    (smtplib.SMTPServerDisconnected, "the server hung up"),
    (smtplib.SMTPException, "the server was not understood"),
    (socket.gaierror, "the name of the server has no address"),
    (TimeoutError, "no answer in time"),
    (ConnectionRefusedError, "nobody listens at the port"),
)
