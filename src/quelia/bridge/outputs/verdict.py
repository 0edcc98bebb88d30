"""What an answer of quelia to a body means for what was sent."""

from typing import Any, NamedTuple

import msgspec

from quelia.bridge.outputs.line import Said

_KEY_WAIT_S = 60.0  # a key that is wrong is not right a second later


class Keep(Exception):
    """Nothing was taken, and all of it is kept. code: why, empty where that was said; wait_s: at least so long."""

    def __init__(self, code: str, wait_s: float = 0.0) -> None:
        super().__init__(code)
        self.code, self.wait_s = code, wait_s


class Verdict(NamedTuple):
    """taken: all is stored. Else code: why not; place: of the item that is to blame, None where nobody says."""

    said: Said
    taken: bool
    code: str = ""
    place: int | None = None


def verdict(said: Said) -> Verdict:
    """Raises Keep where the items are not to blame."""
    if said.status == 202 and _counted(said.body):
        return Verdict(said, taken=True)
    code, index = _error(said.body)
    if said.status in (400, 413, 422) and code:  # said by quelia, not by a proxy on the way
        return Verdict(said, taken=False, code=code, place=index)
    if said.status in (401, 403):
        raise Keep("key" if code else f"http {said.status}", _KEY_WAIT_S)
    raise Keep(f"http {said.status}", said.retry_after_s or 0.0)


def _counted(body: bytes) -> bool:
    """quelia says how many it took; a page to sign in at, which answers everything on the way, does not."""
    try:
        return isinstance(msgspec.json.decode(body)["accepted"], int)
    except (msgspec.DecodeError, KeyError, TypeError):
        return False


def _error(body: bytes) -> tuple[str, int | None]:
    try:
        error: Any = msgspec.json.decode(body)["error"]
        code, index = error["code"], error.get("index")
    except (msgspec.DecodeError, KeyError, TypeError, AttributeError):
        return "", None
    whole = isinstance(index, int) and not isinstance(index, bool) and index >= 0
    return (code, index if whole else None) if isinstance(code, str) else ("", None)
