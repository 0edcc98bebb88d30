"""The built files: names that change with their content, so that browsers keep them for good."""

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
        brotli = "br" in Headers(scope=scope).get("accept-encoding", "")
        twin = brotli and not path.endswith(".br") and self.lookup_path(f"{path}.br")[1] is not None
        response = await super().get_response(f"{path}.br" if twin else path, scope)
        if twin:
            response.headers["Content-Encoding"] = "br"
            response.headers["Content-Type"] = _TYPES.get(Path(path).suffix, "application/octet-stream")
        response.headers["Vary"] = "Accept-Encoding"
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


_TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}
