"""The built files: names that change with their content, so that browsers keep them for good."""

import re
from pathlib import Path

import msgspec
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PREFIX = "/static"


class NotBuilt(Exception):
    """The front end was not built yet."""


def load_assets(folder: Path) -> dict[str, str]:
    """URL by name, `map.js` as `map_js`: templates cannot say dots. Raises NotBuilt."""
    try:
        content = (folder / "manifest.json").read_bytes()
    except FileNotFoundError as error:
        raise NotBuilt from error
    manifest = msgspec.json.decode(content, type=dict[str, str])
    return {name.replace(".", "_"): f"{PREFIX}/{file}" for name, file in manifest.items()}


class BuiltFiles(StaticFiles):
    """Serves the folder; the brotli twin of a file where the browser takes it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)  # first, since it refuses what is no name of a file
        if _takes_brotli(scope) and not path.endswith(".br") and self.lookup_path(f"{path}.br")[1] is not None:
            response = await super().get_response(f"{path}.br", scope)
            response.headers["Content-Encoding"] = "br"
            response.headers["Content-Type"] = _TYPES.get(Path(path).suffix, "application/octet-stream")
        response.headers["Vary"] = "Accept-Encoding"
        if response.status_code == 200 and _NAMED_BY_CONTENT.search(path):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _takes_brotli(scope: Scope) -> bool:
    accepted = Headers(scope=scope).get("accept-encoding", "").lower().split(",")
    return any(each.split(";")[0].strip() == "br" and not _REFUSED.search(each) for each in accepted)


_REFUSED = re.compile(r";\s*q=0(\.0*)?\s*$")
_NAMED_BY_CONTENT = re.compile(r"-[0-9a-f]{10}\.")
# a script on somebody else's page would otherwise be read in the encoding of that page
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
