"""What a well-formed declaration may still get wrong: names that lead nowhere, units that do not fit, paths, URLs."""

import pathlib
import re
import ssl
from collections import Counter
from collections.abc import Iterator
from datetime import date

from quelia.domain.plant import CARD, DEFAULT_MAP, ENERGIES, STATUSES, Amount
from quelia.domain.point import Fault, path_faults, point_faults, zone_faults
from quelia.domain.quantity import MAIN, QUANTITIES
from quelia.domain.unit import UNITS, declared_unit
from quelia.store.auth import problems as auth_problems
from quelia.store.contacts import contact_problems, link_problems, text_problems
from quelia.store.declaration import File, MapEntry, OwnerEntry, PlantEntry, PointEntry, Problem, SourceEntry
from quelia.store.look import problems as look_problems
from quelia.store.url import CheckUrl
from quelia.store.url import problems as url_problems

_CAPACITY = re.compile(r"([0-9]+(?:[.,][0-9]+)?) +(\S.*)", re.ASCII)
_DATE = re.compile(r"([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?", re.ASCII)
_PIN = re.compile(r"(?:[0-9A-Fa-f]{2}[:\s]?){32}", re.ASCII)
_CONTROL_IN_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Known:
    """The slugs that stand in the database already; those of the file are added."""

    def __init__(self, owners: set[str], plants: set[str], points: dict[tuple[str, str], str]) -> None:
        self.owners, self.plants, self.points = owners, plants, points


def problems(file: File, known: Known, check_url: CheckUrl, folder: pathlib.Path) -> Iterator[Problem]:
    """All that must be corrected, in the order of the file. folder: where relative paths to files start."""
    owners = known.owners | {entry.slug for entry in file.owner}
    plants = known.plants | {entry.slug for entry in file.plant}
    for table, entries in (("owner", file.owner), ("plant", file.plant), ("source", file.source), ("map", file.map)):
        yield from _twice(table, [entry.slug for entry in entries])
    for owner in file.owner:
        yield from _owner(owner)
    for plant in file.plant:
        yield from _plant(plant, owners)
    for source in file.source:
        yield from _source(source, owners, plants, check_url)
        yield from _trust(source, folder)
    yield from _points_twice(file, known)
    for each in file.map:
        yield from _map(each, owners, plants)


def capacity(text: str) -> Amount | None:
    """ "18.2 MW" in base units; None for an empty text. Raises ValueError."""
    if not text.strip():
        return None
    parts = _CAPACITY.fullmatch(text.strip())
    if parts is None:
        raise ValueError(text)
    unit = declared_unit(parts[2])
    if not any(QUANTITIES[main].takes(unit) for main in MAIN):
        raise ValueError(text)  # an energy, a temperature
    value = float(parts[1].replace(",", "."))
    if not 0 < value < 1e12:
        raise ValueError(text)
    return Amount(unit.to_base(value), unit)


def _twice(table: str, slugs: list[str]) -> Iterator[Problem]:
    for slug in sorted(slug for slug, count in Counter(slugs).items() if count > 1):
        yield Problem(f"{table}[{slug}]", "twice")


def _owner(owner: OwnerEntry) -> Iterator[Problem]:
    where = f"owner[{owner.slug}]"
    yield from text_problems(f"{where}.name", owner.name)
    yield from contact_problems(where, owner)


def _plant(plant: PlantEntry, owners: set[str]) -> Iterator[Problem]:
    where = f"plant[{plant.slug}]"
    for key in ("name", "commune", "intercommunality", "region", "paused"):
        yield from text_problems(f"{where}.{key}", getattr(plant, key) or "")
    yield from contact_problems(where, plant)
    yield from link_problems(where, plant)
    if not set(plant.card) <= set(CARD):
        yield Problem(f"{where}.card", "one_of", ", ".join(CARD))
    if _CONTROL_IN_LINES.search(plant.description):
        yield Problem(f"{where}.description", "characters")
    if plant.owner not in owners:
        yield Problem(f"{where}.owner", "no_such_owner", plant.owner)
    if plant.energy not in ENERGIES:
        yield Problem(f"{where}.energy", "one_of", ", ".join(ENERGIES))
    elif plant.subtype is not None and plant.subtype not in ENERGIES[plant.energy]:
        yield Problem(f"{where}.subtype", "one_of", ", ".join(ENERGIES[plant.energy]))
    if plant.status not in STATUSES:
        yield Problem(f"{where}.status", "one_of", ", ".join(STATUSES))
    yield from _faults(where, zone_faults("timezone", plant.timezone))
    yield from _capacity(f"{where}.capacity", plant.capacity)
    if plant.commissioned and not _is_date(plant.commissioned):
        yield Problem(f"{where}.commissioned", "date", plant.commissioned)


def _capacity(where: str, text: str) -> Iterator[Problem]:
    try:
        amount = capacity(text)
    except ValueError:
        yield Problem(where, "capacity", text)
        return
    # in a unit of one's own nothing could be held against it, and nobody would notice
    if amount is not None and amount.unit.symbol not in UNITS:
        yield Problem(where, "capacity_unit", amount.unit.symbol)


def _source(source: SourceEntry, owners: set[str], plants: set[str], check_url: CheckUrl) -> Iterator[Problem]:
    where = f"source[{source.slug}]"
    if source.owner not in owners:
        yield Problem(f"{where}.owner", "no_such_owner", source.owner)
    if not source.pushed:
        yield from url_problems(f"{where}.url", source.url, check_url)
    yield from _faults(where, zone_faults("timezone", source.timezone))
    yield from _faults(where, path_faults("timestamp_path", source.timestamp_path))
    yield from _faults(where, path_faults("status_path", source.status_path))
    if (source.status_path is None) != (not source.status_ok):
        yield Problem(f"{where}.status_ok", "status_pair")
    if source.stale_after_s is not None and source.stale_after_s < source.interval_s:
        yield Problem(f"{where}.stale_after_s", "stale_before_next")
    yield from auth_problems(f"{where}.auth", source.auths)
    for index, auth in enumerate(source.auths):
        if auth.token_url:
            yield from url_problems(f"{where}.auth[{index}].token_url", auth.token_url, check_url)
    for index, point in enumerate(source.point):
        yield from _point(f"{where}.point[{index}]", point, plants)


def _trust(source: SourceEntry, folder: pathlib.Path) -> Iterator[Problem]:
    where = f"source[{source.slug}]"
    if source.pin is not None and not _PIN.fullmatch(source.pin.strip()):
        yield Problem(f"{where}.pin", "pin")  # not repeated: it may be a key in the wrong place
    if source.ca is not None and not _holds_certificates(source.ca):
        yield Problem(f"{where}.ca", "ca")
    if source.ca_file is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=folder / source.ca_file)
    except ssl.SSLError:
        yield Problem(f"{where}.ca_file", "ca_file", source.ca_file)
    except (OSError, ValueError):
        yield Problem(f"{where}.ca_file", "file_missing", source.ca_file)


def _holds_certificates(pem: str) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
    except (ssl.SSLError, ValueError):  # ValueError: no ASCII, or nothing at all
        return False
    return True


def _point(where: str, point: PointEntry, plants: set[str]) -> Iterator[Problem]:
    if point.plant not in plants:
        yield Problem(f"{where}.plant", "no_such_plant", point.plant)
    yield from _faults(where, point_faults(point))


def _faults(where: str, faults: Iterator[Fault]) -> Iterator[Problem]:
    for key, code, fact in faults:
        yield Problem(f"{where}.{key}", code, fact)


def _points_twice(file: File, known: Known) -> Iterator[Problem]:
    """A plant has at most one point per quantity, whatever the source."""
    declared = {entry.slug for entry in file.source}
    taken = {key: source for key, source in known.points.items() if source not in declared}
    for source in file.source:
        for index, point in enumerate(source.point):
            key = (point.plant, point.quantity)
            if key in taken:
                yield Problem(
                    f"source[{source.slug}].point[{index}]", "point_twice", f"{key[0]}, {key[1]}, {taken[key]}"
                )
            taken[key] = source.slug


def _map(each: MapEntry, owners: set[str], plants: set[str]) -> Iterator[Problem]:
    for key in ("owners", "plants"):
        if each.slug == DEFAULT_MAP and getattr(each, key) is not None:
            yield Problem(f"map[{each.slug}].{key}", "default_map")
    for slug in each.owners or ():
        if slug not in owners:
            yield Problem(f"map[{each.slug}].owners", "no_such_owner", slug)
    for slug in each.plants or ():
        if slug not in plants:
            yield Problem(f"map[{each.slug}].plants", "no_such_plant", slug)
    yield from text_problems(f"map[{each.slug}].name", each.name)
    yield from look_problems(f"map[{each.slug}]", each)


def _is_date(text: str) -> bool:
    """A day, or only its month or year: of old plants often no more is known."""
    parts = _DATE.fullmatch(text)
    if parts is None or (parts[3] and not parts[2]):
        return False
    try:
        date.fromisoformat(parts[1] + (parts[2] or "-01") + (parts[3] or "-01"))
    except ValueError:
        return False
    return True
