"""`quelia push-key new|list|revoke`: the keys with which owners send their values."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from quelia import app
from quelia.cli.failure import Failure, using
from quelia.settings import load as load_settings
from quelia.texts import printable, texts

if TYPE_CHECKING:
    from quelia.store.models import PushKey, Source

_ROOM = "push"


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("action", choices=("new", "list", "revoke"), help=help_texts["push_key_action"])
    parser.add_argument("source", metavar="SOURCE", nargs="?", help=help_texts["push_key_source"])
    parser.add_argument("key", metavar=help_texts["push_key_name"], nargs="?", help=help_texts["push_key_which"])
    parser.add_argument("--name", metavar=help_texts["owner_name"], default="", help=help_texts["push_key_for"])
    parser.set_defaults(refuse=parser.error)


def run(parsed: argparse.Namespace) -> int:
    needed = {"new": ("source",), "list": (), "revoke": ("source", "key")}[parsed.action]
    missing = [name for name in needed if getattr(parsed, name) is None]
    if missing:
        parsed.refuse(f"the following arguments are required: {', '.join(missing).upper()}")
    settings = load_settings()
    with using(settings):
        app.prepare(settings)  # the rest needs Django
        {"new": _new, "list": _list, "revoke": _revoke}[parsed.action](parsed)
    return 0


def _new(parsed: argparse.Namespace) -> None:
    from quelia.admin.journal import note
    from quelia.store.pushkeys import LONGEST_NAME, made

    source = _source(parsed.source)
    if not source.pushed:
        raise Failure("not_pushed", source=source.slug)
    name = parsed.name.strip()
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Failure("push_key_name_refused")
    key = made(source, name)
    note("", "created", "push_key", source.slug, after={"hint": f"…{key[-2:]}", "label": name})
    words = texts(parsed.lang, _ROOM)
    print(key)
    print(words["made"].format(source=source.slug))


def _list(parsed: argparse.Namespace) -> None:
    from quelia.store.models import PushKey

    rows = PushKey.objects.select_related("source").order_by("source__slug", "pk")
    if parsed.source is not None:
        rows = rows.filter(source=_source(parsed.source))
    words = texts(parsed.lang, _ROOM)
    told = [_told(row, words) for row in rows]
    print("\n".join(told) if told else words["none"])


def _revoke(parsed: argparse.Namespace) -> None:
    from quelia.admin.journal import note
    from quelia.store.models import PushKey
    from quelia.store.pushkeys import revoked

    source, which = _source(parsed.source), parsed.key.removeprefix("…")
    good = PushKey.objects.filter(source=source, revoked_at=None)
    # a hint of two digits may look like the number of another key: the number counts, since it is nobody else's
    found = list(good.filter(pk=int(which))) if which.isascii() and which.isdigit() and len(which) < 18 else []
    found = found or [row for row in good if row.hint == which]
    if not found:
        raise Failure("no_push_key", source=source.slug, key=which)
    if len(found) > 1:
        raise Failure("push_keys_alike", keys=", ".join(str(row.pk) for row in found))
    (row,) = found
    if revoked(row):
        note("", "revoked", "push_key", source.slug, before={"hint": f"…{row.hint}", "label": row.name})
    print(texts(parsed.lang, _ROOM)["revoked"].format(number=row.pk, hint=row.hint, source=source.slug))


def _source(slug: str) -> "Source":
    from quelia.store.models import Source

    source = Source.objects.filter(slug=slug).first()
    if source is None:
        raise Failure("no_source", source=slug)
    return source


def _told(row: "PushKey", words: dict[str, str]) -> str:
    facts = {
        "number": row.pk,
        "source": row.source.slug,
        "hint": row.hint,
        "name": f" ({printable(row.name)})" if row.name else "",
        "made": _at(row.made_at),
        "used": words["used"].format(at=_at(row.used_at)) if row.used_at else words["unused"],
        "state": words["ended"].format(at=_at(row.revoked_at)) if row.revoked_at else "",
    }
    return words["line"].format(**facts)


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
