"""What is asked of one input or one output, and tried at once."""

import asyncio
import re
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from quelia.bridge.checks import is_slug, point_problems
from quelia.bridge.draft import Answers, Key, keys, typed
from quelia.bridge.inputs import INPUTS
from quelia.bridge.inputs.input import InputSettings, PointSettings
from quelia.bridge.outputs import OUTPUTS
from quelia.bridge.parts import opened, part
from quelia.bridge.problem import ConfigError, Problem, choices, kind_of_point, misfits
from quelia.bridge.reader import Reader
from quelia.bridge.secret import Secrets
from quelia.bridge.site import Site, ticking
from quelia.bridge.trial import Tried, lines, tried
from quelia.cli.bridge.file import problem_lines
from quelia.cli.bridge.loop import run_in_loop
from quelia.cli.bridge.questions import Questions
from quelia.domain.errors import SecretMissing
from quelia.domain.quantity import QUANTITIES
from quelia.sources.redact import Redactor
from quelia.texts import texts

# of the other one the tables within its table are written by hand: docs/bridge-outputs.md
ASKED_OUTPUTS = tuple(name for name in OUTPUTS if name != "thingspeak")
_FEW = 6  # words that a question can name
_UNITS = {"W": "kW", "Wh": "kWh"}  # what most systems write, by base unit


class Interview:
    """secrets: what was typed, by the name of the file that is to hold it."""

    def __init__(self, questions: Questions, file: Path, redactor: Redactor) -> None:
        self._questions, self._file, self._redactor = questions, file, redactor
        self._words = questions.words
        self._keys: dict[str, str] = texts(questions.lang, "bridge")["ask"]
        self.secrets: dict[str, str] = {}
        self._secret = Secrets(file.parent, redactor, warn=self._warn)

    def input(self, others: Sequence[Answers]) -> Answers:
        """Raises ConfigError: its library is not installed."""
        taken, typed_before = {each["name"] for each in others}, dict(self.secrets)

        def asked() -> Answers:
            self.secrets = dict(typed_before)  # those of answers that were taken back go into no file
            return self._input(taken)

        while True:
            answers = self._questions.until_kept(asked)
            if self._tried(answers) or self._questions.yes(self._words["keep_input"], default=True):
                return answers

    def output(self) -> Answers:
        while True:
            answers = self._questions.until_kept(self._output)
            problems = self._problems(answers)
            if not problems:
                return answers
            self._questions.refuse(" ".join(problem_lines(problems, self._questions.lang)))

    def _output(self) -> Answers:
        kind = self._questions.choose(self._words["output_type"], self._types(ASKED_OUTPUTS), ASKED_OUTPUTS[0])
        module = part("output", kind, "output.type")
        return {"type": kind, **self._asked(keys(module.Settings, getattr(module, "ASKS", ())), module.Settings, kind)}

    def _input(self, taken: set[str]) -> Answers:
        kind = self._questions.choose(self._words["input_type"], self._types(INPUTS))
        module = part("input", kind, "input.type")

        def name(answer: str) -> str:
            if not answer or answer in taken:
                raise ValueError(self._words["name_taken"])
            return answer

        free = next(each for each in (kind, *(f"{kind}-{number}" for number in range(2, 1000))) if each not in taken)
        answers: Answers = {"type": kind, "name": self._questions.ask(self._words["input_name"], name, free)}
        seconds = Key("interval_s", InputSettings.__annotations__["interval_s"], 5.0)
        answers |= self._asked([seconds, *keys(module.Settings, module.ASKS)], module.Settings, kind)
        answers["point"] = [self._point(module)]
        while self._questions.yes(self._words["another_point"], default=False):
            answers["point"].append(self._point(module))
        return answers

    def _point(self, module: Any) -> Answers:
        struct = kind_of_point(module.Settings) or PointSettings
        asks = tuple(each.removeprefix("point.") for each in module.ASKS if each.startswith("point."))
        quantities = texts(self._questions.lang, "visitor")["quantity"]
        named = {name: quantities.get(name, "") for name in QUANTITIES}
        while True:
            plant = self._questions.ask(self._words["plant"], self._plant)
            quantity = self._questions.choose(self._words["quantity"], named, next(iter(named)))
            base = QUANTITIES[quantity].base
            unit = self._questions.ask(self._words["unit"], str, _UNITS.get(base, base))
            answers = (
                {"plant": plant, "quantity": quantity, "unit": unit} if plant else {"quantity": quantity, "unit": unit}
            )
            answers |= self._asked(keys(struct, asks), struct, "")
            problems = list(point_problems(msgspec.convert(answers, struct), ""))  # type: ignore[arg-type]
            if not problems:
                return answers
            self._questions.refuse(" ".join(problem_lines(problems, self._questions.lang)))

    def _types(self, names: Iterable[str]) -> dict[str, str]:
        known = texts(self._questions.lang, "bridge")["type"]
        return {name: known.get(name, "") for name in names}

    def _plant(self, answer: str) -> str:
        """Refused at once, and not after all else of the point was answered."""
        if answer and not is_slug(answer):
            raise ValueError(Problem("", "slug").sentence(self._questions.lang))
        return answer

    def _asked(self, wanted: Sequence[Key], struct: type, kind: str) -> Answers:
        """The settings that were answered; what was left out keeps its default."""
        answers: Answers = {}
        for key in wanted:
            question = self._keys.get(f"{kind}_{key.name}", self._keys.get(key.name, key.name))
            words = choices(struct).get(key.name, ())
            question += f" ({', '.join(words)})" if 0 < len(words) <= _FEW else ""
            if key.secret:
                given = self._asked_secret(question, key, kind)
            else:
                given = self._questions.ask(question, partial(self._value, key=key, struct=struct), _shown(key))
            if given is not None and given != key.default:
                answers[key.name] = given
        return answers

    def _value(self, text: str, key: Key, struct: type) -> Any:
        """Raises ValueError with a sentence."""
        if not text:
            if key.required:
                raise ValueError(self._words["needed"])
            return None
        try:
            return typed(text, key.hint, self._questions.lang)
        except msgspec.ValidationError as error:
            words = choices(struct).get(key.name, ())
            problems = [Problem("", "one_of", ", ".join(words))] if words else misfits(text, struct, "", error)
            raise ValueError(" ".join(problem_lines(problems, self._questions.lang))) from None

    def _asked_secret(self, question: str, key: Key, kind: str) -> str | None:
        """`env:NAME` and `file:PATH` as they are; a secret itself goes into a file of its own."""
        while True:
            given = self._questions.secret(f"{question} ({self._words['secret']})")
            if not given and not key.required:
                return None
            if given.startswith(("env:", "file:")):
                return given
            if given:
                break
            self._questions.refuse(self._words["needed"])
        self._redactor.register(given)
        name = self._free(f"{self._file.stem}-{kind}-{key.name}")
        self.secrets[name] = given
        return f"file:{name}"

    def _free(self, stem: str) -> str:
        stem = re.sub(r"[^a-zA-Z0-9_-]+", "-", stem)
        names = (f"{stem}{number or ''}.key" for number in range(1000))
        return next(each for each in names if each not in self.secrets and not (self._file.parent / each).exists())

    def _problems(self, answers: Answers) -> list[Problem]:
        """What keeps an output from being opened; a secret may still come into its place."""
        module = part("output", answers["type"], "output.type")
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as keep:
            try:
                module.opened(msgspec.convert(answers, module.Settings), self._site(keep))
            except ConfigError as error:
                return error.problems
            except SecretMissing:
                pass
        return []

    def _site(self, keep: str) -> Site:
        return Site(self._file.parent, Path(keep), self._typed_secret, time.time, ticking)

    def _tried(self, answers: Answers) -> bool:
        """Read it once, and show what came of it."""
        print(self._words["trying"], flush=True)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as keep:
            try:
                settings = msgspec.convert(answers, part("input", answers["type"], "").Settings)
                read = run_in_loop(_once(settings, self._site(keep)))
            except ConfigError as error:
                for line in problem_lines(error.problems, self._questions.lang):
                    print(f"  ✗ {self._redactor.text(line)}")
                return False
        for line in lines(read, self._questions.lang):
            print(f"  {self._redactor.text(line)}")
        return read.well

    def _warn(self, code: str, facts: Mapping[str, str]) -> None:
        print(f"  ! {texts(self._questions.lang, 'bridge')['test'][code].format(**facts)}")

    def _typed_secret(self, written: str) -> str:
        """One that was typed is in no file yet."""
        return self.secrets.get(written.removeprefix("file:")) or self._secret(written)


async def _once(settings: InputSettings, site: Site) -> Tried:
    reader = Reader(settings, opened([settings], [], site).inputs[0])
    try:
        return await tried(reader)
    finally:
        await reader.close()
        await asyncio.sleep(0)  # what was closed tells its transports only then


def _shown(key: Key) -> str:
    """A default, as it would be typed."""
    if key.default in (None, "", msgspec.UNSET) or isinstance(key.default, bool | list | tuple | dict | msgspec.Struct):
        return ""
    return f"{key.default:g}" if isinstance(key.default, float) else str(key.default)
