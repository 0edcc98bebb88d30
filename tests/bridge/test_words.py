import pytest

from quelia.bridge.words import unsent
from quelia.texts import LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("key", "key"),
        ("plant", "plant"),
        ("http 404", "404"),
        ("http 502", "502"),
        ("too often", "every_s"),
        ("x", "(x)"),
    ],
)
def test_why_nothing_went_out_names_what_to_check(code: str, named: str, lang: str) -> None:
    assert named in unsent(code, lang)
