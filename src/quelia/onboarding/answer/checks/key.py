"""The keys of an answer: whether they are there, whether it is known how they are shown, and whether they can be."""

from collections.abc import Iterator

from quelia.domain.auth import SCHEMES
from quelia.onboarding.answer.answer import Answer, Key, Remark
from quelia.store.auth import secret_problem
from quelia.store.declaration import AuthEntry

_OF_NEEDS = {"name": "key_name", "user": "key_user", "token_url": "key_token_url"}


def about_keys(answer: Answer) -> Iterator[Remark]:
    """What is to say of each key, and of those that are missing."""
    if not answer.keys and answer.needs_key:
        yield Remark("key_missing", "key", asks=True)
    elif not answer.keys and answer.needs_key is None and answer.value("url"):
        yield Remark("key_unsaid", "key")
    for key in answer.keys:
        if key.secret is None:
            yield from _awaited(answer, key)
        else:
            yield from _received(answer, key)


def entry_of(key: Key) -> AuthEntry:
    """How it is shown, in the words of a source, without the secret."""
    return AuthEntry(type=key.scheme, name=key.name, user=key.user)


def _awaited(answer: Answer, key: Key) -> Iterator[Remark]:
    if answer.needs_key is not False and key.scheme != "none":
        yield Remark("key_missing", "key", key.line, asks=True)


def _received(answer: Answer, key: Key) -> Iterator[Remark]:
    assert key.secret is not None
    yield Remark("key_received", "key", key.line)
    if answer.needs_key is False:
        yield Remark("key_unneeded", "key", key.line)
    if key.scheme not in SCHEMES:
        yield Remark("key_scheme", "key", key.line, asks=True)
        return
    for need in SCHEMES[key.scheme].keys:
        if not getattr(key, need, ""):
            yield Remark(_OF_NEEDS[need], "key", key.line, asks=True)
    if secret_problem(entry_of(key), key.secret.reveal()) is not None:
        yield Remark("key_characters", "key", key.line, asks=True)
