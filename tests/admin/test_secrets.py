"""A secret is renewed without being seen, by those whose source it is."""

import re
from collections.abc import Sequence

import msgspec
import pytest
from django.test import Client

from quelia.admin.desk import desk, place
from quelia.sources.trace import Trial
from quelia.sources.tried import Tried
from quelia.sources.verdict import Verdict
from quelia.store import models
from quelia.store.entries import entry_of
from quelia.store.vault import secrets_of
from tests.admin.counter import Counter

PAGE = "/admin/sources/source-soleil/secret/"
NEW = "never-to-be-shown-4712"


def kept() -> list[str]:
    source = models.Source.objects.get()
    return desk().vault.unseal(bytes(source.secrets or b""), secrets_of(source.pk))


def jean(counter: Counter, owner: str = "soleil") -> Client:
    counter.connect("soleil")
    return counter.visitor(counter.people[owner])


def test_somebody_of_the_owner_renews_it(counter: Counter) -> None:
    visitor = jean(counter)
    answer = visitor.post(PAGE, {"secret-0": NEW})
    assert (answer.status_code, kept()) == (302, [NEW])
    page = visitor.get(answer["Location"]).content.decode()
    assert "Le nouveau secret est scellé" in page
    assert NEW not in page
    journal = counter.visitor(counter.operator).get("/admin/journal/").content.decode()
    assert "a renouvelé le secret de la source" in journal
    assert NEW not in journal


def test_the_page_shows_where_it_goes_and_not_what_it_is(counter: Counter) -> None:
    page = jean(counter).get(PAGE).content.decode()
    assert "scada.example.org" in page
    assert "X-Key" in page
    assert 'value="k"' not in page


def test_nothing_else_of_the_source_is_changed_by_it(counter: Counter) -> None:
    visitor = jean(counter)
    visitor.post(PAGE, {"secret-0": NEW, "url": "https://elsewhere.example.org/", "interval_s": "1"})
    source = models.Source.objects.get()
    assert (source.url, source.interval_s) == ("https://scada.example.org/live", 5)


def test_what_no_header_can_carry_is_refused_and_the_old_one_stays(counter: Counter) -> None:
    answer = jean(counter).post(PAGE, {"secret-0": "é"})
    assert (answer.status_code, kept()) == (422, ["k"])


def test_whose_plant_it_is_now_renews_it_and_nobody_before(counter: Counter) -> None:
    before = jean(counter)
    operator = counter.visitor(counter.operator)
    page = operator.post("/admin/centrales/importer/", {"text": "slug,owner\nplant-soleil,vent\n"}).content.decode()
    carried = {name: re.findall(f'name="{name}" value="([^"]*)"', page)[0] for name in ("envelope", "seal")}
    assert operator.post("/admin/centrales/importer/", carried).status_code == 302
    assert (before.post(PAGE, {"secret-0": NEW}).status_code, kept()) == (404, ["k"])
    after = counter.visitor(counter.people["vent"])
    assert (after.post(PAGE, {"secret-0": NEW}).status_code, kept()) == (302, [NEW])


def test_nobody_else_renews_it(counter: Counter) -> None:
    answer = jean(counter, "vent").post(PAGE, {"secret-0": NEW})
    assert (answer.status_code, kept()) == (404, ["k"])


@pytest.mark.parametrize(
    ("code", "said"), [("auth_401", "mais le serveur le refuse"), ("answered", "utilisé dès maintenant")]
)
def test_who_renews_it_is_told_whether_the_server_takes_it(counter: Counter, code: str, said: str) -> None:
    visitor, shown = jean(counter), list[str]()

    def tried(trial: Trial, secrets: Sequence[str]) -> Tried:
        plants = trial.plants if isinstance(trial.plants, tuple) else (trial.plants,)
        shown.extend([*secrets, *(plant.slug for plant in plants)])
        return Tried([Verdict("answer", "broken", code, {})], usable=False, sightings=())

    place(desk()._replace(try_out=tried))
    page = visitor.post(PAGE, {"secret-0": NEW}, follow=True).content.decode()
    assert (shown, said in page, NEW in page) == ([NEW, "plant-soleil"], True, False)


def test_a_draft_that_waits_does_not_bring_the_old_one_back(counter: Counter) -> None:
    visitor = jean(counter)
    desk().drafts.put(msgspec.structs.replace(entry_of(models.Source.objects.get()), interval_s=9.0))
    visitor.post(PAGE, {"secret-0": NEW})
    desk().drafts.accept("source-soleil")
    assert (kept(), models.Source.objects.get().interval_s) == ([NEW], 9.0)
