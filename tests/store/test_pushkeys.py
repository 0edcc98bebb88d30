"""Push keys: made once, known by a hash, ended at once."""

import re
from pathlib import Path

import pytest

from quelia.domain.catalog import PushKey
from quelia.domain.push import digest
from tests.store.cellar import Load, declared, dump, query
from tests.store.test_doors import BARE, PUSHED


@pytest.fixture
def key(load: Load, folder: Path) -> str:
    """Of the pushed source `scada`."""
    from quelia.store.models import Source  # noqa: PLC0415 - it needs Django, which `folder` set up
    from quelia.store.pushkeys import made  # noqa: PLC0415

    load(declared(source=PUSHED, point=BARE))
    return made(Source.objects.get(), "SCADA")


def good() -> dict[str, PushKey]:
    from quelia.store.load import load_catalog  # noqa: PLC0415

    return load_catalog()[0].push_keys


def revision(folder: Path) -> object:
    return query(folder, "SELECT number FROM store_revision")[0][0]


def test_a_key_has_256_bits_behind_what_it_is(key: str) -> None:
    assert re.fullmatch(r"qp_[A-Za-z0-9_-]{43}", key)


def test_a_key_stands_nowhere(key: str, folder: Path) -> None:
    assert not [line for line in dump(folder) if key in line or key[3:] in line]


def test_the_catalog_knows_a_key_by_its_hash(key: str) -> None:
    assert good() == {digest(key): PushKey(1, 1)}


def test_a_revoked_key_is_good_no_more(key: str, folder: Path) -> None:
    from quelia.store import models  # noqa: PLC0415
    from quelia.store.pushkeys import revoked  # noqa: PLC0415

    before = revision(folder)
    assert revoked(models.PushKey.objects.get())
    assert good() == {}
    assert revision(folder) != before


def test_a_key_is_revoked_once(key: str) -> None:
    from quelia.store import models  # noqa: PLC0415
    from quelia.store.pushkeys import revoked  # noqa: PLC0415

    row = models.PushKey.objects.get()
    assert [revoked(row), revoked(row)] == [True, False]


def test_a_source_that_is_asked_takes_nothing(key: str, load: Load) -> None:
    load(declared())
    assert good() == {}
    load(declared(source=PUSHED, point=BARE))
    assert list(good()) == [digest(key)]
