"""`quelia bridge test CONFIG.toml`: reads each input, and shows what was read and what would be sent. It sends nothing."""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from quelia.bridge.config import Config
from quelia.bridge.keep import KeepTaken, held
from quelia.bridge.outputs.output import Output
from quelia.bridge.parts import Parts, opened
from quelia.bridge.place import line_of
from quelia.bridge.problem import ConfigError
from quelia.bridge.reader import Reader, failed
from quelia.bridge.sample import Sample
from quelia.bridge.trial import Tried, handed_on, lines, machine, tried
from quelia.bridge.words import unsent
from quelia.cli.bridge.file import language, open_to_others, problem_lines, read, say_problems, site_of, text_of
from quelia.cli.bridge.loop import leave, run_in_loop
from quelia.cli.failure import Failure
from quelia.cli.logs import set_up_logs
from quelia.sources.redact import Redactor
from quelia.texts import texts

_MOST_TIMES = 1000
_SEND_S = 15.0


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("file", metavar=help_texts["file_name"], help=help_texts["bridge_file"])
    parser.add_argument("--times", metavar="N", type=_times, default=1, help=help_texts["bridge_times"])
    parser.add_argument("--send", action="store_true", help=help_texts["bridge_send"])
    parser.add_argument("--json", action="store_true", help=help_texts["bridge_json"])


def _times(text: str) -> int:
    number = int(text)
    if not 1 <= number <= _MOST_TIMES:
        raise ValueError(text)
    return number


def run(parsed: argparse.Namespace) -> int:
    """Exit codes: 0 all points were read, 1 some were not, 2 the file is not well."""
    redactor = Redactor()
    set_up_logs(redactor, "critical")
    try:
        config = read(parsed.file)
        lang = language(config, parsed)
        with ExitStack() as keeping:
            keep = _keep(config, keeping, send=parsed.send)
            code = run_in_loop(_Trial(config._replace(keep=keep), parsed, lang, redactor).run())
    except ConfigError as error:
        if parsed.json:
            text = text_of(parsed.file)
            problems = [{"where": p.where, "code": p.code, "line": line_of(p.where, text)} for p in error.problems]
            told = problem_lines(error.problems, parsed.lang, text)
            said = [{**each, "sentence": line} for each, line in zip(problems, told, strict=True)]
            print(json.dumps({"well": False, "problems": said}, ensure_ascii=False, indent=2))
            return 2
        return say_problems(error, parsed.lang, parsed.file)
    leave(code)
    return code


def _keep(config: Config, keeping: ExitStack, *, send: bool) -> Path:
    """Where outputs keep what they must: elsewhere where nothing is sent, since a bridge may be running beside us."""
    if not send:
        return Path(keeping.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
    try:
        keeping.enter_context(held(config.keep))
    except KeepTaken as error:
        raise Failure("bridge_taken", folder=config.keep) from error
    except OSError as error:
        raise Failure("folder_unusable", folder=config.keep) from error
    return config.keep


class _Trial:
    def __init__(self, config: Config, parsed: argparse.Namespace, lang: str, redactor: Redactor) -> None:
        self._config, self._parsed, self._lang, self._redactor = config, parsed, lang, redactor
        self._words = texts(lang, "bridge")["test"]
        self._told: list[dict[str, object]] = []
        self._well = True
        self._warnings: dict[str, None] = {}  # each once

    async def run(self) -> int:
        """Raises ConfigError."""
        parts = opened(self._config.inputs, self._config.outputs, site_of(self._config, self._redactor, self._warn))
        readers = [Reader(*each) for each in zip(self._config.inputs, parts.inputs, strict=True)]
        try:
            last = await asyncio.gather(*(self._input(each) for each in readers))
            samples = [each for read in last for each in handed_on(_samples(read))]
            outputs = [self._output(number, samples, parts) for number in range(len(parts.outputs))]
            sent = await self._sent(samples, parts.outputs) if self._parsed.send else None
        finally:
            await asyncio.gather(*(each.close() for each in readers))
            await asyncio.gather(*(each.close() for each in parts.outputs), return_exceptions=True)
        self._well, read_well = self._well and sent is not False, self._well
        if self._parsed.json:
            told = {"well": self._well, "reads": self._told, "outputs": outputs, "sent": sent}
            print(json.dumps(self._redactor.value(told), ensure_ascii=False, indent=2))
        else:
            self._say(self._words["well" if read_well else "not_well"])
            if sent is None:
                self._say(self._words["none_sent"])
            for line in self._warnings:
                self._say(f"! {line}")
        return 0 if self._well else 1

    async def _input(self, reader: Reader) -> Tried:
        """Read as often as asked, at its interval. Returns the last read."""
        for number in range(self._parsed.times):
            if number:
                await asyncio.sleep(reader.settings.interval_s)
            read = await tried(reader)
            self._well = self._well and read.well
            self._told.append(machine(read, self._lang))
            for line in lines(read, self._lang):
                self._say(line)
        return read

    def _output(self, number: int, samples: Sequence[Sample], parts: Parts) -> dict[str, object]:
        kind = self._config.outputs[number].type
        shown = parts.outputs[number].shown(samples)
        self._say(self._words["would_get"].format(number=number + 1, type=kind))
        for line in shown or [self._words["nothing_to_send"]]:
            self._say(f"  {line}")
        return {"type": kind, "shown": shown}

    async def _sent(self, samples: Sequence[Sample], outputs: Sequence[Output]) -> bool:
        """Really send, once. Whether all of it went out in time."""
        running = [asyncio.create_task(each.run()) for each in outputs]
        await asyncio.gather(*(each.take(samples) for each in outputs))
        until = asyncio.get_running_loop().time() + _SEND_S
        # no output tells when nothing waits any more
        while any(each.unsent for each in outputs) and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        kept = [(number, each) for number, each in enumerate(outputs, 1) if each.unsent or each.dropped or each.trouble]
        self._say(self._words["not_sent" if kept else "sent"])
        for number, output in kept:
            why = unsent(output.refused or output.trouble or "timeout", self._lang)
            self._say("  " + self._words["why_not"].format(number=number, why=why))
        for ahead_s in {round(each.ahead_s) for each in outputs} - {0}:
            words = self._words["ahead" if ahead_s > 0 else "behind"]
            self._say(words.format(seconds=abs(ahead_s)))
        return not kept

    def _warn(self, code: str, facts: Mapping[str, str]) -> None:
        """A key in a file that its reader alone may read is as well kept as beside it."""
        if code != "secret_written" or open_to_others(self._config.file):
            self._warnings[self._words[code].format(**{"file": self._config.file.name, **facts})] = None

    def _say(self, line: str) -> None:
        """redactor: a device may say a password back in what is shown of its answer."""
        if not self._parsed.json:
            print(self._redactor.text(line), flush=True)


def _samples(read: Tried) -> list[Sample]:
    """A read that failed is handed on too, with its reason."""
    if read.error is None:
        return list(read.samples)
    return failed(read.settings, read.error, time.time())
