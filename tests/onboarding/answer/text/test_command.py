"""`curl` commands as people copy them."""

import pytest

from quelia.onboarding.answer.text.command import Command, without_commands
from quelia.onboarding.answer.text.line import lines


def command(text: str) -> Command:
    left, (found,) = without_commands(lines(text))
    assert not any(line.text for line in left)
    return found._replace(line=0)


@pytest.mark.parametrize(
    "text",
    [
        "curl -H 'X-API-Key: k-1' 'https://x.example/p?a=1&b=2'",
        "$ curl -sS -XGET \\\n  --url 'https://x.example/p?a=1&b=2' \\\n  --header \"X-API-Key: k-1\"",
        'curl.exe -H "X-API-Key: k-1" ^\n  "https://x.example/p?a=1&b=2"',
        "curl `\n  -H 'X-API-Key: k-1' `\n  'https://x.example/p?a=1&b=2'",
        "> curl -H “X-API-Key: k-1”\n> “https://x.example/p?a=1&b=2”",
        "curl --header='X-API-Key: k-1' -o /dev/null -m 3 'https://x.example/p?a=1&b=2'",
        "curl 'https://x.example/p?a=1\n&b=2' -H 'X-API-Key: k-1'",
    ],
)
def test_however_it_is_written_it_says_the_same(text: str) -> None:
    assert command(text) == Command(0, "https://x.example/p?a=1&b=2", ("X-API-Key: k-1",))


def test_what_it_sends_and_as_whom() -> None:
    found = command("curl -G -u me:pa:ss --digest -d a=1 --data-urlencode b=2 https://x.example/")
    assert found == Command(0, "https://x.example/", (), "me:pa:ss", "", ("a=1", "b=2"), True, True)


def test_a_word_about_it_is_no_command() -> None:
    left, found = without_commands(lines("Testé avec curl, tout va bien"))
    assert (left[0].text, found) == ("Testé avec curl, tout va bien", [])
