"""The file `bridge.toml`: its shape, read strictly, with all that is wrong with it."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from quelia.bridge.checks import checked, checked_ages, checked_outputs, point_problems
from quelia.bridge.inputs.input import InputSettings, PointSettings
from quelia.bridge.outputs.output import OutputSettings
from quelia.bridge.parts import part
from quelia.bridge.problem import ConfigError, Problem, kind_of_point, misfits, under, unheard_of
from quelia.bridge.secret import credential, handed
from quelia.domain.toml import TomlError, tables
from quelia.texts import LANGUAGES


class BridgeSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[bridge]`. name: what quelia calls it. lang: of what it says; that of the command line where absent.

    keep: the folder of what must survive a restart; beside the file where absent.
    """

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    lang: str | None = None
    keep: Annotated[str, Meta(min_length=1, max_length=1000)] | None = None


class Config(NamedTuple):
    """folder: of the file; names of files count from there. keep: where the bridge puts what must survive a restart.

    keep_named: as the file names it, if it does.
    """

    file: Path
    name: str
    lang: str | None
    keep: Path
    inputs: tuple[InputSettings, ...]
    outputs: tuple[OutputSettings, ...]
    keep_named: str | None = None

    @property
    def folder(self) -> Path:
        return self.file.parent


def load(file: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """Read and check a file. Raises OSError, or ConfigError with all there is to correct.

    The service itself reads what systemd hands to it: the file may hold a secret, and be nobody else's.
    """
    try:
        readable = handed(credential(file.name), environ) or file
        text = readable.read_text("utf-8-sig")  # some editors begin a file with a mark
    except UnicodeDecodeError as error:
        raise ConfigError([Problem("", "encoding")]) from error
    return parse(text, file.absolute(), environ)


def parse(text: str, file: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """file: absolute. Raises ConfigError."""
    try:
        content = tables(text)
    except TomlError as error:
        raise ConfigError([Problem("", error.code, error.fact)]) from error
    reading = _Reading()
    bridge = reading.bridge(content.pop("bridge", {}))
    inputs = [each for each in reading.each(content.pop("input", []), "input") if isinstance(each, InputSettings)]
    outputs = [each for each in reading.each(content.pop("output", []), "output") if isinstance(each, OutputSettings)]
    reading.problems += [unheard_of(key, ("bridge", "input", "output")) for key in content]
    problems = [*reading.problems, *checked(inputs), *checked_outputs(outputs), *checked_ages(inputs, outputs)]
    if problems or bridge is None:
        raise ConfigError(problems)
    keep = _keep(bridge, file, environ)
    return Config(file, bridge.name, bridge.lang, keep, tuple(inputs), tuple(outputs), bridge.keep)


def _keep(bridge: BridgeSettings, file: Path, environ: Mapping[str, str]) -> Path:
    if bridge.keep is not None:
        return file.parent / bridge.keep
    # what systemd made for a service that may write nowhere else
    given = environ.get("STATE_DIRECTORY", "").partition(":")[0]
    return Path(given) if given else file.parent / f"{file.stem}-keep"


class _Reading:
    """Reads table by table, so that one that is wrong does not hide what is wrong with the next."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def bridge(self, table: object) -> BridgeSettings | None:
        settings = self._converted(table, BridgeSettings, "bridge")
        if isinstance(settings, BridgeSettings) and settings.lang not in (None, *LANGUAGES):
            self.problems.append(Problem("bridge.lang", "one_of", ", ".join(LANGUAGES)))
        return settings if isinstance(settings, BridgeSettings) else None

    def each(self, entries: object, table: str) -> Iterator[object]:
        """The settings of all `[[input]]` or `[[output]]` that are well."""
        if not isinstance(entries, list):
            self.problems.append(Problem(table, "a_list"))
            return
        if not entries:
            self.problems.append(Problem(table, f"no_{table}"))
        for number, entry in enumerate(entries):
            where = f"{table}[{_name_of(entry) or number}]"
            if not isinstance(entry, dict):
                self.problems.append(Problem(where, "a_table"))
            elif "type" not in entry:
                self.problems.append(Problem(under(where, "type"), "missing_key"))
            elif not isinstance(entry["type"], str):
                self.problems.append(Problem(under(where, "type"), "a_text"))
            else:
                yield from self._typed(entry, table, where)

    def _typed(self, entry: dict[str, object], table: str, where: str) -> Iterator[object]:
        try:
            settings = part(table, str(entry["type"]), under(where, "type")).Settings
        except ConfigError as error:
            self.problems += error.problems
            return
        points = entry.get("point")
        kind = kind_of_point(settings) if table == "input" else None
        if kind is None or not isinstance(points, list) or not all(isinstance(each, dict) for each in points):
            well = True
        else:
            read = [self._converted(each, kind, f"{where}.point[{number}]") for number, each in enumerate(points)]
            well = None not in read
            if not well:  # that is said; what else is wrong here is looked for without them
                fitting = [(number, each) for number, each in enumerate(read) if isinstance(each, PointSettings)]
                entry = {**entry, "point": [points[number] for number, _ in fitting]}
                for number, each in fitting:
                    self.problems += point_problems(each, f"{where}.point[{number}]")
        # with no point left there is nothing more to say: each was wrong
        converted = self._converted(entry, settings, where) if well or entry["point"] else None
        if well and converted is not None:
            yield converted

    def _converted(self, table: object, struct: type[msgspec.Struct], where: str) -> object | None:
        try:
            return msgspec.convert(table, struct)
        except msgspec.ValidationError as error:
            self.problems += misfits(table, struct, where, error)
            return None


def _name_of(entry: object) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return name if isinstance(name, str) else ""
