"""What an interval means: how often an owner's server is asked."""

from quelia.admin.language import spoken
from quelia.admin.numbers import grouped, written
from quelia.texts import texts

_DAY_S = 86_400


def told(interval_s: float, history_s: float, daily_quota: int | None = None) -> str:
    """In calls per minute and per day, in the language of the page. history_s: 0 where nobody's looking asks nothing."""
    words = texts(spoken(), "source")
    asked = _DAY_S / interval_s
    sentence = words["pace" if history_s else "pace_never"].format(
        minute=written(round(60 / interval_s, 2)),
        day=grouped(asked),
        idle=grouped(_DAY_S / max(interval_s, history_s or 1)),
    )
    if daily_quota is not None and daily_quota < asked:
        sentence += " " + words["pace_quota"].format(quota=grouped(daily_quota))
    return str(sentence)
