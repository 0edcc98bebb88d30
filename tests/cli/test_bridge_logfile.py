"""The log of a bridge in a file, which is never too large and loses no line."""

from pathlib import Path

from quelia.cli.bridge.logfile import LogFile


def test_a_file_that_is_full_gives_way_to_a_new_one(tmp_path: Path) -> None:
    with LogFile(tmp_path / "bridge.log", largest=10) as log:
        for line in ("one two three\n", "four\n"):
            log.write(line)
    assert (tmp_path / "bridge.log.1").read_text() == "one two three\n"
    assert (tmp_path / "bridge.log").read_text() == "four\n"


def test_a_file_that_cannot_give_way_goes_on(tmp_path: Path) -> None:
    (tmp_path / "bridge.log.1").mkdir()  # nothing can take its place
    with LogFile(tmp_path / "bridge.log", largest=10) as log:
        for line in ("one two three\n", "four\n"):
            log.write(line)
    assert (tmp_path / "bridge.log").read_text() == "one two three\nfour\n"
