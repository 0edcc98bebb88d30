"""`quelia check URL`: tries an owner's API as it would run, and says what is right and what to correct."""

import argparse
import asyncio
import getpass
import json
import os
import sys
from pathlib import Path as File

import msgspec

from quelia import app
from quelia.cli.failure import Failure
from quelia.cli.logs import set_up_logs
from quelia.domain.auth import Scheme
from quelia.domain.path import Path, PathError
from quelia.domain.plant import Plant
from quelia.domain.quantity import quantity_of
from quelia.domain.source import Auth, Point, Source
from quelia.domain.unit import UnitError, declared_unit
from quelia.settings import load as load_settings
from quelia.sources.http import Reader
from quelia.sources.redact import Redactor
from quelia.sources.trace import Trace, Trial
from quelia.sources.verdict import Mark, Verdict
from quelia.texts import printable, texts

_MARKS: dict[Mark, str] = {"well": "✓", "look": "!", "broken": "✗"}
# by scheme, which is the name of its option: what of `Auth` stands before the secret, and what divides them
_SCHEMES: dict[Scheme, tuple[str, str]] = {
    "header": ("name", ":"),
    "query": ("name", "="),
    "bearer": ("", ""),
    "basic": ("user", ":"),
    "digest": ("user", ":"),
}
_CALLS = 3
_MOST_CALLS_A_DAY = 86_400  # one a second


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("url", metavar="URL", help=help_texts["check_url"])
    parser.add_argument("--path", metavar="P", help=help_texts["check_path"])
    parser.add_argument("--unit", metavar="U", help=help_texts["check_unit"])
    parser.add_argument("--header", metavar="'Name: S'", action="append", default=[], help=help_texts["check_header"])
    parser.add_argument("--bearer", metavar="S", help=help_texts["check_bearer"])
    parser.add_argument("--basic", metavar="USER:S", help=help_texts["check_basic"])
    parser.add_argument("--digest", metavar="USER:S", help=help_texts["check_digest"])
    parser.add_argument("--query", metavar="NAME=S", action="append", default=[], help=help_texts["check_query"])
    parser.add_argument("--origin", metavar="O", help=help_texts["check_origin"])
    parser.add_argument("--capacity", metavar="C", help=help_texts["check_capacity"])
    parser.add_argument("--interval", metavar="S", type=float, default=5.0, help=help_texts["check_interval"])
    parser.add_argument("--quota", metavar="N", type=int, help=help_texts["check_quota"])
    parser.add_argument("--calls", metavar="N", type=int, default=_CALLS, help=help_texts["check_calls"])
    parser.add_argument("--json", action="store_true", help=help_texts["check_json"])
    parser.set_defaults(refuse=parser.error)


def run(parsed: argparse.Namespace) -> int:
    redactor = Redactor()
    set_up_logs(redactor)
    try:
        auth, secrets = _shown(parsed)
        for each, secret in zip(auth, secrets, strict=True):
            redactor.register(secret, each.user or None)
        trial = Trial(_source(parsed, auth), _plant(parsed), parsed.calls, parsed.origin or "")
    except (PathError, UnitError, ValueError) as error:
        parsed.refuse(_wrong(error, parsed.lang))
    settings = load_settings()
    reader = Reader(app.guard_of(settings), ca_file=settings.ca_file or None)
    return asyncio.run(_tried(Trace(reader, trial, secrets), reader, parsed, redactor))


async def _tried(trace: Trace, reader: Reader, parsed: argparse.Namespace, redactor: Redactor) -> int:
    """redactor: a server may say the secret back, in what is quoted of its answer."""
    told: list[Verdict] = []
    try:
        async for verdict in trace.verdicts():
            told.append(verdict)
            if not parsed.json:
                print(f"{_MARKS[verdict.mark]} {redactor.text(verdict.sentence(parsed.lang))}", flush=True)
    finally:
        await reader.close()
    if parsed.json:
        machine = redactor.value(_machine(told, parsed.lang, usable=trace.usable))
        print(json.dumps(machine, ensure_ascii=False, indent=2))
    else:
        print(texts(parsed.lang, "tester")["usable" if trace.usable else "not_usable"])
    return 0 if trace.usable else 1


def _machine(told: list[Verdict], lang: str, *, usable: bool) -> dict[str, object]:
    verdicts = [{**msgspec.to_builtins(each), "sentence": each.sentence(lang)} for each in told]
    return {"usable": usable, "verdicts": verdicts}


def _source(parsed: argparse.Namespace, auth: tuple[Auth, ...]) -> Source:
    if not 1 <= parsed.interval <= 3600 or not 1 <= parsed.calls <= 20:
        raise ValueError("range")
    if parsed.quota is not None and not 1 <= parsed.quota <= _MOST_CALLS_A_DAY:
        raise ValueError("quota")
    points: tuple[Point, ...] = ()
    if parsed.path is not None:
        unit = declared_unit(parsed.unit or "kW")
        points = (Point(plant="check", quantity=quantity_of(unit), path=Path(parsed.path), unit=unit, number="json"),)
    asked = {"url": parsed.url, "auth": auth, "interval_s": parsed.interval, "daily_quota": parsed.quota}
    return Source(id=0, slug="check", points=points, **asked)


def _plant(parsed: argparse.Namespace) -> Plant:
    from quelia.store.checks import capacity

    given = capacity(parsed.capacity or "")
    return Plant(slug="check", name="", energy="solar", latitude=0.0, longitude=0.0, capacity=given)


def _shown(parsed: argparse.Namespace) -> tuple[tuple[Auth, ...], list[str]]:
    """How each secret is shown, and the secrets, in the same order. Raises ValueError for what has no such form."""
    auth: list[Auth] = []
    secrets: list[str] = []
    for scheme, (field, divider) in _SCHEMES.items():
        given = getattr(parsed, scheme)
        for text in given if isinstance(given, list) else [given] if given is not None else []:
            before, divided, secret = text.partition(divider) if divider else ("", "", text)
            if divided != divider:
                raise ValueError(scheme)
            if scheme == "header":  # as it stands on the wire
                before, secret = before.strip(), secret.strip()
            auth.append(
                Auth(scheme=scheme, name=before if field == "name" else "", user=before if field == "user" else "")
            )
            secrets.append(_secret(secret, parsed.lang))
    return tuple(auth), secrets


def _secret(text: str, lang: str) -> str:
    """`env:NAME`, `file:PATH` or `-`, which asks; else the secret itself, with a warning."""
    kind, colon, rest = text.partition(":")
    if kind == "env" and colon:
        if rest not in os.environ:
            raise Failure("check_env", name=rest)
        return os.environ[rest]
    if kind == "file" and colon:
        try:
            return File(rest).read_text("utf-8").rstrip("\r\n")
        except (OSError, ValueError) as error:
            raise Failure("file_unreadable", file=rest) from error
    if text == "-":
        return getpass.getpass(f"{texts(lang, 'tester')['ask_secret']} ")
    print(texts(lang, "tester")["secret_in_ps"], file=sys.stderr)
    return text


def _wrong(error: Exception, lang: str) -> str:
    words = texts(lang, "tester")["wrong"]
    if isinstance(error, PathError):
        return str(texts(lang, "load")["problem"][error.code]).format(fact=printable(error.text))
    if isinstance(error, UnitError):
        code = "unit_meant" if error.meant else "unit"
        return str(texts(lang, "load")["problem"][code]).format(fact=error.meant or printable(error.text))
    key = str(error)
    return str(words.get(key, words["capacity"]))
