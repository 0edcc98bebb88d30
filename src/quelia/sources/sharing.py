"""Whether a script of another site might read an owner's API by itself (CORS). quelia does not need it: only told."""

import asyncio
from collections.abc import Sequence

import msgspec

from quelia.domain.errors import SourceError
from quelia.domain.source import Auth, Source
from quelia.sources.http import Reader
from quelia.sources.said import Said
from quelia.sources.verdict import Facts, Verdict

_OK = range(200, 300)


async def shared(reader: Reader, source: Source, secrets: Sequence[str], origin: str, pause_s: float) -> Verdict:
    """Two calls more, as a browser does them: what it asks before, and the GET with an Origin."""
    keys = sorted({_header_of(auth) for auth in source.auth} - {""})
    await asyncio.sleep(pause_s)
    try:
        with reader.trying(source):
            beforehand = _allows(await reader.preflight(source, _asked(origin, keys)), origin, keys)
    except SourceError:
        beforehand = False
    await asyncio.sleep(pause_s)
    asking = msgspec.structs.replace(source, auth=(*source.auth, Auth(scheme="header", name="Origin")))
    try:
        with reader.trying(source):
            answer = await reader.read(asking, [*secrets, origin])
    except SourceError as error:
        return Verdict("sharing", "look", "sharing_failed", {"reason": error.code})
    facts: Facts = {"origin": origin, "headers": ", ".join(keys)}
    if answer.allowed_origin.strip() not in ("*", origin):
        return Verdict("sharing", "look", "not_shared", facts)
    if beforehand:
        return Verdict("sharing", "well", "shared", facts)
    # a GET without a header of one's own is asked for straight away
    return (
        Verdict("sharing", "look", "not_shared_key", facts) if keys else Verdict("sharing", "well", "shared_get", facts)
    )


def _asked(origin: str, keys: Sequence[str]) -> dict[str, str]:
    headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    return headers | ({"Access-Control-Request-Headers": ",".join(key.lower() for key in keys)} if keys else {})


def _header_of(auth: Auth) -> str:
    return auth.name if auth.scheme == "header" else "Authorization" if auth.scheme in ("bearer", "basic") else ""


def _allows(said: Said, origin: str, keys: Sequence[str]) -> bool:
    """What a browser makes of the answer to a preflight for a GET: `*` stands for any header but Authorization."""
    if said.status not in _OK or (said.header(b"access-control-allow-origin") or "").strip() not in ("*", origin):
        return False
    lines = said.headers.get(b"access-control-allow-headers", [])
    allowed = {name.strip().lower() for line in lines for name in line.split(",")}
    return all(key.lower() in allowed or ("*" in allowed and key.lower() != "authorization") for key in keys)
