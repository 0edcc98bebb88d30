import asyncio
import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quelia.bridge.frozen import Frozen
from quelia.bridge.sample import Sample
from quelia.domain.errors import SourceError
from tests.bridge.inputs.sites import NOW, opened

HEAD = 'type = "json"\nfile = "now.json"\ntimeout_s = 0.1\n'
POINT = '[[point]]\npath = "p"\nunit = "kW"\n'


def read(folder: Path, body: bytes | None, keys: str = "", age_s: float = 10, point: str = POINT) -> Sequence[Sample]:
    path = folder / "now.json"
    if body is not None:
        path.write_bytes(body)
        os.utime(path, (NOW - age_s, NOW - age_s))
    return asyncio.run(opened(HEAD + keys + point, folder).read())


def test_the_number_comes_in_the_declared_unit(tmp_path: Path) -> None:
    point = '[[point]]\npath = "p"\nunit = "kW"\nunit_path = "u"\n'
    (sample,) = read(tmp_path, b'{"p": 42500, "u": "W"}', point=point)
    assert (sample.value, sample.unit, sample.error) == (42.5, "kW", None)


def test_a_unit_that_is_another_quantity_is_refused(tmp_path: Path) -> None:
    point = '[[point]]\npath = "p"\nunit = "kW"\nunit_path = "u"\n'
    (sample,) = read(tmp_path, '{"p": 42500, "u": "°C"}'.encode(), point=point)
    assert (sample.value, sample.error and sample.error.code) == (None, "unit")


def test_a_point_that_fails_takes_no_other_along(tmp_path: Path) -> None:
    two = POINT + '[[point]]\npath = "q"\nunit = "kW"\nplant = "other"\n'
    good, bad = read(tmp_path, b'{"p": 1}', point=two)
    assert (good.value, bad.value, bad.error and bad.error.code) == (1.0, None, "path")


def test_null_is_no_value(tmp_path: Path) -> None:
    (sample,) = read(tmp_path, b'{"p": null}')
    assert (sample.value, sample.error) == (None, None)


def test_what_says_it_is_simulated_stays_so(tmp_path: Path) -> None:
    assert read(tmp_path, b'{"p": 1, "simulated": true}')[0].simulated


def test_a_file_that_nobody_writes_any_more_is_frozen(tmp_path: Path) -> None:
    with pytest.raises(Frozen):
        read(tmp_path, b'{"p": 1}', "max_age_s = 60\n", age_s=61)


def test_a_file_is_alive_while_it_is_written_whatever_it_says(tmp_path: Path) -> None:
    for _ in range(3):
        assert read(tmp_path, b'{"p": 1}', "max_age_s = 60\n", age_s=1)[0].value == 1.0


def test_the_time_in_the_file_counts_more_than_that_of_the_file(tmp_path: Path) -> None:
    keys = 'max_age_s = 60\ntimestamp_path = "at"\ntimezone = "UTC"\n'
    with pytest.raises(Frozen):
        read(tmp_path, b'{"p": 1, "at": "2026-11-30 23:58:59"}', keys, age_s=0)
    (sample,) = read(tmp_path, b'{"p": 1, "at": "2026-11-30 23:59:30"}', keys, age_s=900)
    assert sample.measured_at == NOW - 30


def test_a_dead_file_is_noticed_without_being_asked(tmp_path: Path) -> None:
    with pytest.raises(Frozen):
        read(tmp_path, b'{"p": 1}', age_s=86_400)


def fault(folder: Path, body: bytes | None, keys: str = "") -> tuple[str, str]:
    with pytest.raises(SourceError) as failure:
        read(folder, body, keys)
    return failure.value.code, failure.value.fault


@pytest.mark.parametrize(
    ("body", "code", "found"),
    [
        (None, "connection", "file_missing"),
        (b"", "not_json", "file_empty"),
        (b"\0\0\0\0", "not_json", "file_empty"),
        (b'{"p": 4', "not_json", ""),
        (b"425", "not_json", "file_unended"),
        (b" " * (1 << 20) + b"{}", "too_large", "file_large"),
        (b'{"p": "\xe9"}', "encoding", ""),
    ],
)
def test_a_file_that_says_nothing_says_why(body: bytes | None, code: str, found: str, tmp_path: Path) -> None:
    assert fault(tmp_path, body) == (code, found)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "now.json").mkdir()
    assert fault(tmp_path, None) == ("connection", "file_folder")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no FIFO in folders")
def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "now.json")
    assert fault(tmp_path, None) == ("connection", "file_kind")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-be"])
def test_other_encodings_are_named(encoding: str, tmp_path: Path) -> None:
    point = '[[point]]\npath = "é"\nunit = "kW"\n'
    body = '{"é": 7}'.encode(encoding)
    assert read(tmp_path, body, f'encoding = "{encoding}"\n', point=point)[0].value == 7.0


def test_a_mark_at_the_beginning_is_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path, b'\xef\xbb\xbf{"p": 7}')[0].value == 7.0


def test_a_file_that_is_just_written_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "now.json"
    path.write_bytes(b'{"p": 12')
    begun = opened(HEAD.replace("0.1", "3") + "max_age_s = 1e7\n" + POINT, tmp_path)
    writer = threading.Timer(0.02, path.write_bytes, (b'{"p": 1234}',))
    writer.start()
    (sample,) = asyncio.run(begun.read())
    writer.join()
    assert sample.value == 1234.0


@settings(max_examples=60)
@given(st.one_of(st.floats(-1e9, 1e9), st.integers(-(10**9), 10**9)), st.integers(0, 60), st.booleans())
def test_no_truncation_gives_another_number(
    tmp_path_factory: pytest.TempPathFactory, number: float, kept: int, bare: bool
) -> None:
    body = json.dumps(number if bare else {"p": number}).encode()[:kept]
    point = f'[[point]]\npath = "{"" if bare else "p"}"\nunit = "kW"\n'
    try:
        found = [each.value for each in read(tmp_path_factory.getbasetemp(), body, "", point=point)]
    except SourceError:
        return
    assert found == [pytest.approx(number, rel=1e-11)]
