"""What nobody writes, and somebody may send: it is read in no time, or not at all."""

import time

import pytest

from quelia.onboarding.answer.read import read

_HEAD = "MIME-Version: 1.0\nFrom: jean@soleil.example\n"
_LONGEST_S = 4.0  # of the processor, on a machine that has other things to do; the first took 40


@pytest.mark.journey
@pytest.mark.parametrize("line", ["```\n", "-\n", "clé : a\n", "http://a.example/b?k=v\n"])
def test_thousands_of_lines_are_read_in_no_time(line: str) -> None:
    begun = time.process_time()
    read(f"clé : {line * 6000}")
    assert time.process_time() - begun < _LONGEST_S


@pytest.mark.parametrize(
    "mail",
    [
        f"{_HEAD}Content-Type: message/rfc822\n\n" * 2000 + f"{_HEAD}\nBonjour\n",
        f"MIME-Version: 1.0\nFrom: {'(' * 1900}\n\nBonjour\n",
    ],
    ids=["mails in mails", "brackets in brackets"],
)
def test_what_is_nested_more_deeply_than_anybody_writes_is_read_as_text(mail: str) -> None:
    (answer,) = read(mail, "answer.eml")
    assert [remark.code for remark in answer.remarks if remark.code in ("nothing", "cut")]
