"""Why a source gave no number: one type per public reason, with a stable code.

Messages are English, for logs, and never hold a secret or a piece of the owner's answer;
what a visitor or a technician reads is found by `code` in `texts/`.
"""

from typing import ClassVar


class SourceError(Exception):
    """A source could not be read."""

    code: ClassVar[str]
    # True: the first one is already shown, since asking again soon would not help.
    lasting: ClassVar[bool] = False

    def __init__(self, message: str = "", fault: str = "", **facts: str) -> None:
        """fault: what it is within its code, for who has to mend it; its sentence is in `texts/*/tester.json`."""
        super().__init__(message)
        self.fault, self.facts = fault, facts


class TimedOut(SourceError):
    """The whole answer did not come within the source's `timeout_s`."""

    code = "timeout"


class NotConnected(SourceError):
    """No connection, or one that broke before the whole answer was there."""

    code = "connection"


class TlsRefused(SourceError):
    """The certificate or the handshake is not one we can trust."""

    code = "tls"


class AddressRefused(SourceError):
    """The URL, or an address its name resolves to, is one we do not connect to.

    fault: one of FAULTS; its sentence, which says what to change, is in `texts/*/address.json`. facts: fill both.
    Only what was understood is a fact, never a piece of a URL that was not: it may hold a key.
    """

    code = "address"

    def __init__(self, fault: str, **facts: str) -> None:
        super().__init__(FAULTS[fault].format(**facts), fault, **facts)


class Redirected(SourceError):
    """The server answered with a redirect, which is never followed.

    fault: https (the same, but encrypted), same (another page of this host) or elsewhere (another host: fact `where`);
    empty where it does not say where to.
    """

    code = "redirect"


class BadStatus(SourceError):
    """The server answered with another status than 200."""

    code = "http_status"


class SourceRefused(SourceError):
    """The owner's API answered 401 or 403."""

    code = "auth"
    lasting = True

    def __init__(self, endpoint: str, status: int, asks: str = "") -> None:
        """asks: the schemes that it names, `Basic, Digest`."""
        # endpoint is the URL without its query: some owners want the key there
        told = {"asks": asks} if asks else {}
        super().__init__(f"{endpoint} answered {status}; check the credentials of this source", str(status), **told)
        self.endpoint, self.status = endpoint, status


class RateLimited(SourceError):
    """The owner's server asks us to wait.

    retry_after_s: what it asked for, None where it did not say.
    """

    code = "rate_limited"
    lasting = True

    def __init__(self, message: str, retry_after_s: float | None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(BadStatus):
    """503, with or without the time to wait."""

    def __init__(self, message: str, retry_after_s: float | None) -> None:
        super().__init__(message, "503", status="503")
        self.retry_after_s = retry_after_s


class TooLarge(SourceError):
    """The answer, once inflated, is larger than we read."""

    code = "too_large"


class NotJson(SourceError):
    """The answer is not one strict JSON text."""

    code = "not_json"


class HtmlAnswer(SourceError):
    """The answer is a web page, often that of a login."""

    code = "html"


class BadEncoding(SourceError):
    """The answer is not UTF-8, or its compression is broken."""

    code = "encoding"


class PathMismatch(SourceError):
    """A path finds no node, or more of them than `pick` allows."""

    code = "path"


class NotANumber(SourceError):
    """What stands at the path is not a number in the format that was set."""

    code = "not_a_number"


class UnknownUnit(SourceError):
    """The unit that the answer names is not one of this quantity."""

    code = "unit"


class BadState(SourceError):
    """The answer itself says that it is not well (`status_path`)."""

    code = "status"


class Implausible(SourceError):
    """The number is outside what its quantity or its plant can reach."""

    code = "implausible"


class SecretMissing(SourceError):
    """The secret of this source cannot be unsealed, or was never given."""

    code = "secret_missing"
    lasting = True


# place: a literal address, or a name with the address it leads to
FAULTS: dict[str, str] = {
    "too_long": "the URL is too long",
    "characters": "the URL holds a space or an invisible character",
    "backslash": "the URL holds a backslash",
    "line_break": "the URL holds an encoded line break or NUL",
    "scheme": "the URL does not begin with https://",
    "userinfo": "the URL holds a user or a password",
    "fragment": "the URL holds a fragment",
    "port_form": "the URL has a port that is not a number from 1 to 65535",
    "form": "the URL is not https://host/path",
    "host": "the host is not a name of the Internet",
    "host_idn": "the host is not a valid internationalised name",
    "host_number": "the host looks like a number; write an address as a plain dotted quad",
    "host_brackets": "the address in brackets is not IPv6",
    "https": "{host} must be asked over HTTPS",
    "port": "port {port} is not one that sources may use ({ports})",
    "local_name": "{host} is a name of a private network",
    "no_address": "{host} leads to something that is not an address",
    "closed": "{place} is closed by setting",
    "own": "{place} is our own service",
    "metadata": "{place} is the metadata service of a cloud",
    "loopback": "{place} is not a public address ({kind})",
    "private": "{place} is not a public address ({kind})",
    "embedded": "{place} is not a public address ({kind})",
    "reserved": "{place} is not a public address ({kind})",
    "outside": "{place} is outside the private networks that are open; elsewhere only HTTPS on the usual ports will do",
}

REASONS: dict[str, type[SourceError]] = {
    error.code: error
    for error in (
        TimedOut,
        NotConnected,
        TlsRefused,
        AddressRefused,
        Redirected,
        BadStatus,
        SourceRefused,
        RateLimited,
        TooLarge,
        NotJson,
        HtmlAnswer,
        BadEncoding,
        PathMismatch,
        NotANumber,
        UnknownUnit,
        BadState,
        Implausible,
        SecretMissing,
    )
}
