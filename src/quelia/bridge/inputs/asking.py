"""What the inputs share that ask a server: the way, the authentication and the strictness are those of the service."""

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from quelia.bridge.inputs.input import InputSettings
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.site import Site
from quelia.domain.auth import SCHEMES, Place, Scheme
from quelia.domain.errors import AddressRefused
from quelia.domain.source import Auth, Source
from quelia.sources.guard import Guard, host_and_port
from quelia.sources.http import Answer, Reader


class AuthSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a secret is shown. secret: `env:NAME`, `file:PATH`, or itself."""

    type: Scheme
    secret: str = ""
    name: str = ""
    user: str = ""
    token_url: Annotated[str, Meta(max_length=2000)] = ""
    scope: Annotated[str, Meta(max_length=1000)] = ""
    # no refresh token: a server that replaces it would have to be remembered
    grant: Literal["client_credentials"] = "client_credentials"
    place: Place = "header"

    def __repr__(self) -> str:
        return f"AuthSettings({self.type!r})"  # the secret may stand in the file


class Where(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of an input says whom to ask, and how. ca_file: an authority of one's own; pin: of one certificate."""

    url: str
    auth: AuthSettings | list[AuthSettings] = []
    ca_file: str | None = None
    pin: str | None = None

    @property
    def auths(self) -> list[AuthSettings]:
        entries = self.auth if isinstance(self.auth, list) else [self.auth]
        return [each for each in entries if each.type != "none"]


class Asking:
    """Asks one server, and reaches no host that the configuration does not name. Raises ConfigError, SecretMissing."""

    def __init__(self, settings: InputSettings, where: Where, site: Site, source: Source | None = None) -> None:
        self._secrets = [site.secret(each.secret) if each.secret else "" for each in where.auths]
        place = f"input[{settings.name}]"
        problems = list(_problems(where, place))
        guard = Guard()
        if not problems:
            try:
                urls = [where.url, *(each.token_url for each in where.auths if each.token_url)]
                guard = Guard(allow_private=[host_and_port(url)[0] for url in urls])
                for url in urls:
                    guard.target(url)
            except AddressRefused as error:
                problems.append(Problem(f"{place}.url", error.code, error=error))
        if problems:
            raise ConfigError(problems)
        self._guard = guard
        self._source = msgspec.structs.replace(
            source or Source(id=0, slug="bridge", url="", points=()),
            url=where.url,
            timeout_s=settings.timeout_s * 0.95,  # before whoever waits for the whole read: ours says more
            auth=tuple(_auth(each) for each in where.auths),
            ca_file=str(site.folder / where.ca_file) if where.ca_file is not None else None,
            pin=where.pin,
        )
        self._reader: Reader | None = None

    async def ask(self) -> Answer:
        """Raises SourceError."""
        if self._reader is None:
            self._reader = Reader(self._guard, most_kept=2)
        return await self._reader.read(self._source, self._secrets)

    async def close(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            await reader.close()


def _auth(each: AuthSettings) -> Auth:
    return Auth(
        scheme=each.type, name=each.name, user=each.user, token_url=each.token_url, scope=each.scope, place=each.place
    )


def _problems(where: Where, place: str) -> Iterator[Problem]:
    if urlsplit(where.url.strip()).scheme.lower() not in ("http", "https"):
        yield Problem(f"{place}.url", "url_form")
    for number, each in enumerate(where.auths):
        for key in (*SCHEMES[each.type].keys, "secret"):
            if not getattr(each, key):
                yield Problem(f"{place}.auth[{number}].{key}", "missing_key")
