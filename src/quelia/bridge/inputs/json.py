"""A JSON file that another program writes anew, now and then."""

import asyncio
import codecs
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from quelia.bridge.aside import Aside
from quelia.bridge.file import Whole, pauses, whole
from quelia.bridge.inputs.document import Age, DocumentPoint, DocumentSettings, samples_of, source_of
from quelia.bridge.problem import ConfigError, Problem
from quelia.bridge.sample import Sample
from quelia.bridge.site import Site
from quelia.domain.errors import BadEncoding, NotConnected, NotJson

ASKS = ("file", "point.path")

_MOST = 1 << 20
_OF_A_NUMBER = b"0123456789.eE+-"


class Settings(DocumentSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """max_age_s: of what timestamp_path says, else of the file: older, the program that writes it is taken for dead."""

    file: Annotated[str, Meta(min_length=1, max_length=1000)]
    encoding: str = "utf-8"
    max_age_s: Age | None = 900.0  # a quarter of an hour is the slowest that loggers usually write
    point: Annotated[list[DocumentPoint], Meta(min_length=1)]


class JsonFile:
    """Keeps nothing open between two reads."""

    def __init__(self, settings: Settings, site: Site) -> None:
        self._settings, self._site = settings, site
        self._source = source_of(settings, settings.point)
        self._units = [point.unit for point in settings.point]
        self._path = Path(site.folder, settings.file)
        self._aside = Aside(settings.name)

    async def read(self) -> Sequence[Sample]:
        for pause_s in pauses(self._settings.timeout_s):
            try:
                return await self._once()
            except (NotConnected, NotJson, BadEncoding):  # it may just be written, or replaced
                await asyncio.sleep(pause_s)
        return await self._once()

    async def close(self) -> None:
        return

    async def _once(self) -> list[Sample]:
        settings = self._settings
        found = await self._aside.do(lambda: whole(self._path, _MOST))
        return samples_of(
            _text(found, settings.encoding),
            self._source,
            self._site.clock(),
            units=self._units,
            alive_at=found.written_at,
            max_age_s=settings.max_age_s,
        )


def opened(settings: Settings, site: Site) -> JsonFile:
    """Raises ConfigError."""
    check_encoding(settings.encoding, f"input[{settings.name}].encoding")
    return JsonFile(settings, site)


def check_encoding(name: str, where: str) -> None:
    """Raises ConfigError for one that Python does not know, or that is none of texts."""
    try:
        "0".encode(name)
        b"".decode(name)
    except (LookupError, ValueError, TypeError):
        raise ConfigError([Problem(where, "text_encoding", name)]) from None


def _text(found: Whole, encoding: str) -> bytes:
    """The body in UTF-8. Raises NotJson for what may go on, BadEncoding."""
    body = found.body
    if not body.strip(b" \t\r\n\0"):
        raise NotJson("the file is empty", "file_empty")
    if codecs.lookup(encoding).name != "utf-8":
        try:
            body = body.decode(encoding).removeprefix("\ufeff").encode()
        except ValueError:
            raise BadEncoding(f"the file is not in {encoding}", "file_encoding", encoding=encoding) from None
    if not body.strip(_OF_A_NUMBER):
        raise NotJson("a number alone, without a line end, may be half of one", "file_unended")
    return body
