"""What an example says besides its value: when it was measured, and how the plant is."""

from collections.abc import Iterator
from itertools import islice

from quelia.domain.document import Document
from quelia.domain.instant import instant
from quelia.domain.meaning import words_of
from quelia.domain.scout import times
from quelia.onboarding.answer.answer import Remark
from quelia.onboarding.answer.checks.located import plainly

_OLD_S = 7 * 86_400.0  # an example is copied, and then the e-mail waits
_MOST_LOOKED_AT = 20
_MOST_DEEP = 2
_MOST_WRITTEN = 40


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NAMES = _words_of("status statut state etat état health online quality")
_BAD = _words_of(
    "error erreur err ko fault défaut defaut offline down failed failure fail unavailable disconnected déconnecté deconnecte"
    " bad alarm alarme stopped arrêt arret hors-service maintenance timeout invalid false"
)
_GOOD = _words_of("ok online success good running up marche normal connected active on valid true run")
# so far apart that a text without a zone says two things
_ZONES = ("Pacific/Kiritimati", "Pacific/Pago_Pago")


def about_time(document: Document, now: float | None) -> Iterator[Remark]:
    """What is to say of the first time that can be read; `now` in seconds since 1970, None where nobody says it."""
    for path, written in islice(times(document), _MOST_LOOKED_AT):
        at = instant(written, "UTC")
        if at is None:
            continue
        facts = {"path": plainly(path), "written": str(written)[:_MOST_WRITTEN]}
        if len({instant(written, zone) for zone in _ZONES}) > 1:
            yield Remark("time_no_zone", "sample", facts=facts)
        if now is not None and now - at > _OLD_S:
            yield Remark("time_old", "sample", facts=facts)
        return


def about_status(document: Document) -> Iterator[Remark]:
    """What the example says of how the plant is, in the words that are usual for it."""
    for path, written in _words(document, ()):
        said = str(written).strip().casefold()
        facts = {"path": ".".join(path), "written": (said if isinstance(written, bool) else written)[:_MOST_WRITTEN]}
        if said in _BAD:
            yield Remark("status_bad", "sample", facts=facts)
        elif said in _GOOD:
            yield Remark("status_seen", "sample", facts=facts)
        else:
            continue
        return


def _words(node: Document, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str | bool]]:
    if not isinstance(node, dict):
        return
    for key, each in node.items():
        if isinstance(each, str | bool) and {key.casefold(), *words_of([key])} & _NAMES:
            yield (*path, key), each
    if len(path) < _MOST_DEEP:
        for key, each in node.items():
            yield from _words(each, (*path, key))
