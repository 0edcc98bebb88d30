"""From samples to the items of a body for `POST /v1/push`, and back into bodies that are small enough."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from quelia.bridge.queue import Item
from quelia.bridge.sample import Sample
from quelia.domain import push
from quelia.domain.errors import REASONS
from quelia.domain.reading import iso

MOST_BYTES = 60_000  # of a body; quelia takes 64 kB
_encode = msgspec.json.Encoder().encode


def items(samples: Iterable[Sample]) -> Iterator[Item]:
    """What quelia is told of these samples. Of one whose source is frozen it is told nothing: the value ages."""
    for each in samples:
        if each.error is not None and each.error.code not in REASONS:
            continue
        yield Item(
            track=f"{each.plant}/{each.quantity}",
            measured_ms=round(each.taken_at * 1000),
            by_clock=each.measured_at is None,
            body=_encode(_told(each)).decode(),
        )


def bodies(found: Sequence[Item], most_bytes: int = MOST_BYTES) -> Iterator[tuple[list[Item], bytes]]:
    """Lists of items in JSON, each at most `most_bytes` long unless one item alone is longer."""
    chosen: list[Item] = []
    written: list[bytes] = []
    length = 2
    for each in found:
        text = written_of(each)
        if chosen and length + len(text) + 1 > most_bytes:
            yield chosen, b"[" + b",".join(written) + b"]"
            chosen, written, length = [], [], 2
        chosen.append(each)
        written.append(text)
        length += len(text) + 1
    if chosen:
        yield chosen, b"[" + b",".join(written) + b"]"


def written_of(item: Item) -> bytes:
    """One item as it is sent, its time included."""
    told = msgspec.json.decode(item.body, type=push.Item)
    return _encode(msgspec.structs.replace(told, measured_at=iso(item.measured_ms / 1000)))


def is_readable(item: Item) -> bool:
    try:
        msgspec.json.decode(item.body, type=push.Item)
    except msgspec.DecodeError:
        return False
    return True


def _told(sample: Sample) -> push.Item:
    reason = sample.error.code if sample.error is not None else None
    return push.Item(
        plant=sample.plant or None,
        quantity=sample.quantity,
        value=msgspec.UNSET if reason else sample.value,
        unit=sample.unit,
        reason=reason,
        simulated=sample.simulated,
    )
