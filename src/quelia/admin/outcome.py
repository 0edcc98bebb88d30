"""What came of asking an owner's server once, or of looking at the example that he pasted."""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from quelia.admin.answers import Content
from quelia.admin.desk import Specimen, desk
from quelia.admin.forms.answering import UNITS
from quelia.admin.language import spoken
from quelia.domain.document import decode
from quelia.domain.errors import SourceError
from quelia.domain.extract import Tick, extract
from quelia.domain.path import Path, PathError
from quelia.domain.plant import Plant
from quelia.domain.quantity import MAIN
from quelia.domain.reading import ShownValue
from quelia.domain.source import Auth, Point, Source
from quelia.domain.tree import Line, tree
from quelia.domain.unit import declared_unit
from quelia.onboarding.answer.source import source_facts
from quelia.sources.found import point_verdicts
from quelia.sources.trace import Trial
from quelia.sources.verdict import Verdict
from quelia.store import models
from quelia.store.load import plant_of
from quelia.texts import texts

_UNTOLD = frozenset({"numbers", "no_time"})  # the tree shows them; no time is asked for here
_UNSURE = frozenset({"thousand", "million"})  # as good as nothing of the capacity: in another unit it would be usual
_AS_TEXT = frozenset({"not_a_number_dot", "not_a_number_comma", "not_a_number_leading"})  # we can read these


class Outcome(NamedTuple):
    """verdicts: also those that are not told. fresh: whether the server was asked.

    path, point: what was looked for; no point where it is not known in which unit.
    """

    verdicts: Sequence[Verdict]
    usable: bool
    tree: Sequence[Line]
    fresh: bool
    path: Path | None
    point: Point | None

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Mark and sentence of what is to be looked at, what is to be mended first."""
        lines = [_line(each) for each in self.verdicts if each.code not in _UNTOLD]
        return sorted((line for line in lines if line[0] != "well"), key=lambda line: line[0] != "broken")

    @property
    def well(self) -> list[tuple[str, str]]:
        lines = [_line(each) for each in self.verdicts if each.code not in _UNTOLD]
        return [line for line in lines if line[0] == "well"]

    @property
    def meant(self) -> str:
        """The unit in which the number would be usual, where it is not in the one that was chosen; else empty."""
        return next((str(each.facts["meant"]) for each in self.verdicts if "meant" in each.facts), "")

    @property
    def units(self) -> list[str]:
        """Those to choose from, where a number was found and nobody said what it is in; the likely one first."""
        if self.doubt != "unitless":
            return []
        guess = next((line.unit for line in self.tree if line.path == str(self.path)), None)
        return sorted(UNITS, key=lambda unit: unit != guess)

    @property
    def doubt(self) -> str:
        """Why no value can be shown: a code of `doubt` in `texts/*/invitation.json`; empty where one can."""
        codes = {each.code for each in self.verdicts}
        if not self.tree:
            return "nothing"
        if self.point is None:
            return "unchosen" if self.path is None else "unitless"
        if codes & _AS_TEXT:
            return "as_text"
        if any(each.mark == "broken" for each in self.verdicts):
            return "broken"
        if codes & _UNSURE:
            return "unit"
        if self.point.quantity not in MAIN:
            return "not_main"
        return "" if "no_value" in codes or self._value is not None else "nothing"

    @property
    def value(self) -> ShownValue | None:
        """That which may be shown; None also for what the owner says is no value."""
        return self._value if not self.doubt else None

    @property
    def _value(self) -> ShownValue | None:
        facts = next((each.facts for each in self.verdicts if each.code == "value"), None)
        number = facts["number"] if facts is not None else None
        if facts is None or self.point is None or not isinstance(number, float | int):
            return None  # masked: the server says a secret back
        return ShownValue(self.point.quantity, float(number), str(facts["unit"]))


def asked(invitation: models.Invitation, content: Content, secrets: Sequence[str]) -> Outcome | None:
    """Asks the owner's server once, by the rules for strangers; None where he tries too often."""
    plant, point = plant_for(invitation, content), _point(invitation, content)
    auth = tuple(Auth(scheme=key.scheme, name=key.name, user=key.user) for key in content.answer.keys)
    points = (point,) if point is not None else ()
    source = Source(id=0, slug="trial", url=content.answer.value("url"), points=points, auth=auth)
    trial = Trial(source, plant, calls=1, names=False)
    tried = desk().try_as_stranger(f"invitation {invitation.pk}", trial, secrets)
    return tried and Outcome(tried.verdicts, tried.usable, tried.tree, fresh=True, path=_path(content), point=point)


def looked_at(invitation: models.Invitation, content: Content) -> Outcome | None:
    """What the example says; None where there is none that can be read. No server is asked."""
    try:
        document = decode(content.answer.sample.encode()) if content.answer.sample else None
    except SourceError:
        document = None
    if document is None:
        return None
    point = _point(invitation, content)
    if point is None:
        return Outcome((), False, tree(document), fresh=False, path=_path(content), point=None)
    source = Source(id=0, slug="example", url="", points=(point,))
    now = time.time()
    (reading,) = extract(source, document, Tick(received_at=now, interval_s=source.interval_s))
    verdicts = list(point_verdicts(point, reading, plant_for(invitation, content), (), document))
    usable = all(each.mark != "broken" for each in verdicts)
    return Outcome(verdicts, usable, tree(document), fresh=False, path=_path(content), point=point)


def card(invitation: models.Invitation, content: Content, outcome: Outcome) -> Specimen | None:
    """What visitors would see; None where it is not sure what."""
    if outcome.doubt:
        return None
    return desk().draw(plant_for(invitation, content), outcome.value, spoken(), fresh=outcome.fresh)


def plant_for(invitation: models.Invitation, content: Content) -> Plant:
    """The plant that is asked about, or one that is called as its owner says, without a slug."""
    if invitation.plant is not None:
        return plant_of(invitation.plant)
    name = content.answer.value("project") or texts(spoken(), "invitation")["your_plant"]
    return Plant(slug="", name=name, energy="solar", latitude=0.0, longitude=0.0)


def _path(content: Content) -> Path | None:
    """None while it is still to be found, or cannot be taken."""
    text = content.answer.value("path")
    try:
        return Path(text) if text else None
    except PathError:
        return None


def _point(invitation: models.Invitation, content: Content) -> Point | None:
    """None while it is not known where the number stands, or in which unit. Its form is that of the example."""
    points: list[dict[str, Any]] = source_facts(content.answer).get("point", [])
    told = next((each for each in points if each.keys() >= {"path", "unit"}), None)
    if told is None:
        return None
    slug = invitation.plant.slug if invitation.plant is not None else ""
    return Point(
        plant=slug,
        quantity=told["quantity"],
        path=Path(told["path"]),
        unit=declared_unit(told["unit"]),
        number=told.get("number", "json"),
    )


def _line(verdict: Verdict) -> tuple[str, str]:
    words = texts(spoken(), "invitation")["verdict"]
    if verdict.code in _AS_TEXT:
        return "look", str(words["as_text"])
    return verdict.mark, verdict.sentence(spoken())
