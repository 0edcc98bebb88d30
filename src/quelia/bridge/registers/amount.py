"""From registers to the number that they mean, with how it came about."""

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

from quelia.bridge.registers.kind import Kind, Order, decode, encode
from quelia.domain.errors import NotANumber


class Form(NamedTuple):
    """How numbers stand in registers. nulls: what means "no value" besides what usually does."""

    kind: Kind
    word_order: Order = "big"
    byte_order: Order = "big"
    sentinels: bool = True
    nulls: Collection[float] = ()


def amount(parts: Sequence[Sequence[int]], form: Form, power: Sequence[int] | int = 0) -> tuple[float | None, str]:
    """The sum of the numbers in `parts` times ten to `power`, and how it is read; None where nothing is said.

    power: a register that holds it, or itself. Raises NotANumber, for a sum of which a part is missing too.
    """
    raw = " + ".join(shown(words) for words in parts)
    numbers = [decode(words, form.kind, form.word_order, form.byte_order, sentinels=form.sentinels) for words in parts]
    nulls = {_kept(each, form.kind) for each in form.nulls}
    good = [number for number in numbers if number is not None and number not in nulls]
    exponent = power if isinstance(power, int) else decode(power, "int16")
    if not good or exponent is None:
        return None, f"{raw} → –"
    if len(good) < len(parts):
        facts = {"missing": str(len(parts) - len(good)), "parts": str(len(parts))}
        raise NotANumber("a part of the sum says nothing", "sum_part", **facts)  # the rest is no whole
    raw += f" → {' + '.join(str(number) for number in good)}" + (f" × 10^{exponent}" if power != 0 else "")
    if not all(map(math.isfinite, good)) or not -30 <= exponent <= 30:
        raise NotANumber("the registers hold no finite number", "not_finite")
    total = math.fsum(good)
    # divided, 2500 × 10^-1 is 250.0 and not nearly that
    return (total * 10.0**exponent if exponent >= 0 else total / 10.0**-exponent), raw


def _kept(null: float, kind: Kind) -> float:
    """A float32 holds -9999.9 only nearly."""
    if kind != "float32" or not abs(null) < 3e38:
        return null
    return decode(encode(null, kind), kind) or 0.0


def shown(words: Sequence[int]) -> str:
    return " ".join(f"0x{word:04X}" for word in words)
