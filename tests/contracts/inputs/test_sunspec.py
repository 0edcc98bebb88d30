"""SunSpec, from devices that pymodbus plays: with a list of models, without one, and as real inverters answered."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from quelia.bridge.inputs import modbus, sunspec
from quelia.bridge.inputs.input import Input
from quelia.bridge.registers.kind import encode
from quelia.bridge.site import Site
from quelia.domain.errors import PathMismatch, SourceError
from tests.bridge.inputs.sites import NOW
from tests.contracts.inputs.device import Device, over_tcp

SITE = Site(Path(), Path(), str, lambda: NOW, lambda: 0.0)
MARK = [0x5375, 0x6E53]
END = [0xFFFF, 0]


def model(number: int, length: int, at: dict[int, int]) -> list[int]:
    """at: words by their offset from the first register of the model; all others say that they are not implemented."""
    words = [number, length, *[0xFFFF] * length]
    for offset, word in at.items():
        words[offset] = word
    return words


COMMON = model(1, 66, {})
INVERTER = model(103, 50, {14: 8650, 15: 0xFFFF, 24: 1, 25: 2, 26: 0})


@asynccontextmanager
async def reading(port: int, *points: dict[str, Any], **settings: object) -> AsyncIterator[Input]:
    usual = {"plant": "val", "unit": "W", "model": 103, "point": "W"}
    table = {"type": "sunspec", "name": "inverter", "host": "127.0.0.1", "port": port, **settings}
    source = sunspec.opened(
        msgspec.convert(table | {"point": [usual | each for each in points]}, sunspec.Settings), SITE
    )
    try:
        yield source
    finally:
        await source.close()


@pytest.mark.parametrize("base", [40_000, 50_000, 0])
async def test_a_device_is_found_and_read_by_name(base: int) -> None:
    device = Device({base: [*MARK, *COMMON, *INVERTER, *END]})
    energy = {"point": "WH", "quantity": "energy_total", "unit": "Wh"}
    async with over_tcp(device) as port, reading(port, {}, energy) as source:
        power, energy_total = await source.read()
        assert (power.value, power.raw) == (865.0, "0x21CA → 8650 × 10^-1")
        assert energy_total.value == 65_538
        asked = len(device.asked)
        await source.read()
    assert len(device.asked) == asked + 1  # its models are known


async def test_a_list_of_models_without_an_end_is_read_as_far_as_it_goes() -> None:
    async with over_tcp(Device({40_000: [*MARK, *INVERTER]})) as port, reading(port, {}) as source:
        assert (await source.read())[0].value == 865.0


async def test_of_several_of_the_same_model_each_is_read() -> None:
    second = model(103, 50, {14: 100, 15: 1})
    async with (
        over_tcp(Device({40_000: [*MARK, *INVERTER, *second, *END]})) as port,
        reading(port, {}, {"plant": "mont", "index": 1}) as source,
    ):
        assert [each.value for each in await source.read()] == [865.0, 1000.0]


async def test_modules_and_floats_are_read() -> None:
    mppt = model(160, 48, {4: 0, 10 + 20 + 11: 1234})
    floats = model(113, 60, dict(zip((22, 23), encode(412.5, "float32"), strict=True)))
    async with (
        over_tcp(Device({40_000: [*MARK, *mppt, *floats, *END]})) as port,
        reading(port, {"model": 160, "point": "module[1].DCW"}, {"plant": "mont", "model": 113}) as source,
    ):
        assert [each.value for each in await source.read()] == [1234, 412.5]


@pytest.mark.parametrize("point", [{"address": 40_002}, {}])
async def test_a_module_that_the_device_does_not_have_is_not_read_out_of_the_next_model(point: dict[str, Any]) -> None:
    mppt = model(160, 48, {4: 0, 10 + 11: 1234})
    third = {"model": 160, "point": "module[2].DCW"}
    async with (
        over_tcp(Device({40_000: [*MARK, *mppt, *INVERTER, *END]})) as port,
        reading(port, third | point, {"plant": "mont"}) as source,
    ):
        short, here = await source.read()
    assert (short.value, here.value) == (None, 865.0)
    assert isinstance(short.error, PathMismatch)
    assert (short.error.fault, short.error.facts["length"]) == ("sunspec_short", "48")


async def test_what_is_not_implemented_is_no_value() -> None:
    quiet = model(103, 50, {14: 0x8000, 15: 0})
    unscaled = model(103, 50, {14: 5, 15: 0x8000})
    async with (
        over_tcp(Device({40_000: [*MARK, *quiet, *unscaled, *END]})) as port,
        reading(port, {}, {"plant": "mont", "index": 1}) as source,
    ):
        assert [(each.value, each.error) for each in await source.read()] == [(None, None)] * 2


async def test_a_model_that_is_not_there_is_told_with_those_that_are() -> None:
    async with (
        over_tcp(Device({40_000: [*MARK, *COMMON, *INVERTER, *END]})) as port,
        reading(port, {"model": 203}, {"plant": "mont"}) as source,
    ):
        gone, here = await source.read()
    assert isinstance(gone.error, PathMismatch)
    assert (gone.error.fault, gone.error.facts["known"]) == ("sunspec_absent", "1, 103")
    assert here.value == 865.0


async def test_a_device_that_speaks_no_sunspec_is_told_so() -> None:
    async with over_tcp(Device({40_000: [1, 2]})) as port, reading(port, {}) as source:
        with pytest.raises(PathMismatch) as error:
            await source.read()
    assert error.value.fault == "sunspec_mark"


async def test_a_device_that_was_exchanged_is_looked_at_anew() -> None:
    async with over_tcp(Device({40_000: [*MARK, *INVERTER, *END]})) as port, reading(port, {}) as source:
        assert (await source.read())[0].value == 865.0
        other = Device({40_000: [*MARK, *COMMON, *INVERTER, *END]})
        await source.close()
    async with over_tcp(other, port=port):
        found = await source.read()
        assert isinstance(found[0].error, PathMismatch)
        assert (await source.read())[0].value == 865.0
        await source.close()


async def test_a_slow_device_is_looked_at_in_as_many_reads_as_it_takes() -> None:
    device = Device({40_000: [*MARK, *COMMON, *INVERTER, *END]})
    async with over_tcp(device) as port, reading(port, {}) as source:
        for device.patience in (2, 1):
            with pytest.raises(SourceError):
                await source.read()
        device.patience = None
        assert (await source.read())[0].value == 865.0
    assert [at for at, _ in device.asked].count(40_000) == 1


async def test_a_device_that_says_broken_of_what_it_does_not_have_is_found() -> None:
    device = Device({40_000: [0, 0], 50_000: [*MARK, *INVERTER, *END]})
    device.broken = {40_000}
    async with over_tcp(device) as port, reading(port, {}) as source:
        assert (await source.read())[0].value == 865.0


async def test_a_list_of_models_that_ends_with_zeros_ends() -> None:
    device = Device({40_000: [*MARK, *INVERTER, *[0] * 60]})
    async with over_tcp(device) as port, reading(port, {}) as source:
        assert (await source.read())[0].value == 865.0
    assert len(device.asked) == 4  # the mark, two heads and the values


async def test_several_devices_behind_a_gateway_and_one_that_is_off() -> None:
    devices = [Device({40_000: [*MARK, *INVERTER, *END]}, unit_id=number) for number in (1, 2)]
    async with (
        over_tcp(*devices) as port,
        reading(port, {}, {"plant": "mont", "unit_id": 2}, {"plant": "sud", "unit_id": 9}, timeout_s=4) as source,
    ):
        first, second, third = await source.read()
    assert (first.value, second.value, third.value) == (865.0, 865.0, None)
    assert third.error is not None


PAYLOADS = Path(os.environ.get("QUELIA_PAYLOADS", "")) if os.environ.get("QUELIA_PAYLOADS") else None
ROWS = json.loads((PAYLOADS / "modbus" / "index.json").read_text()) if PAYLOADS else []


@pytest.mark.skipif(PAYLOADS is None, reason="the real answers are not here: set QUELIA_PAYLOADS")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
async def test_real_inverters_say_what_they_give(row: dict[str, Any]) -> None:
    """Read by name and by register: only what the manual says is configured."""
    assert PAYLOADS is not None
    holding = json.loads((PAYLOADS / row["file"]).read_text())["holding"]
    device = Device({int(address): [word] for address, word in holding.items()})
    base = row["inverter_base"]
    by_register = {
        "type": "modbus", "name": "inverter", "host": "127.0.0.1",
        "point": [{"plant": "val", "unit": "W", "kind": "int16", "table": "holding", "register": base + 14,
                   "scale_register": base + 15}],
    }  # fmt: skip
    async with over_tcp(device) as port:
        async with reading(port, {"address": base, "model": holding[str(base)]}) as source:
            (named,) = await source.read()
        counted = modbus.opened(msgspec.convert(by_register | {"port": port}, modbus.Settings), SITE)
        (numbered,) = await counted.read()
        await counted.close()
    expected = pytest.approx(row["expect"]["W"]) if row["expect"]["W"] is not None else None
    assert (named.value, named.error) == (expected, None)
    assert (numbered.value, numbered.error) == (expected, None)
