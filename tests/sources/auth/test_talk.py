"""What is remembered from one read to the next."""

from quelia.sources.auth.talk import Memory, mark


class Thing:
    def __init__(self) -> None:
        self.ended = False

    def end(self) -> None:
        self.ended = True


def test_what_was_not_asked_for_longest_is_given_up() -> None:
    memory = Memory(most=2)
    first, second = memory.of("a", Thing), memory.of("b", Thing)
    assert memory.of("a", Thing) is first
    memory.of("c", Thing)
    assert (first.ended, second.ended) == (False, True)
    assert memory.of("b", Thing) is not second


def test_a_mark_tells_secrets_apart_and_not_what_they_are() -> None:
    assert mark("a", "b") == mark("a", "b")
    assert len({mark("a", "b"), mark("ab"), mark("ab", ""), mark("b", "a"), mark("")}) == 5
    assert b"secret" not in mark("secret")
