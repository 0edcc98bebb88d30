"""Push keys in the office: shown once, known by two characters, revoked by a question."""

import json
import re
import shlex
import tomllib
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from quelia.bridge.config import parse
from quelia.bridge.inputs.input import points_of
from quelia.domain.push import digest
from quelia.store import models
from tests.admin.counter import Counter

PATH = "/admin/sources/push-soleil/"
KEY = re.compile(r'id="key"[^>]* value="(qp_[^"]+)"')


@pytest.fixture
def source(counter: Counter) -> models.Source:
    counter.receive("soleil")
    return models.Source.objects.get(slug="push-soleil")


@pytest.fixture
def operator(counter: Counter, source: models.Source) -> Client:
    return counter.visitor(counter.operator)


def made(visitor: Client, name: str = "Automate") -> str:
    found = KEY.search(visitor.post(f"{PATH}cles/nouvelle/", {"name": name}).content.decode())
    assert found
    return found[1]


def test_a_key_is_shown_once_and_kept_as_a_hash(operator: Client) -> None:
    key = made(operator)
    row = models.PushKey.objects.get()
    assert (row.digest, row.hint, row.name) == (digest(key), key[-2:], "Automate")
    for page in (PATH, f"{PATH}cles/", "/admin/journal/", "/admin/sources/"):
        assert key not in operator.get(page).content.decode()


def test_with_it_comes_a_line_that_sends_what_is_marked_as_made_up(operator: Client) -> None:
    page = operator.post(f"{PATH}cles/nouvelle/").content.decode()
    found = re.search(r'id="curl"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert found
    words = shlex.split(found[1].replace("&quot;", '"').replace("&#x27;", "'"))
    assert (words[0], words[1].endswith("/v1/push")) == ("curl", True)
    assert '"simulated": true' in words[-1]


def test_with_it_comes_a_line_for_windows_that_sends_the_same(operator: Client) -> None:
    page = unescape(operator.post(f"{PATH}cles/nouvelle/").content.decode())
    (line,) = re.findall(r'id="powershell"[^>]*>(.*?)</pre>', page, re.DOTALL)
    (curl,) = re.findall(r'id="curl"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert line.isascii()  # what is not would be sent in the encoding of the machine
    found = re.fullmatch(
        r"Invoke-RestMethod -Method Post -Uri '([^']*)' -Headers @{Authorization='(Bearer qp_[^']*)'} "
        r"-ContentType 'application/json' -Body '([^']*)'",
        line,
    )
    assert found
    words = shlex.split(curl)
    assert (found[1], f"Authorization: {found[2]}") == (words[1], words[3])
    assert json.loads(found[3]) == json.loads(words[-1])


def test_the_file_of_a_bridge_says_where_to_send_with_which_key(operator: Client) -> None:
    key = made(operator)
    answer = operator.post(f"{PATH}bridge.toml", {"key": key})
    assert answer["Content-Disposition"] == 'attachment; filename="bridge.toml"'
    content = tomllib.loads(answer.content.decode())
    (output,) = content["output"]
    assert (output["type"], output["key"]) == ("push", key)
    assert content["bridge"]["name"] == "push-soleil"


def test_without_its_marks_the_file_is_one_that_a_bridge_takes(operator: Client, tmp_path: Path) -> None:
    text = operator.post(f"{PATH}bridge.toml", {"key": made(operator)}).content.decode()
    begun, middle = text.split("# [[input]]")
    commented, ended = middle.split("[[output]]")
    plain = re.sub("^# ?", "", f"# [[input]]{commented}", flags=re.MULTILINE)
    config = parse(f"{begun}{plain}[[output]]{ended}", tmp_path / "bridge.toml", {})
    assert [(each.type, len(points_of(each))) for each in config.inputs] == [("modbus", 1)]


@pytest.mark.parametrize("key", ["", "qp_another", "</script>"])
def test_no_file_is_made_with_a_key_that_is_not_one_of_this_source(operator: Client, key: str) -> None:
    assert operator.post(f"{PATH}bridge.toml", {"key": key}).status_code == 404


def test_a_revoked_key_is_asked_about_first_and_gives_no_file(operator: Client) -> None:
    key = made(operator)
    path = f"{PATH}cles/{models.PushKey.objects.get().pk}/revoquer/"
    assert "Automate" in operator.get(path).content.decode()
    assert models.PushKey.objects.get().revoked_at is None
    assert operator.post(path)["Location"] == f"{PATH}#keys"
    assert models.PushKey.objects.get().revoked_at is not None
    assert operator.post(f"{PATH}bridge.toml", {"key": key}).status_code == 404


def test_the_journal_has_a_line_of_each(operator: Client) -> None:
    key = made(operator)
    operator.post(f"{PATH}cles/{models.PushKey.objects.get().pk}/revoquer/")
    lines = models.Change.objects.filter(kind="push_key").order_by("pk").values_list("verb", "slug", "before_after")
    hint = f"…{key[-2:]}"
    assert list(lines) == [
        ("created", "push-soleil", {"hint": [None, hint], "label": [None, "Automate"]}),
        ("revoked", "push-soleil", {"hint": [hint, None], "label": ["Automate", None]}),
    ]


@pytest.mark.parametrize("name", ["n" * 81, "\x07"])
def test_a_name_that_cannot_be_told_makes_no_key(operator: Client, name: str) -> None:
    assert operator.post(f"{PATH}cles/nouvelle/", {"name": name}).status_code == 422
    assert not models.PushKey.objects.exists()


def test_people_of_the_owner_make_and_revoke_keys_of_their_own_source(counter: Counter, source: models.Source) -> None:
    visitor = counter.visitor(counter.people["soleil"])
    made(visitor)
    path = f"{PATH}cles/{models.PushKey.objects.get().pk}/revoquer/"
    assert visitor.post(path)["Location"] == f"{PATH}cles/"
    assert models.PushKey.objects.get().revoked_at is not None


@pytest.mark.parametrize("path", ["cles/", "cles/nouvelle/", "cles/1/revoquer/", "bridge.toml"])
def test_to_people_of_another_owner_they_do_not_exist(counter: Counter, operator: Client, path: str) -> None:
    made(operator)
    visitor = counter.visitor(counter.people["vent"])
    for asked in (f"{PATH}{path}", f"/admin/sources/nowhere/{path}"):
        assert {visitor.get(asked).status_code, visitor.post(asked).status_code} <= {404, 405}
    assert models.PushKey.objects.filter(revoked_at=None).count() == 1


@pytest.mark.parametrize("path", ["cles/", "cles/nouvelle/", "bridge.toml"])
def test_a_source_that_is_asked_has_none(counter: Counter, operator: Client, path: str) -> None:
    counter.connect("vent")
    assert operator.post(f"/admin/sources/source-vent/{path}").status_code in (404, 405)
    assert operator.get(f"/admin/sources/source-vent/{path}").status_code in (404, 405)
