"""What the journal tells of a source: its settings and points in a line each, and never a secret."""

import msgspec

from quelia.store.declaration import PointEntry, SourceEntry

_APART = {"slug", "owner", "auth", "point", "ca", "ca_file"}


def sheet_facts(entry: SourceEntry) -> dict[str, object]:
    facts = {name: value for name, value in msgspec.structs.asdict(entry).items() if name not in _APART}
    facts["auth"] = [" ".join(filter(None, (each.type, each.name, each.user))) for each in entry.auths]
    facts["point"] = [_told(each) for each in entry.point]
    facts["ca"] = entry.ca is not None or entry.ca_file is not None
    return facts


def _told(point: PointEntry) -> str:
    """`centrale-du-val power: data.kw MW ×-1`"""
    parts = [point.plant, f"{point.quantity}:", point.path, point.unit or f"({point.unit_path})"]
    if point.scale != 1:
        parts.append(f"×{point.scale:g}")
    return " ".join(parts)
