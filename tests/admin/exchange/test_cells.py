import pytest

import tests.admin.office  # noqa: F401 - Django is set up before what is asked here
from quelia.admin.exchange.cells import Misread, meaning, written
from quelia.domain.plant import ENERGIES, STATUSES


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("latitude", "43,2965", 43.2965),
        ("latitude", " 43.2965° ", 43.2965),
        ("latitude", "-21.1", -21.1),
        ("latitude", 43, 43.0),
        ("latitude", "21°07'S", -21.116667),
        ("latitude", "", None),
        ("published", "Oui", True),
        ("published", "FAUX", False),
        ("published", True, True),
        ("published", "", None),
        ("energy", "ÉOLIEN", "wind"),
        ("energy", "wind", "wind"),
        ("energy", "Hydroelectricite", "hydro"),
        ("subtype", "en toiture", "rooftop"),
        ("subtype", "", None),
        ("status", "In operation", "operating"),
        ("capacity", "18,2\u00a0MW", "18,2 MW"),
        ("capacity", {"value": 18.2, "unit": "MW"}, "18.2 MW"),
        ("commissioned", 2019, "2019"),
        ("paused", " ", None),
        ("commune", None, ""),
    ],
)
def test_a_cell_means_what_people_mean_by_it(key: str, cell: object, value: object) -> None:
    assert meaning(key, cell, "fr") == value


@pytest.mark.parametrize(
    ("key", "cell", "code"),
    [
        ("latitude", "nord", "number"),
        ("latitude", "4_3", "number"),
        ("latitude", "nan", "number"),
        ("latitude", "٤٢", "number"),
        ("latitude", "1,042.5", "number"),
        ("latitude", True, "kind"),
        ("published", "peut-être", "one_of"),
        ("published", 2, "one_of"),
        ("energy", "nucléaire", "one_of"),
        ("name", ["a"], "kind"),
        ("capacity", {"value": 1}, "kind"),
    ],
)
def test_what_a_cell_cannot_mean_is_refused(key: str, cell: object, code: str) -> None:
    with pytest.raises(Misread) as refused:
        meaning(key, cell, "fr")
    assert refused.value.problem.code == f"cell.{code}"
    assert refused.value.problem.sentence("fr")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("reader", ["fr", "en"])
def test_every_word_that_is_written_is_understood_by_readers_of_either_language(lang: str, reader: str) -> None:
    codes = {"energy": ENERGIES, "status": STATUSES, "subtype": [each for kinds in ENERGIES.values() for each in kinds]}
    for key, each in ((key, each) for key, known in codes.items() for each in known):
        assert meaning(key, written(key, each, lang, comma=False), reader) == each
