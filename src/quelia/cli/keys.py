"""`quelia keys new|rotate|check`: the key ring that seals owners' secrets and second factors."""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from quelia.cli.failure import using
from quelia.cli.finding import Finding, broken, look, show, well
from quelia.settings import Settings
from quelia.settings import load as load_settings
from quelia.store.folder import alone, rights
from quelia.store.keyring import FILE_NAME, KeyRing, KeyRingMissing
from quelia.store.sealed import Census, Closed, census, seal_anew
from quelia.store.vault import Vault
from quelia.texts import texts

_MOST_NAMED = 20  # of the secrets that do not open: a lost key concerns them all


def arguments(parser: argparse.ArgumentParser, help_texts: dict[str, str]) -> None:
    parser.add_argument("action", choices=("new", "rotate", "check"), help=help_texts["keys_action"])
    parser.add_argument("--drop", action="store_true", help=help_texts["drop"])
    parser.set_defaults(refuse=parser.error)


def run(parsed: argparse.Namespace) -> int:
    if parsed.drop and parsed.action != "rotate":
        parsed.refuse(f"--drop: {texts(parsed.lang, 'cli')['help']['drop']}")
    settings = load_settings()
    with using(settings):
        if parsed.action == "new":
            return _new(settings, parsed.lang)
        if parsed.action == "rotate":
            return _rotate(settings, parsed.lang, drop=parsed.drop)
        return 1 if show(ring(settings), parsed.lang)["broken"] else 0


def _new(settings: Settings, lang: str) -> int:
    words = texts(lang, "keys")
    with alone(settings.folder):
        try:
            made = KeyRing.read(settings.folder).grown()
            made.replace(settings.folder)
            said = "added"
        except KeyRingMissing:
            made = KeyRing.open(settings.folder)
            said = "made"
    print(words[said].format(key=made.active, folder=settings.folder))
    print(words["back_up"].format(file=settings.folder / FILE_NAME))
    return 0


def _rotate(settings: Settings, lang: str, *, drop: bool) -> int:
    words = texts(lang, "keys")
    with alone(settings.folder):
        held = KeyRing.read(settings.folder)
        rotation = seal_anew(settings.database_file, Vault(held), held.active)
        print(words["sealed"].format(key=held.active, sealed=rotation.sealed, already=rotation.already))
        show(_closed(rotation.closed), lang)
        empty = _empty(held, census(settings.database_file, Vault(held)).under)
        if drop and empty:
            held.without(empty).replace(settings.folder)
    if empty:
        print(words["dropped" if drop else "empty"].format(keys=", ".join(empty)))
    elif drop:
        print(words["none_empty"])
    if rotation.closed:
        print(words["closed"])
    return 1 if rotation.closed else 0


def ring(settings: Settings) -> Iterator[Finding]:
    """What is to be said of the key ring. Changes nothing. Raises KeyRingError, DatabaseUnusable or OSError."""
    file, database = settings.folder / FILE_NAME, settings.database_file
    try:
        held = KeyRing.read(settings.folder)
    except KeyRingMissing:
        secrets = sum(census(database, Vault(KeyRing("", {}))).under.values()) if database.exists() else 0
        yield broken("ring_lost", file=file, secrets=secrets) if secrets else look("ring_none", file=file)
        return
    yield from _rights(settings)
    counted = census(database, Vault(held)) if database.exists() else Census(Counter(), [])
    for key_id in held.ids:
        secrets = counted.under[key_id]
        if key_id == held.active:
            yield well("key_active", key=key_id, secrets=secrets)
        else:
            yield look("key_old", key=key_id, secrets=secrets) if secrets else well("key_empty", key=key_id)
    yield from _closed(counted.closed)


def _rights(settings: Settings) -> Iterator[Finding]:
    file = settings.folder / FILE_NAME
    ours, folder = rights(file), rights(settings.folder)
    if not ours.private:
        yield broken("open_to_others", file=file, mode=f"{ours.mode:o}", wanted="600")
    if ours.uid != folder.uid:
        yield broken("of_another", file=file, user=ours.user, owner=folder.user)
    if ours.private and ours.uid == folder.uid:
        yield well("ring", file=file, mode=f"{ours.mode:o}", user=ours.user)


def _closed(closed: Iterable[Closed]) -> Iterator[Finding]:
    each = iter(closed)
    for one in islice(each, _MOST_NAMED):
        yield broken(f"closed_{one.of}_{one.why}", **{one.of: one.name}, key=one.key)
    others = len(list(each))
    if others:
        yield broken("closed_others", count=others)


def _empty(held: KeyRing, under: Counter[str]) -> list[str]:
    """The old keys that seal nothing any more."""
    return [key_id for key_id in held.ids if key_id != held.active and not under[key_id]]
