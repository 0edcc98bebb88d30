"""What the doctor says of sources that are sent to us: their keys, when something came last, and the bridges that send."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, islice

from quelia.cli.finding import Finding, look, well
from quelia.domain.bridge import SILENT_AFTER_S, WRONG_CLOCK_S
from quelia.domain.source import stale_after
from quelia.settings import Settings
from quelia.store import survey
from quelia.store.bridges import Bridges, Heard

_MOST_NAMED = 20  # of what is to be looked at: a line that is cut concerns them all


def pushed(settings: Settings) -> Iterator[Finding]:
    if not settings.database_file.exists():
        return
    with survey.looking(settings.database_file) as connection:
        found, missing = survey.pushed(connection), survey.migrations_apart(connection)[0]
    if not found:
        return
    heard = [] if missing else Bridges(settings.database_file).heard()  # before a migration bridges may have no place
    now = time.time()
    slugs = {each.id: each.slug for each in found}
    wrong = chain(
        (finding for each in found for finding in _source(each, now)),
        (finding for each in heard if each.source in slugs for finding in _bridge(slugs[each.source], each, now)),
    )
    named = list(islice(wrong, _MOST_NAMED + 1))
    yield from named[:_MOST_NAMED]
    if len(named) > _MOST_NAMED:
        yield look("pushed_others")
    if not named:
        yield well("pushed", sources=len(found), bridges=len(heard))


def _source(each: survey.Pushed, now: float) -> Iterator[Finding]:
    """Of one that nobody is shown, silence is no news."""
    patience_s = stale_after(each.stale_after_s, each.interval_s)
    if not each.keys:
        yield look("pushed_no_key", source=each.slug)
    elif each.missed and each.heard_at is None:
        yield look("pushed_never" if each.used else "pushed_unused", source=each.slug)
    elif each.missed and each.heard_at is not None and now - each.heard_at > patience_s:
        yield look("pushed_silent", source=each.slug, at=_at(each.heard_at), interval=f"{each.interval_s:g}")


def _bridge(slug: str, each: Heard, now: float) -> Iterator[Finding]:
    name = each.report.bridge
    if now - each.heard_at > SILENT_AFTER_S:
        yield look("bridge_silent", source=slug, bridge=name, at=_at(each.heard_at))
    elif abs(each.ahead_s) > WRONG_CLOCK_S:
        code = "bridge_ahead" if each.ahead_s > 0 else "bridge_behind"
        yield look(code, source=slug, bridge=name, seconds=round(abs(each.ahead_s)))


def _at(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S} UTC"
