"""What a scraper reads of quelia."""

from quelia.metrics import exposition


def test_each_plant_is_live_or_not_by_its_number() -> None:
    lines = exposition({7: True, 8: False}).decode().splitlines()
    assert [line for line in lines if line.startswith("quelia_plant_live{")] == [
        'quelia_plant_live{plant="7"} 1.0',
        'quelia_plant_live{plant="8"} 0.0',
    ]


def test_a_plant_that_is_gone_is_told_of_no_more() -> None:
    exposition({7: True})
    assert b"quelia_plant_live{" not in exposition({})


def test_one_look_holds_each_family_once() -> None:
    families = [line for line in exposition({7: True}).decode().splitlines() if line.startswith("# TYPE ")]
    assert len(families) == len(set(families)) > 10
