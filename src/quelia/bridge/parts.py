"""The inputs and outputs by name: each module is imported only where a configuration has it, and with it its library."""

from collections.abc import Iterable
from difflib import get_close_matches
from importlib import import_module
from typing import Any, NamedTuple, cast

import msgspec

from quelia.bridge.inputs import INPUTS
from quelia.bridge.inputs.input import Input, InputSettings
from quelia.bridge.outputs import OUTPUTS
from quelia.bridge.outputs.output import Output, OutputSettings
from quelia.bridge.problem import ConfigError, Problem, under
from quelia.bridge.site import Site
from quelia.domain.errors import SourceError

TABLES = {"input": INPUTS, "output": OUTPUTS}


def part(table: str, name: str, where: str) -> Any:
    """The module of an input or an output. Raises ConfigError: no such type, or its library is not installed."""
    known = TABLES[table]
    if name not in known:
        nearest = get_close_matches(name.lower(), known, n=1, cutoff=0.5)
        facts = {"meant": nearest[0], "known": ", ".join(known)} if nearest else {"known": ", ".join(known)}
        raise ConfigError([Problem(where, "no_such_type_meant" if nearest else "no_such_type", facts=facts)])
    try:
        return import_module(known[name])
    except ModuleNotFoundError as error:
        raise ConfigError([missing(error, name, where)]) from error


def missing(error: ModuleNotFoundError, name: str, where: str) -> Problem:
    library = error.name or ""
    if library.partition(".")[0] == __package__.partition(".")[0]:
        return Problem(where, "not_built_in", facts={"type": name})
    return Problem(where, "library", facts={"type": name, "library": library})


class Parts(NamedTuple):
    """All that a configuration opens, in its order."""

    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]


def opened(inputs: Iterable[InputSettings], outputs: Iterable[OutputSettings], site: Site) -> Parts:
    """Make all inputs and outputs; nothing is connected to yet. Raises ConfigError with all that keeps them from it."""
    problems: list[Problem] = []
    made: dict[str, list[Any]] = {"input": [], "output": []}
    places = [("input", f"input[{each.name}]", each) for each in inputs]
    places += [("output", f"output[{number}]", each) for number, each in enumerate(outputs)]  # type: ignore[misc]
    for table, where, settings in places:
        try:
            made[table].append(part(table, settings.type, under(where, "type")).opened(settings, site))
        except ConfigError as error:
            problems += [_placed(each, where) for each in error.problems]
        except ModuleNotFoundError as error:
            problems.append(missing(error, settings.type, under(where, "type")))
        except SourceError as error:
            problems.append(Problem(where, error.code, error=error))
    if problems:
        raise ConfigError(problems)
    return Parts(cast(tuple[Input, ...], tuple(made["input"])), cast(tuple[Output, ...], tuple(made["output"])))


def _placed(problem: Problem, where: str) -> Problem:
    """An output knows its keys, and not which of several it is."""
    table, dot, key = problem.where.partition(".")
    return msgspec.structs.replace(problem, where=under(where, key)) if dot and table == "output" else problem
