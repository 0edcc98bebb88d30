import pytest

from quelia.bridge.place import line_of

_TEXT = """[bridge]
name = "x"

[[input]]
name = "a"

[[input.point]]
unit = "kW"

[[input.point]]
unit = "kw"   # the second

[[input]]  # one more
"name" = 'b'
auth = { type = "basic", user = "u" }

[input.heartbeat]
register = 1

[[input.point]]
unit = "MW"

[[output]]
type = "serve"

[[output]]
url = "x"

[[outputs]]
"""


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("bridge.name", 2),
        ("input[a].point[1].unit", 11),
        ("input[b].point[0].unit", 21),
        ("input[1].name", 14),
        ("input[b].heartbeat.register", 18),
        ("output[1].url", 27),
        ("outputs", 29),
    ],
)
def test_a_problem_is_found_by_its_line(where: str, line: int) -> None:
    assert line_of(where, _TEXT) == line


@pytest.mark.parametrize(
    ("where", "line"), [("input[b].host", 13), ("input[b].auth[0].secret", 15), ("output[0].key", 23)]
)
def test_of_what_is_missing_the_line_is_that_of_its_table(where: str, line: int) -> None:
    assert line_of(where, _TEXT) == line


def test_of_two_inputs_with_one_name_none_is_blamed() -> None:
    assert line_of("input[b].point[0].unit", _TEXT.replace('"a"', '"b"')) is None


def test_a_problem_of_the_whole_file_has_no_line() -> None:
    assert line_of("", _TEXT) is None
    assert line_of("input", "") is None
