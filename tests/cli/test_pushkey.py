"""`quelia push-key`: keys are made, listed and revoked on the command line."""

from collections.abc import Callable

import pytest

from quelia.cli import main
from tests.store.cellar import Load, Ran, declared
from tests.store.test_doors import BARE, PUSHED

Run = Callable[..., Ran]


@pytest.fixture
def run(load: Load, capsys: pytest.CaptureFixture[str]) -> Run:
    """`quelia push-key` beside a pushed source `scada`."""
    load(declared(source=PUSHED, point=BARE))

    def call(*words: str) -> Ran:
        code = main(["push-key", "--lang", "en", *words])
        return Ran(code, *capsys.readouterr())

    return call


def test_a_key_is_shown_once(run: Run) -> None:
    key = run("new", "scada", "--name", "Technician").out.splitlines()[0]
    listed = run("list").out
    assert key.startswith("qp_")
    assert key not in listed
    assert f"1  scada  …{key[-2:]} (Technician)" in listed
    assert "never used" in listed


@pytest.mark.parametrize("by", ["number", "hint"])
def test_a_key_is_revoked_by_its_number_or_its_end(run: Run, by: str) -> None:
    key = run("new", "scada").out.splitlines()[0]
    ran = run("revoke", "scada", "1" if by == "number" else f"…{key[-2:]}")
    assert ran.code == 0
    assert ", revoked " in run("list", "scada").out


def test_which_of_two_alike_has_to_be_said(run: Run) -> None:
    from quelia.store.models import PushKey  # noqa: PLC0415 - it needs Django, which `run` set up

    run("new", "scada")
    run("new", "scada")
    PushKey.objects.update(hint="_x")
    ran = run("revoke", "scada", "_x")
    assert (ran.code, ran.err) == (1, "Several keys end like this. Give the number of one of them: 1, 2.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("new", "elsewhere"), "No source is called elsewhere."),
        (("list", "elsewhere"), "No source is called elsewhere."),
        (("revoke", "scada", "99"), "has no good push key 99"),
        (("new", "scada", "--name", "x" * 81), "This name is too long"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, words: tuple[str, ...], said: str) -> None:
    ran = run(*words)
    assert ran.code == 1
    assert said in ran.err


def test_a_source_that_is_asked_gets_no_key(run: Run, load: Load) -> None:
    load(declared())
    assert "is asked at its address" in run("new", "scada").err


@pytest.mark.parametrize("words", [("new",), ("revoke",), ("revoke", "scada")])
def test_wrong_arguments_end_with_two(run: Run, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(*words)
    assert ended.value.code == 2


def test_the_journal_tells_of_keys_but_not_the_keys(run: Run) -> None:
    from quelia.store.models import Change  # noqa: PLC0415 - it needs Django, which `run` set up

    key = run("new", "scada", "--name", "Technician").out.splitlines()[0]
    run("revoke", "scada", "1")
    lines = [(each.verb, each.kind, each.slug) for each in Change.objects.order_by("id")]
    assert lines == [("created", "push_key", "scada"), ("revoked", "push_key", "scada")]
    assert not [each for each in Change.objects.all() if key in str(each.before_after)]
