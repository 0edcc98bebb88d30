import pytest

from quelia.domain.plant import Amount, Plant
from quelia.domain.reading import ShownValue
from quelia.domain.unit import UNITS
from quelia.web.specimen import specimen
from tests.web.street import renderer

PLANT = Plant(
    slug="val", name="Toits <du> Val", energy="solar", latitude=47.0, longitude=0.0, commune="Tours", description="x",
    capacity=Amount(18.2e6, UNITS["MW"]), owner_name="Val", paused="Entretien",
)  # fmt: skip


def drawn(value: ShownValue | None, lang: str = "fr", plant: Plant = PLANT, *, fresh: bool = False) -> tuple[str, str]:
    return specimen(renderer(), plant, value, lang, fresh=fresh)


@pytest.mark.parametrize(("lang", "said"), [("fr", "15,8\u00a0MW"), ("en", "15.8\u00a0MW")])
def test_a_value_is_written_as_visitors_read_it(lang: str, said: str) -> None:
    found = drawn(ShownValue("power", 15.8, "MW"), lang)
    assert found[1] == said
    assert f">{said[:4]}</span>" in found[0]
    assert 'data-state="live"' in found[0]


def test_a_pause_hides_nothing_here() -> None:
    assert "Entretien" not in drawn(ShownValue("power", 15.8, "MW"))[0]


def test_what_is_no_value_is_no_production() -> None:
    assert drawn(None)[1] == "Pas de production"
    assert 'data-state="no_production"' in drawn(ShownValue("power", -0.2, "MW"))[0]


def test_names_are_escaped() -> None:
    assert "Toits &lt;du&gt; Val" in drawn(None)[0]


def test_of_a_plant_that_we_do_not_know_no_energy_is_made_up() -> None:
    unknown = Plant(slug="", name="Ferme", energy="solar", latitude=0.0, longitude=0.0)
    assert "Solaire" not in drawn(ShownValue("power", 1.0, "MW"), plant=unknown)[0]


def test_only_what_was_just_read_has_a_time() -> None:
    value = ShownValue("power", 1.0, "MW")
    assert ["Dernier relevé" in drawn(value, fresh=fresh)[0] for fresh in (True, False)] == [True, False]
