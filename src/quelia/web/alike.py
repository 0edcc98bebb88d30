"""What a stranger is told of a server: enough to mend an API, nothing that maps a network.

Refused, closed and filtered addresses, private ones and names that do not exist read alike, and take the same time.
"""

import asyncio
import time
from collections.abc import Awaitable
from contextlib import suppress

import msgspec

from quelia.domain.tree import shortened
from quelia.sources.tried import Tried
from quelia.sources.verdict import Verdict

SAME_S = 4.0  # longer than the 3 s in which a server has to answer: whatever fails is told then
WHOLE_S = 10.0  # of a trial
_MOST_SHOWN = 4096  # characters and bytes of what the server said

_MISSHAPEN = frozenset(  # the faults of an address that stand in its text: nobody was asked
    {
        "too_long", "characters", "backslash", "line_break", "scheme", "userinfo", "fragment", "port_form", "form", "host",
        "host_idn", "host_number", "host_brackets", "https", "port",
    }
)  # fmt: skip
_ANSWERED = frozenset({"connection_malformed", "connection_length"})  # there is a server, and it is not well
_UNREACHED = Verdict("connection", "broken", "unreachable")


async def told_alike(trying: Awaitable[Tried]) -> Tried:
    """What may be told of a trial, once it may be."""
    begun = time.monotonic()
    outcome = Tried([_UNREACHED], False, ())
    with suppress(TimeoutError):
        async with asyncio.timeout(WHOLE_S - 1):
            outcome = alike(await trying)
    if _UNREACHED in outcome.verdicts:
        await asyncio.sleep(max(0.0, begun + SAME_S - time.monotonic()))
    return outcome


def alike(outcome: Tried) -> Tried:
    if any(_is_of_the_network(each) for each in outcome.verdicts):
        return Tried([_UNREACHED], False, ())
    verdicts = [_without_host(each) for each in outcome.verdicts]
    text = outcome.text.encode()[:_MOST_SHOWN].decode("utf-8", "ignore")
    return Tried(verdicts, outcome.usable, outcome.sightings, shortened(outcome.tree, _MOST_SHOWN), text)


def _is_of_the_network(verdict: Verdict) -> bool:
    if verdict.mark != "broken":
        return False
    if verdict.code == "address":
        return verdict.facts.get("fault") not in _MISSHAPEN
    return verdict.code == "timeout" or (verdict.code.startswith("connection") and verdict.code not in _ANSWERED)


def _without_host(verdict: Verdict) -> Verdict:
    """A redirect may lead inside: where to is nobody's business."""
    if not verdict.code.startswith("redirect"):
        return verdict
    return msgspec.structs.replace(verdict, code="redirect", facts={"status": verdict.facts.get("status", "")})
