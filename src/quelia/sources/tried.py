"""What came of a trial, with the secrets of the source masked wherever its server says them back."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from quelia.domain.auth import current, declared
from quelia.domain.document import Document
from quelia.domain.scout import Sighting, numbers
from quelia.domain.tree import Line, tree
from quelia.sources.http import Reader
from quelia.sources.redact import MASK, Redactor
from quelia.sources.trace import Trace, Trial
from quelia.sources.verdict import Facts, Verdict

_MOST_TEXT = 4096  # characters of an answer that are shown as they came
_LONGEST_FORM = 12  # characters that one of a secret may be written with: %F0%9F%92%A1


class Tried(NamedTuple):
    """sightings: the numbers of the answer, the likely ones first. tree: the answer, line by line; empty where it is no
    JSON. text: how it begins, as it came.
    """

    verdicts: Sequence[Verdict]
    usable: bool
    sightings: Sequence[Sighting]
    tree: Sequence[Line] = ()
    text: str = ""


async def try_out(reader: Reader, trial: Trial, secrets: Sequence[str]) -> Tried:
    """Walk all steps of a trial; with what stands in the answer, where there is one."""
    trace = Trace(reader, trial, secrets)
    verdicts = [verdict async for verdict in trace.verdicts()]
    return await asyncio.to_thread(_told, trace, verdicts, _Mask(trial, secrets, trace.passing))


class _Mask:
    """Hides the secrets of a trial, however they are written. passing: tokens and the like, got for them."""

    def __init__(self, trial: Trial, secrets: Sequence[str], passing: Sequence[str]) -> None:
        self._redactor = Redactor()
        longest = max(map(len, (*secrets, *passing)), default=0)
        self._longest = longest * _LONGEST_FORM + 100  # with a user before it
        users = [auth.user for auth in trial.source.auth if auth.scheme != "none"]
        for secret, user in zip(secrets, users, strict=False):
            for each in {current(secret), declared(secret)}:
                self._redactor.register(each, user or None)
        for each in passing:
            self._redactor.register(each)

    def text(self, text: str) -> str:
        return self._redactor.text(text)

    def beginning(self, text: str, most: int) -> str:
        """How `text` begins, `most` characters at most: not with a piece of a secret at its end."""
        if len(text) <= most:
            return self.text(text)[:most]
        return self.text(text[: most + self._longest])[: -self._longest][:most]

    def verdict(self, verdict: Verdict) -> Verdict:
        facts: Facts = {name: self._fact(fact) for name, fact in verdict.facts.items()}
        return Verdict(verdict.step, verdict.mark, verdict.code, facts, verdict.quantity, verdict.plant)

    def _fact(self, fact: str | float | list[str]) -> str | float | list[str]:
        if isinstance(fact, list):
            return [self.text(each) for each in fact]
        if isinstance(fact, str):
            return self.text(fact)
        return MASK if self.text(f"{fact:.12g}") == MASK else fact


def _told(trace: Trace, verdicts: Sequence[Verdict], mask: _Mask) -> Tried:
    told = [mask.verdict(each) for each in verdicts]
    text = mask.beginning(trace.body.decode("utf-8", "replace"), _MOST_TEXT)
    if trace.document is None:
        return Tried(told, trace.usable, (), (), text)
    return Tried(told, trace.usable, _seen(trace.document, mask), tree(trace.document, mask.text), text)


def _seen(document: Document, mask: _Mask) -> list[Sighting]:
    """Nobody chooses a secret as a value, nor a path that names one."""
    return [
        each for each in numbers(document) if mask.text(f"{each.path} {each.written}") == f"{each.path} {each.written}"
    ]
