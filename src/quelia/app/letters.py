"""What the letter to owners says of this installation: gathered from the settings and from what really runs."""

from typing import get_args, get_type_hints

import msgspec
from msgspec import Meta

from quelia.domain.auth import SCHEMES
from quelia.domain.judge import FAILURES_SHOWN, MOST_OF_CAPACITY
from quelia.domain.pace import LONGEST_WAIT_S, PATIENCE_S, PATIENT_S
from quelia.domain.quantity import MAIN, QUANTITIES
from quelia.domain.source import Format, Source, stale_after
from quelia.domain.unit import UNITS
from quelia.onboarding.deadlines import INVITATION_DAYS
from quelia.onboarding.letter.facts import Bounds, Facts
from quelia.settings import Settings
from quelia.sources.http import MOST_BYTES
from quelia.sources.pool import PER_HOST
from quelia.sources.preset import PRESETS, Preset
from quelia.sources.tls import OLDEST
from quelia.store.declaration import SourceEntry
from quelia.web.trialtoken import LIFE_S
from quelia.web.tries import PER_MINUTE

_DAY_S = 86_400


def facts_of(settings: Settings) -> Facts:
    interval_s, history_s = _bounds("interval_s"), _usual("history_s")
    return Facts(
        public_url=settings.public_url.rstrip("/"),
        ports=settings.source_ports,
        contact_name=settings.contact_name,
        contact_email=settings.contact_email,
        contact_phone=settings.contact_phone,
        setup_days=settings.setup_days,
        alert_after_s=settings.alert_after_s,
        invitation_days=INVITATION_DAYS,
        link_days=LIFE_S // _DAY_S,
        tries=PER_MINUTE,
        interval_s=interval_s,
        timeout_s=_bounds("timeout_s"),
        history_s=max(history_s, interval_s.usual),
        stale_after_s=stale_after(None, interval_s.usual),
        failures=FAILURES_SHOWN,
        patience_s=PATIENCE_S,
        patient_s=max(PATIENT_S, interval_s.usual),
        longest_wait_s=LONGEST_WAIT_S,
        at_once=PER_HOST,
        most_bytes=MOST_BYTES,
        oldest_tls=OLDEST.name.replace("v", " ").replace("_", "."),
        most_of_capacity=MOST_OF_CAPACITY,
        # one that only stands beside another is told of with it
        schemes=tuple(name for name, needs in SCHEMES.items() if not needs.beside),
        formats=get_args(Format),
        units={name: _units(name) for name in MAIN},
        quantities=tuple(name for name in QUANTITIES if name not in MAIN),
        systems=tuple(sorted({each.name.partition(" (")[0] for each in PRESETS.values() if _answers(each)})),
        thingspeak_s=PRESETS["thingspeak"].interval_s,
    )


def _units(quantity: str) -> tuple[str, ...]:
    return tuple(symbol for symbol, unit in UNITS.items() if QUANTITIES[quantity].takes(unit))


def _answers(preset: Preset) -> bool:
    """Whether it is a service of a maker, and answers without the bridge."""
    return preset.kind == "portal" and preset.url is not None


def _usual(field: str) -> float:
    """What a source has that says nothing else."""
    (found,) = (each for each in msgspec.structs.fields(Source) if each.name == field)
    return float(found.default)


def _bounds(field: str) -> Bounds:
    """As files and forms are held to."""
    hint = get_type_hints(SourceEntry, include_extras=True)[field]
    (meta,) = (each for each in hint.__metadata__ if isinstance(each, Meta))
    return Bounds(_usual(field), float(meta.ge or 0), float(meta.le or 0))
