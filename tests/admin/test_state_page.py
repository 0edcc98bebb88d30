"""`/suivi/{token}`: how an answer fares."""

import re
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from quelia.admin.answers import content_of, send
from quelia.admin.desk import desk, place
from quelia.admin.invitations import state_link_of
from quelia.admin.previews import LINK, share, withdraw_links
from quelia.admin.receipts import receipts
from quelia.domain.reading import ShownValue
from quelia.domain.standing import Standing
from quelia.store import models
from tests.admin.counter import Counter
from tests.admin.guest import SECRET, TYPED, Guest, guest, path_of

__all__ = ["guest"]

NOW = 1_796_070_000.0
VALUE = ShownValue("power", 12.75, "MW")


class Followed:
    """An answer that was sent, and its page."""

    def __init__(self, counter: Counter, guest: Guest) -> None:
        self._counter, self._guest = counter, guest
        guest.press("read", **TYPED)
        sent = send(guest.invitation, guest.kept, guest.secrets)
        assert sent is not None
        self.row = sent
        self.path = path_of(state_link_of(sent))

    def settle(self, verdict: str) -> None:
        models.Answer.objects.update(ended_at=timezone.now(), verdict=verdict, source="source-soleil")
        if verdict == "accepted":
            share(models.Plant.objects.get(slug="plant-soleil"))

    def does(self, state: str, value: ShownValue | None = VALUE) -> None:
        self._counter.standings["plant-soleil"] = Standing(source=1, state=state, value=value, taken_at=NOW)

    def publish(self, *, published: bool) -> None:
        models.Plant.objects.filter(slug="plant-soleil").update(published=published)

    def page(self, query: str = "") -> str:
        answer: Any = self._guest.browser.get(self.path + query)
        assert answer.status_code == 200
        return str(answer.content.decode())

    def marks(self) -> list[str]:
        return re.findall(r"way-step way-(\w+)", self.page())


@pytest.fixture
def followed(counter: Counter, guest: Guest) -> Followed:
    followed = Followed(counter, guest)
    followed.publish(published=False)
    return followed


def test_at_first_it_is_received(followed: Followed) -> None:
    assert followed.marks() == ["done", "now", "next", "next"]
    assert "Merci" in followed.page()


def test_it_promises_what_the_letter_promises(followed: Followed) -> None:
    place(desk()._replace(facts=msgspec.structs.replace(desk().facts, setup_days=5)))
    mail, _ = receipts(followed.row, content_of(followed.row))
    promised = "sous 5\u00a0jours ouvrés"
    assert (promised in followed.page(), promised in mail.body) == (True, True)


def test_it_is_tested_once_its_owner_or_we_read_a_value(followed: Followed) -> None:
    row = followed.row
    content = content_of(row)
    models.Answer.objects.update(content=row.content | {"tried": {"at": NOW, "usable": True, "shown": "12 MW"}})
    assert content.tried is None
    assert followed.marks() == ["done", "done", "now", "next"]


def test_once_accepted_its_preview_is_open_for_an_hour(followed: Followed, counter: Counter) -> None:
    followed.settle("accepted")
    followed.does("live")
    (token,) = re.findall(r'href="/apercu/([^?"]+)\?lang=fr"', followed.page())
    opened = counter.tokens.read(token)
    assert opened is not None
    assert (opened.plant, opened.withdrawn) == (models.Plant.objects.get(slug="plant-soleil").pk, 0)
    assert followed.marks() == ["done", "done", "done", "now"]


def test_what_an_operator_withdraws_stays_withdrawn_for_who_follows_his_answer(followed: Followed) -> None:
    followed.settle("accepted")
    withdraw_links(models.Plant.objects.get(slug="plant-soleil"))
    assert "/apercu/" not in followed.page()


def test_its_preview_is_not_open_for_ever(followed: Followed) -> None:
    followed.settle("accepted")
    models.Answer.objects.update(ended_at=timezone.now() - LINK - timedelta(minutes=1))
    assert "/apercu/" not in followed.page()


@pytest.mark.parametrize(
    ("published", "state", "live"),
    [
        (True, "live", True), (True, "no_production", True), (True, "error", False), (True, "waiting", False),
        (False, "live", False),
    ],
)  # fmt: skip
def test_it_is_live_once_it_is_public_and_read(followed: Followed, published: bool, state: str, live: bool) -> None:
    followed.settle("accepted")
    followed.publish(published=published)
    followed.does(state, VALUE if state != "waiting" else None)
    assert (followed.marks()[-1] == "done") is live
    assert ('href="/centrale/plant-soleil?lang=fr"' in followed.page()) is published


def test_what_is_public_without_a_value_is_told_so(followed: Followed) -> None:
    followed.settle("accepted")
    followed.publish(published=True)
    followed.does("error")
    assert "sa valeur n’arrive pas en ce moment" in followed.page()


def test_a_change_that_waits_is_not_live_though_the_plant_is(followed: Followed, counter: Counter) -> None:
    followed.settle("accepted")
    followed.publish(published=True)
    followed.does("live")
    before = followed.marks()
    models.Draft.objects.create(slug="source-soleil", owner=counter.owners["soleil"], content={})
    assert (before, followed.marks()) == (["done"] * 4, ["done", "now", "done", "next"])
    assert "Il reste à publier ce changement" in followed.page()


def test_nothing_is_live_that_another_source_reads(followed: Followed) -> None:
    followed.publish(published=True)
    followed.does("live")
    assert followed.marks() == ["done", "now", "next", "next"]


def test_what_was_put_aside_is_told_politely(followed: Followed) -> None:
    followed.settle("declined")
    page = followed.page()
    assert "Nous n’avons pas donné suite" in page
    assert followed.marks() == []


def test_it_shows_nothing_that_was_answered(followed: Followed) -> None:
    for verdict in ("", "accepted", "declined"):
        followed.settle(verdict)
        page = followed.page()
        assert [
            each for each in (SECRET, "scada.example.org", "currentPower", "X-API-Key", "jean@") if each in page
        ] == []


def test_it_takes_nothing_and_changes_nothing(followed: Followed, guest: Guest) -> None:
    followed.settle("accepted")
    before = models.Answer.objects.values().get(), models.Preview.objects.count()
    followed.page()
    assert guest.browser.post(followed.path, TYPED).status_code == 405
    assert (models.Answer.objects.values().get(), models.Preview.objects.count()) == before


def test_it_is_in_the_language_of_the_answer(followed: Followed) -> None:
    models.Answer.objects.update(lang="en")
    assert "How your answer fares" in followed.page()
    assert "Où en est" in followed.page("?lang=fr")


def test_an_answer_that_was_not_sent_has_no_state(guest: Guest) -> None:
    guest.press("read", **TYPED)
    assert guest.browser.get(path_of(state_link_of(guest.row))).status_code == 404


def test_the_plant_may_be_gone(followed: Followed) -> None:
    followed.settle("accepted")
    models.Answer.objects.update(plant=None)
    assert "Où en est" in followed.page()
