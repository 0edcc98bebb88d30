"""The colour of a map as a style sheet: our policy takes none that stands in a page."""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from quelia.domain.colour import colour, ink

_HEX = re.compile(r"[0-9a-f]{6}", re.ASCII)
_CACHED = "public, max-age=86400"  # of one colour it is always the same, until we draw with it otherwise


async def look(request: Request) -> Response:
    """Every colour has one, whichever map may have it: nothing is looked up."""
    digits = request.path_params["accent"]
    if not _HEX.fullmatch(digits):
        raise HTTPException(404)
    accent = colour(f"#{digits}")
    # thrice, since it stands for light and dark pages alike, whose own rules have an attribute beside it
    rules = f":root:root:root{{--brand:{accent.written};--brand-ink:{ink(accent).written}}}\n"
    return Response(rules, headers={"Cache-Control": _CACHED}, media_type="text/css")
