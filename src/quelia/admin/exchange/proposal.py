"""What a file would change: created, updated or same, each before and after; or what is to be corrected, line by line."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from quelia.admin.exchange.cells import Misread, meaning
from quelia.admin.exchange.columns import REQUIRED, headings
from quelia.admin.exchange.sheet import Fault, Row, Sheet
from quelia.admin.exchange.stock import Ambiguous, Stock
from quelia.admin.slugs import free_slug
from quelia.domain.selection import folded
from quelia.store.declaration import DeclarationError, File, OwnerEntry, PlantEntry, Problem, read

Said = Mapping[str, Any]
_LONGEST_NAME = 200


class Step(NamedTuple):
    """One plant. before: None where it is new."""

    line: int
    slug: str
    before: Said | None
    after: Said

    @property
    def kind(self) -> str:
        return "created" if self.before is None else "same" if self.before == self.after else "updated"


class Proposal(NamedTuple):
    """Either `faults`, and nothing can be done, or `steps`. owners: those that are made besides."""

    steps: Sequence[Step]
    owners: Sequence[OwnerEntry]
    faults: Sequence[Fault]
    unknown: Sequence[str]

    @property
    def changing(self) -> list[Step]:
        return [step for step in self.steps if step.kind != "same"]

    def file(self) -> File:
        """What to declare: only what changes."""
        plants = [msgspec.convert(step.after, PlantEntry) for step in self.changing]
        return File(owner=list(self.owners), plant=plants)

    def seal(self) -> str:
        """The same for the same changes of the same plants, and for no others."""
        told = [(step.slug, step.before, step.after) for step in self.changing], self.owners
        return hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()


def propose(sheet: Sheet, stock: Stock, lang: str, *, new_owners: bool) -> Proposal:
    """new_owners: whether owners that do not exist are made; else they are faults."""
    proposer = _Proposer(stock, lang, new_owners=new_owners)
    return Proposal(list(proposer.steps(sheet)), proposer.owners, proposer.faults, sheet.unknown)


class _Proposer:
    def __init__(self, stock: Stock, lang: str, *, new_owners: bool) -> None:
        self._stock, self._lang, self._new_owners = stock, lang, new_owners
        self._lines: dict[str, int] = {}  # of the plants that were met, by slug
        self._new: dict[tuple[str, str], int] = {}  # of new ones by name and owner
        self._taken = set(stock.plants)
        self.owners: list[OwnerEntry] = []
        self.faults: list[Fault] = []

    def steps(self, sheet: Sheet) -> Iterator[Step]:
        for row in sheet.rows:
            said = self._said(row)
            step = self._step(row.line, said) if said is not None else None
            if step is not None:
                yield step

    def _said(self, row: Row) -> dict[str, Any] | None:
        """What a row says, in our codes and units; None where something in it is wrong."""
        said, well = {}, True
        for key, cell in row.cells.items():
            try:
                value = meaning(key, cell, self._lang)
                said[key] = self._owner(value) if key == "owner" and isinstance(value, str) and value else value
            except Misread as error:
                well = self._wrong(row.line, key, error.problem)
        return said if well else None

    def _owner(self, text: str) -> str:
        """Its slug, of one that is there or is made. Raises Misread."""
        try:
            slug = self._stock.owner(text)
        except Ambiguous:
            raise Misread("owner_ambiguous", fact=text[:200]) from None
        if slug is None and not self._new_owners:
            raise Misread("owner_missing", fact=text[:200])
        if slug is None and len(text) > _LONGEST_NAME:
            raise Misread("long", longest=str(_LONGEST_NAME))
        if slug is None:
            slug = self._stock.add_owner(text)
            self.owners.append(OwnerEntry(slug=slug, name=text))
        return slug

    def _step(self, line: int, said: dict[str, Any]) -> Step | None:
        try:
            slug = said.get("slug") or self._stock.plant(said.get("name", ""), said.get("owner", ""))
        except Ambiguous:
            self._wrong(line, "name", Problem("", "cell.plant_ambiguous", facts={"fact": str(said.get("name"))}))
            return None
        # of a column that says nothing for it, a plant keeps what it has
        said = {key: value for key, value in said.items() if value is not None or key in ("subtype", "paused")}
        before = self._stock.plants.get(slug) if slug else None
        missing = [key for key in REQUIRED if said.get(key, before[key] if before else "") == ""]
        for key in missing:
            self._wrong(line, key, Problem("", "cell.required", facts={"column": headings(self._lang)[key]}))
        if missing or self._met(line, slug, said):
            return None
        slug = slug or free_slug(said["name"], "plant", self._taken)
        self._taken.add(slug)
        self._lines[slug] = line
        return self._checked(line, before, {**_NEW, **(before or {}), **_differing(said, before), "slug": slug})

    def _met(self, line: int, slug: str | None, said: Said) -> bool:
        """Whether the file spoke of this plant already."""
        new = self._new.setdefault((folded(said.get("name", "")), said.get("owner", "")), line)
        first = self._lines.get(slug) if slug else new
        if first in (None, line):
            return False
        self._wrong(line, "slug" if slug else "name", Problem("", "cell.twice", facts={"line": str(first)}))
        return True

    def _checked(self, line: int, before: Said | None, after: dict[str, Any]) -> Step | None:
        try:
            read({"plant": [after]})
        except DeclarationError as error:
            for problem in error.problems:
                self._wrong(line, column_of(problem), problem)
            return None
        return Step(line, after["slug"], before, after)

    def _wrong(self, line: int, key: str, problem: Problem) -> bool:
        self.faults.append(Fault(line, key, problem))
        return False


# what is said of a plant that a file says nothing of
_NEW = msgspec.structs.asdict(PlantEntry(slug="", owner="", name="", energy="", latitude=0, longitude=0))


def column_of(problem: Problem) -> str:
    """`plant[rance].capacity` is about the column `capacity`."""
    return problem.where.partition("].")[2].partition("[")[0]


def _differing(said: Said, before: Said | None) -> Said:
    """Without texts that differ in what no cell keeps: spaces at their ends, and how their lines are broken."""
    if before is None:
        return said
    return {key: before[key] if _alike(before.get(key), value) else value for key, value in said.items()}


def _alike(before: object, value: object) -> bool:
    if isinstance(before, str) and isinstance(value, str):
        return before.strip().splitlines() == value.strip().splitlines()
    return before == value
