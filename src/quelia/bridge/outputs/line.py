"""The line to a server outside: one request at a time, within one deadline, through the proxy that the configuration names."""

import asyncio
import ipaddress
import ssl
import time
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.site import Site
from quelia.sources.status import retry_after

_WHOLE_S = 20.0  # from the dial to the last byte, over a slow line
_LARGEST = 64 * 1024


class NoAnswer(Exception):
    """Nothing was said, so nobody knows whether it was taken. code: connection, timeout, tls, proxy, too_large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Said(NamedTuple):
    """status: of HTTP. at: the time of the server in seconds since 1970, None where it says none."""

    status: int
    body: bytes
    at: float | None
    retry_after_s: float | None


class Line:
    """proxy: an address with user and password, `env` for that of the environment; none where empty."""

    def __init__(self, *, proxy: str = "", ca_file: str = "", headers: dict[str, str] | None = None) -> None:
        self._proxy, self._ca_file = proxy, ca_file
        self._headers = {"Accept-Encoding": "identity", **(headers or {})}  # what is compressed on the way is not read
        self._session: aiohttp.ClientSession | None = None

    async def send(self, method: str, url: str, body: bytes | None = None, *, whole_s: float = _WHOLE_S) -> Said:
        """Raises NoAnswer. A redirect is an answer, and not followed: whoever is led there would be told the key."""
        try:
            async with (
                asyncio.timeout(whole_s),
                self._ready().request(
                    method, url, data=body, headers=self._headers, allow_redirects=False, proxy=self._proxy_to(url)
                ) as answer,
            ):
                said = await answer.content.read(_LARGEST + 1)
                while len(said) <= _LARGEST and (more := await answer.content.read(_LARGEST + 1)):
                    said += more
                if len(said) > _LARGEST:
                    raise NoAnswer("too_large")
                at = _date(answer.headers.get("Date"))
                return Said(answer.status, said, at, _wait_s(answer.headers.get("Retry-After"), at))
        except TimeoutError:
            raise NoAnswer("timeout") from None
        except (aiohttp.ClientSSLError, ssl.SSLError):
            raise NoAnswer("tls") from None
        except (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError):
            raise NoAnswer("proxy") from None
        except (aiohttp.ClientError, OSError, ValueError):
            # without its cause: what the library says of it may hold the key
            raise NoAnswer("connection") from None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _proxy_to(self, url: str) -> str | None:
        """With its user and password. Not by the library: it would take a password out of .netrc as well."""
        if self._proxy != "env":
            return self._proxy or None
        parts = urlsplit(url)
        found = None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)
        return found if not found or "://" in found else f"http://{found}"

    def _ready(self) -> aiohttp.ClientSession:
        if self._session is None:
            context = ssl.create_default_context()
            if self._ca_file:
                context.load_verify_locations(self._ca_file)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=context, limit=2),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
            )
        return self._session


def checked_url(url: str, where: str, *, allow_http: bool = False) -> str:
    """The address without the slash at its end. Raises ConfigError: a key goes out encrypted, or stays in the house."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if not host or parts.scheme not in ("http", "https") or parts.username or parts.query or parts.fragment:
        raise ConfigError([Problem(where, "output_url")])
    if parts.scheme == "http" and not (allow_http or _at_home(host)):
        raise ConfigError([Problem(where, "output_http")])
    return url.rstrip("/")


def checked_proxy(address: str, where: str) -> str:
    """Raises ConfigError; it repeats nothing of the address, which may hold a password."""
    try:
        parts = urlsplit(address)
        well = parts.scheme == "http" and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        well = False
    if address not in ("", "env") and not well:
        raise ConfigError([Problem(where, "output_proxy")])
    return address


def checked_file(name: str, site: Site, where: str) -> str:
    """The path of a file with authorities. Raises ConfigError."""
    if not name:
        return ""
    path = site.folder / name
    try:
        ssl.create_default_context().load_verify_locations(path)
    except (OSError, ValueError):
        raise ConfigError([Problem(where, "output_ca_file", name)]) from None
    return str(path)


def _at_home(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback


def _date(text: str | None) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() if text else None
    except (ValueError, TypeError, OverflowError):
        return None


def _wait_s(text: str | None, at: float | None) -> float | None:
    """What Retry-After says, in seconds or as a date. at: the time there, since the clock here may be wrong."""
    return retry_after(text.strip(), at if at is not None else time.time()) if text is not None else None
