import asyncio
import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quelia.bridge.problem import ConfigError
from quelia.domain.errors import SourceError
from tests.bridge.inputs.sites import NOW, opened

QUIET = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
SKIPPED = {
    "total", "totals", "totaux", "somme", "sum", "summe", "gesamt", "moyenne", "mean", "average", "mittelwert", "min", "max",
}  # fmt: skip


def _is_a_name(text: str) -> bool:
    words = text.split(maxsplit=1)
    return bool(words) and not text.startswith("#") and words[0].strip(":").casefold() not in SKIPPED


CELLS = st.text(st.characters(codec="cp1252", exclude_characters="\0\r\n\x1a"), max_size=8).filter(_is_a_name)
NUMBERS = st.decimals(-(10**6), 10**6, places=3)


def put(path: Path, body: bytes, written_at: float = NOW) -> None:
    path.write_bytes(body)
    os.utime(path, (written_at, written_at))


def value(folder: Path, keys: str, point: str = 'column = "p"') -> float | None:
    text = f'type = "csv"\ntimeout_s = 0.1\n{keys}\n[[point]]\nunit = "kW"\n{point}'
    (sample,) = asyncio.run(opened(text, folder).read())
    if sample.error is not None:
        raise sample.error
    return sample.value


@QUIET
@given(
    rows=st.lists(st.tuples(CELLS, NUMBERS), min_size=1, max_size=6),
    delimiter=st.sampled_from([";", ",", "\t", "|"]),
    comma=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    end=st.sampled_from(["\r\n", "\n"]),
    everything=st.booleans(),
)
def test_any_table_reads_back_its_last_number(
    tmp_path: Path,
    rows: list[tuple[str, object]],
    delimiter: str,
    comma: bool,
    encoding: str,
    end: str,
    everything: bool,
) -> None:
    written = io.StringIO()
    writer = csv.writer(
        written, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL if everything else csv.QUOTE_MINIMAL
    )
    writer.writerow(["t", "p", "z"])
    writer.writerows([text, str(number).replace(".", ",") if comma else number, "x"] for text, number in rows)
    put(tmp_path / "log.csv", written.getvalue().encode(encoding))
    named = {"\t": "tab"}.get(delimiter, delimiter)
    keys = f'file = "log.csv"\ndelimiter = "{named}"\nencoding = "{encoding}"'
    point = f'column = "p"\nnumber = "{"comma" if comma else "dot"}"'
    assert value(tmp_path, keys, point) == pytest.approx(float(str(rows[-1][1])), rel=1e-11, abs=1e-12)


@QUIET
@given(
    numbers=st.lists(NUMBERS, min_size=1, max_size=5),
    cut=st.integers(0, 200),
    codec=st.sampled_from(["utf-8", "utf-16"]),
)
def test_no_truncation_gives_a_number_that_is_not_there(
    tmp_path: Path, numbers: list[object], cut: int, codec: str
) -> None:
    body = ("t;p\n" + "".join(f"{index};{number}\n" for index, number in enumerate(numbers))).encode(codec)
    put(tmp_path / "log.csv", body[:cut])
    try:
        found = value(tmp_path, f'file = "log.csv"\nencoding = "{codec}"')
    except SourceError:
        return
    assert found in [pytest.approx(float(str(number)), rel=1e-11, abs=1e-12) for number in numbers]


def test_a_file_of_a_hundred_megabytes_is_read_from_its_end(tmp_path: Path) -> None:
    with (tmp_path / "log.csv").open("wb") as file:
        file.write(b"t;p\n")
        file.truncate(100 << 20)  # a hole: it takes no room
        file.seek(100 << 20)
        file.write(b"\n1;5\n2;6\n")
    os.utime(tmp_path / "log.csv", (NOW, NOW))
    assert value(tmp_path, 'file = "log.csv"') == 6.0


def test_of_several_files_the_newest_by_name_counts(tmp_path: Path) -> None:
    put(tmp_path / "2026-11-29.csv", b"t;p\n1;5\n", NOW)
    put(tmp_path / "2026-11-30.csv", b"t;p\n1;6\n", NOW - 5)
    assert value(tmp_path, 'file = "*.csv"') == 6.0


def test_of_several_files_the_newest_by_time_counts(tmp_path: Path) -> None:
    put(tmp_path / "a.csv", b"t;p\n1;5\n", NOW)
    put(tmp_path / "b.csv", b"t;p\n1;6\n", NOW - 5)
    assert value(tmp_path, 'file = "*.csv"\nnewest = "time"') == 5.0


def test_a_new_file_without_a_row_leaves_the_word_to_the_one_before(tmp_path: Path) -> None:
    put(tmp_path / "1.csv", b"t;p\n1;5\n", NOW - 60)
    put(tmp_path / "2.csv", b"t;p\n", NOW)
    assert value(tmp_path, 'file = "*.csv"') == 5.0


def test_no_file_of_a_pattern_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as failure:
        value(tmp_path, 'file = "*.csv"')
    assert failure.value.fault == "file_none"


def test_the_hour_that_comes_twice_is_the_one_that_just_was(tmp_path: Path) -> None:
    now = 1_792_891_800.0  # 2026-10-25 01:30 UTC, 02:30 in Paris for the second time
    put(tmp_path / "log.csv", b"t;p\n25/10/2026 02:30;5\n", now)
    text = 'type = "csv"\nfile = "log.csv"\ntime = "t"\n[[point]]\nunit = "kW"\ncolumn = "p"'
    (sample,) = asyncio.run(opened(text, tmp_path, now).read())
    assert (sample.value, sample.measured_at) == (5.0, now)


@pytest.mark.parametrize("keys", ['encoding = "utf-9"', 'timezone = "Mars/Base"', 'thousands = "."'])
def test_settings_that_cannot_be_are_refused_before_anything_is_read(keys: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        value(tmp_path, f'file = "log.csv"\n{keys}')


def test_a_folder_may_have_the_signs_of_a_pattern_in_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "roof [a]*"
    folder.mkdir()
    put(folder / "log-1.csv", b"t;p\n1;5\n")
    assert value(folder, 'file = "log-*.csv"') == 5.0


def test_a_point_that_asks_for_a_column_that_is_not_there_takes_no_other_along(tmp_path: Path) -> None:
    put(tmp_path / "log.csv", b"t;p\n1;5\n")
    point = '[[point]]\nunit = "kW"\ncolumn = "p"\n'
    text = f'type = "csv"\nfile = "log.csv"\ntimeout_s = 0.1\n{point}{point}where = {{ site = "a" }}'
    good, bad = asyncio.run(opened(text, tmp_path).read())
    assert (good.value, bad.error and bad.error.fault) == (5.0, "csv_column")


@pytest.mark.parametrize("sign", [";;", "1", ".", "-", "\\n", "'", '\\"', ""])
def test_what_may_stand_in_a_number_separates_no_cells(sign: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        value(tmp_path, f'file = "log.csv"\ndelimiter = "{sign}"')


@pytest.mark.parametrize(
    ("delimiter", "number", "style"),
    [
        (";", "12,5", "comma"),
        ("\t", "12,5", "comma"),
        ("|", "12,5", "comma"),
        (",", "12.5", "dot"),
        (";", "12.5", "dot"),
    ],
)
def test_a_delimiter_is_found(delimiter: str, number: str, style: str, tmp_path: Path) -> None:
    rows = [["Date", "Heure", "p", "état"], *(["01/12/2026", f"00:5{minute}:00", number, "a b"] for minute in range(5))]
    put(tmp_path / "log.csv", "".join(f"{delimiter.join(row)}\n" for row in rows).encode())
    assert value(tmp_path, 'file = "log.csv"\ntime = [1, 2]', f'column = "p"\nnumber = "{style}"') == 12.5


@pytest.mark.parametrize("header", [0, 1])
def test_a_decimal_comma_is_not_found_to_be_a_delimiter(header: int, tmp_path: Path) -> None:
    put(tmp_path / "log.csv", ("p\n" * header + "12,5\n13,5\n").encode())
    keys = f'file = "log.csv"\nheader = {header}'
    assert value(tmp_path, keys, 'column = 1\nnumber = "comma"') == 13.5
    with pytest.raises(SourceError):
        value(tmp_path, keys, "column = 1")


@pytest.mark.parametrize("keys", ['time = "t"', ""])
def test_where_columns_change_the_new_head_counts(tmp_path: Path, keys: str) -> None:
    old, new = "t;p;q\n2026-12-01 00:50;1;2\n", "t;q;p\n2026-12-01 00:59;50;3\n"
    put(tmp_path / "f", (old + new).encode())
    assert value(tmp_path, f'file = "f"\n{keys}') == 3


def test_a_column_that_a_new_head_has_no_more_is_not_read_by_the_old_one(tmp_path: Path) -> None:
    put(tmp_path / "f", b"t;p;q\n2026-12-01 00:50;1;2\nt;q;r\n2026-12-01 00:59;50;3\n")
    with pytest.raises(SourceError) as refused:
        value(tmp_path, 'file = "f"\ntime = "t"')
    assert refused.value.fault == "csv_column"


@pytest.mark.parametrize("time_format", ["%H:%M:%S", "%d/%m %H:%M", "%d/%m/%Y", "%Q", "%", "no time"])
def test_a_format_that_tells_no_day_and_hour_is_refused(tmp_path: Path, time_format: str) -> None:
    with pytest.raises(ConfigError) as refused:
        value(tmp_path, f'file = "f"\ntime = "t"\ntime_format = "{time_format}"')
    assert [(each.where, each.code) for each in refused.value.problems] == [("input[input].time_format", "time_format")]


@pytest.mark.parametrize(
    ("time_format", "written"),
    [
        ("%d/%m/%Y %H:%M:%S", "01/12/2026 00:59:00"), ("%y%m%d-%H%M", "261201-0059"), ("%Y-%j %H:%M", "2026-335 00:59"),
        ("%m/%d/%Y %I:%M %p", "12/01/2026 12:59 AM"), ("%Y-%m-%d %H:%M %z", "2026-11-30 23:59 +0000"),
    ],
)  # fmt: skip
def test_a_time_is_read_by_its_format(tmp_path: Path, time_format: str, written: str) -> None:
    put(tmp_path / "f", f"t;p\n{written};7\n".encode())
    assert value(tmp_path, f'file = "f"\ntime = "t"\ntime_format = "{time_format}"') == 7


TIMED = 'file = "f"\ntime = "t"'


@pytest.mark.parametrize(
    ("rows", "newest"),
    [
        ("01/12/2026 00:59;3\n01/12/2026 00:58;2\n01/12/2026 00:57;1\n", 3),
        ("01/12/2026 00:59;3\n01/12/2026 00:58;2\n01/12/2026 00:59;1\n", 1),  # a clock that was set
        ("01/12/2026 00:59;1\n01/12/2026 00:59;2\n", 2),
    ],
)
def test_a_file_with_the_newest_row_on_top_is_read_from_there(tmp_path: Path, rows: str, newest: float) -> None:
    put(tmp_path / "f", f"t;p\n{rows}".encode())
    assert value(tmp_path, TIMED) == newest


def test_a_row_of_the_future_is_said_and_not_taken_for_one_of_now(tmp_path: Path) -> None:
    put(tmp_path / "f", b"t;p\n01/12/2026 00:59;1\n01/12/2026 03:00;2\n")
    with pytest.raises(SourceError) as failure:
        value(tmp_path, TIMED)
    assert failure.value.fault == "time_unread"
