"""How long a server's certificate will do: a renewal that is forgotten ends every reading at once."""

from datetime import UTC, datetime

from quelia.domain.source import Source
from quelia.sources.verdict import Facts, Mark, Verdict

_SOON_DAYS = 21  # authorities renew 30 days before: a week later it was forgotten
_DAY_S = 86400.0


def expiry(source: Source, valid_until: float | None, now: float) -> list[Verdict]:
    """Nothing where there is no certificate. valid_until, now: seconds since 1970. A pinned one may have expired."""
    if valid_until is None:
        return []
    days = int((valid_until - now) // _DAY_S)
    day = f"{datetime.fromtimestamp(valid_until, UTC):%Y-%m-%d}"
    facts: Facts = {"days": float(max(0, days)), "until": day}
    if days < 0:
        return [Verdict("certificate", "look", "certificate_over", facts)]
    own = source.ca_file is not None or source.ca is not None
    whose = "pinned" if source.pin is not None else "own" if own else ""
    mark: Mark = "look" if days < _SOON_DAYS else "well"
    code = "certificate_soon" if mark == "look" else "certificate"
    return [Verdict("certificate", mark, f"{code}_{whose}" if whose else code, facts)]
