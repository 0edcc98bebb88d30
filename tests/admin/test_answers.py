from quelia.admin.answers import Content, begun, content_of, keep, secrets_of
from quelia.admin.desk import desk
from quelia.onboarding.answer.answer import Answer, Found, Key, Secret
from quelia.store import models
from quelia.store.vault import secrets_of_answer
from tests.admin.counter import Counter

KEY = Key("header", "X-API-Key", secret=Secret("motdepasse-7"))


def _answer(*keys: Key) -> Answer:
    return Answer(fields={"url": Found("https://api.example.org/live", "likely", 3)}, keys=keys)


def test_what_was_kept_is_found_again_without_its_secret(counter: Counter) -> None:
    row = begun(Content(answer=_answer(KEY), comment="merci"), [], owner=counter.owners["soleil"])
    again = content_of(models.Answer.objects.get(pk=row.pk))
    assert again == Content(answer=_answer(Key("header", "X-API-Key")), comment="merci")


def test_secrets_are_sealed_beside_it(counter: Counter) -> None:
    row = begun(Content(answer=_answer(KEY)), [], owner=counter.owners["soleil"])
    stored = models.Answer.objects.get(pk=row.pk)
    assert "motdepasse" not in str(stored.content)
    assert b"motdepasse" not in bytes(stored.secrets or b"")
    assert secrets_of(stored) == ["motdepasse-7"]


def test_a_secret_that_is_given_again_takes_the_place_of_the_first(counter: Counter) -> None:
    row = begun(Content(answer=_answer(KEY)), [], owner=counter.owners["soleil"])
    keep(row, content_of(row), ["un-autre"])
    assert secrets_of(row) == ["un-autre"]


def test_a_key_without_a_secret_has_an_empty_one(counter: Counter) -> None:
    row = begun(Content(answer=_answer(Key("bearer"))), [])
    assert (secrets_of(row), row.secrets, counter.owners["soleil"].answers.count()) == ([""], None, 0)


def test_a_secret_opens_in_its_own_row_only(counter: Counter) -> None:
    row = begun(Content(answer=_answer(KEY)), [], owner=counter.owners["soleil"])
    assert desk().vault.kept(row.secrets, secrets_of_answer(row.pk + 1)) == []
