"""The built files: found by name, sent small, kept for good, and nothing beside them."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from quelia.web.assets import BuiltFiles, NotBuilt, load_assets
from tests.web.street import Answer, ask

SCRIPT = "map-0123456789.js"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the front end's build leaves it, and a secret beside it."""
    folder = tmp_path / "static"
    folder.mkdir()
    (folder / SCRIPT).write_text("plain")
    (folder / f"{SCRIPT}.br").write_text("small")
    (folder / "map-0123456789.css").write_text("no twin")
    (folder / "quelia.js").write_text("of one name for ever")
    (folder / "manifest.json").write_text(f'{{"map.js": "{SCRIPT}", "base-map.json": "base-map-0123456789.json"}}')
    (tmp_path / "keyring.json").write_text("secret")
    (tmp_path / "static-too").mkdir()
    (tmp_path / "static-too" / "a.js").write_text("secret")
    (folder / "way-out").symlink_to(tmp_path / "keyring.json")
    return folder


async def get(built: Path, path: str, *, method: str = "GET", **headers: str) -> Answer:
    site = Starlette(routes=[Mount("/static", BuiltFiles(directory=built))])
    return await ask(site, f"/static/{path}", method=method, headers=headers)


# their names


def test_the_manifest_says_what_a_name_has_become(built: Path) -> None:
    assert load_assets(built)["map_js"] == f"/static/{SCRIPT}"


def test_pages_that_were_not_built_are_missed_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt):
        load_assets(tmp_path / "static")


# how they are sent


@pytest.mark.parametrize("accepted", ["br", "gzip, deflate, br, zstd", "gzip;q=0.5,br;q=1.0", "BR", "br ; q=0.001"])
async def test_a_browser_that_takes_brotli_gets_the_small_twin(built: Path, accepted: str) -> None:
    answer = await get(built, SCRIPT, accept_encoding=accepted)
    assert (answer.body, answer.headers["content-encoding"]) == (b"small", "br")


@pytest.mark.parametrize("accepted", ["", "gzip", "br;q=0", "br; q=0.0, gzip", "brotli", "x-br"])
async def test_a_browser_that_does_not_take_it_gets_the_file_itself(built: Path, accepted: str) -> None:
    answer = await get(built, SCRIPT, accept_encoding=accepted)
    assert (answer.body, answer.headers.get("content-encoding")) == (b"plain", None)


async def test_a_file_without_a_twin_is_sent_as_it_is(built: Path) -> None:
    answer = await get(built, "map-0123456789.css", accept_encoding="br")
    assert (answer.body, answer.headers.get("content-encoding")) == (b"no twin", None)


async def test_the_twin_says_what_it_is_once_unpacked(built: Path) -> None:
    plain, small = [await get(built, SCRIPT, accept_encoding=accepted) for accepted in ("", "br")]
    assert small.headers["content-type"] == plain.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("accepted", ["", "br"])
async def test_a_cache_keeps_both_apart(built: Path, accepted: str) -> None:
    assert (await get(built, SCRIPT, accept_encoding=accepted)).headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["", "br"])
async def test_what_changes_its_name_with_its_content_is_kept_for_good(built: Path, accepted: str) -> None:
    kept = (await get(built, SCRIPT, accept_encoding=accepted)).headers["cache-control"]
    assert kept == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["quelia.js", "manifest.json"])
async def test_what_keeps_its_name_is_not_kept_for_good(built: Path, name: str) -> None:
    assert "immutable" not in (await get(built, name)).headers.get("cache-control", "")


@pytest.mark.parametrize("accepted", ["", "br"])
async def test_what_is_kept_already_is_not_sent_again(built: Path, accepted: str) -> None:
    tag = (await get(built, SCRIPT, accept_encoding=accepted)).headers["etag"]
    again = await get(built, SCRIPT, accept_encoding=accepted, if_none_match=tag)
    assert (again.status, again.body) == (304, b"")


async def test_one_twin_is_not_taken_for_the_other(built: Path) -> None:
    tag = (await get(built, SCRIPT)).headers["etag"]
    assert (await get(built, SCRIPT, accept_encoding="br", if_none_match=tag)).body == b"small"


# what is none of them


@pytest.mark.parametrize("accepted", ["", "br"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "nowhere.js",
        "../keyring.json",
        "%2e%2e/keyring.json",
        "..%2fkeyring.json",
        "..\\keyring.json",
        "....//keyring.json",
        "a/../../keyring.json",
        "../static-too/a.js",
        "/etc/passwd",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "/proc/self/environ",
        "way-out",
        "%00",
        f"{SCRIPT}%00",
        f"{SCRIPT}/nowhere",
        "a" * 300,
        "a/" * 2500,
        "é\ufffd",
    ],
)
async def test_nothing_beside_the_files_is_served(built: Path, path: str, accepted: str) -> None:
    answer = await get(built, path, accept_encoding=accepted)
    assert (answer.status, b"secret" in answer.body) == (404, False)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_a_file_can_only_be_read(built: Path, method: str) -> None:
    assert (await get(built, SCRIPT, method=method)).status == 405


async def test_the_headers_of_a_file_may_be_asked_for(built: Path) -> None:
    assert (await get(built, SCRIPT, method="HEAD")).headers == (await get(built, SCRIPT)).headers
