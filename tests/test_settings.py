"""Settings: where they come from, and how a slip of the pen is met."""

from pathlib import Path

import pytest
import trustme

from quelia.settings import Settings, SettingsError, load
from quelia.texts import LANGUAGES, texts


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "quelia.toml"


def refused(environ: dict[str, str], file: Path) -> tuple[str, str]:
    """The code with which settings are refused, and the name that is said to be wrong."""
    with pytest.raises(SettingsError) as caught:
        load(environ, file)
    return caught.value.code, caught.value.setting


# where they come from


def test_without_any_setting_there_is_a_value_for_each(file: Path) -> None:
    assert load({}, file) == Settings()


def test_a_file_sets(file: Path) -> None:
    file.write_text('data = "/var/lib/quelia"\nstreams_per_ip = 50')
    assert (load({}, file).data, load({}, file).streams_per_ip) == ("/var/lib/quelia", 50)


def test_the_environment_comes_before_the_file(file: Path) -> None:
    file.write_text('data = "of-the-file"\nstreams_per_ip = 50')
    both = load({"QUELIA_DATA": "of-the-environment"}, file)
    assert (both.data, both.streams_per_ip) == ("of-the-environment", 50)


@pytest.mark.parametrize(
    ("variable", "text", "value"),
    [
        ("QUELIA_STREAMS_PER_IP", "50", 50),
        ("QUELIA_STREAMS_PER_IP", " 50 ", 50),
        ("QUELIA_SOURCE_PORTS", "443", (443,)),
        ("QUELIA_SOURCE_PORTS", "443, 8443,", (443, 8443)),
        ("QUELIA_TRUSTED_PROXIES", "", ()),
        ("QUELIA_ALLOW_PRIVATE_SOURCES", "192.168.40.0/24, inverter.local", ("192.168.40.0/24", "inverter.local")),
        ("QUELIA_CONTACT_NAME", "Dupont, Martin & fils", "Dupont, Martin & fils"),
        ("QUELIA_PUBLIC_URL", "https://carte.example.org", "https://carte.example.org"),
        ("QUELIA_PUBLIC_URL", "https://carte.example.org:8443/", "https://carte.example.org:8443/"),
        ("QUELIA_PUBLIC_URL", "http://[::1]:8000", "http://[::1]:8000"),
        ("QUELIA_BUS", "memory:", "memory:"),
        ("QUELIA_KEEP_READINGS_DAYS", "9", 9),
        ("QUELIA_ALERT_AFTER_S", "1", 1.0),
        ("QUELIA_ALERT_AFTER_S", "604800", 604_800.0),
    ],
)
def test_a_variable_is_read_as_what_it_sets(file: Path, variable: str, text: str, value: object) -> None:
    assert getattr(load({variable: text}, file), variable.removeprefix("QUELIA_").lower()) == value


@pytest.mark.parametrize(
    "variable", ["HOME", "quelia_data", "QUELIA", "XQUELIA_DATA", "QUELIA_PAYLOADS", "QUELIA_CHROMIUM"]
)
def test_what_is_not_ours_is_left_alone(file: Path, variable: str) -> None:
    assert load({variable: "x"}, file) == Settings()


# a slip of the pen


@pytest.mark.parametrize("variable", ["QUELIA_DATABAS", "QUELIA_", "QUELIA_DATA_", "QUELIA_SECRET"])
def test_a_variable_that_nobody_knows_is_refused(file: Path, variable: str) -> None:
    assert refused({variable: "x"}, file) == ("setting_unknown", variable)


def test_a_key_that_nobody_knows_is_refused(file: Path) -> None:
    file.write_text('databas = "sqlite://"')
    assert refused({}, file) == ("setting_unknown", "databas")


@pytest.mark.parametrize("content", [b"data = ", b"data == 1", b"\xff\xfe", b"data = 'a'\ndata = 'b'"])
def test_a_file_that_is_no_toml_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert refused({}, file) == ("setting_file", str(file))


def test_a_folder_in_the_place_of_the_file_is_refused(file: Path) -> None:
    file.mkdir()
    assert refused({}, file) == ("setting_file", str(file))


@pytest.mark.parametrize(
    ("variable", "text", "code"),
    [
        ("QUELIA_STREAMS_PER_IP", "many", "setting_value"),
        ("QUELIA_STREAMS_PER_IP", "", "setting_value"),
        ("QUELIA_STREAMS_PER_IP", "0", "setting_value"),
        ("QUELIA_STREAMS_PER_IP", "-1", "setting_value"),
        ("QUELIA_STREAMS_PER_IP", "1.5", "setting_value"),
        ("QUELIA_SOURCE_PORTS", "https", "setting_value"),
        ("QUELIA_SOURCE_PORTS", "0", "setting_value"),
        ("QUELIA_SOURCE_PORTS", "443,65536", "setting_value"),
        ("QUELIA_SOURCE_PORTS", "", "setting_value"),
        ("QUELIA_DATABASE", "postgresql://localhost/quelia", "setting_database"),
        ("QUELIA_DATABASE", "/var/lib/quelia.sqlite3", "setting_database"),
        ("QUELIA_BUS", "redis://localhost", "setting_bus"),
        ("QUELIA_BUS", "", "setting_bus"),
        ("QUELIA_KEEP_READINGS_DAYS", "8", "setting_value"),
        ("QUELIA_SETUP_DAYS", "0", "setting_value"),
        ("QUELIA_SETUP_DAYS", "61", "setting_value"),
        ("QUELIA_SETUP_DAYS", "1.5", "setting_value"),
        ("QUELIA_ALERT_AFTER_S", "0", "setting_value"),
        ("QUELIA_ALERT_AFTER_S", "-900", "setting_value"),
        ("QUELIA_ALERT_AFTER_S", "604801", "setting_value"),
        ("QUELIA_ALERT_AFTER_S", "nan", "setting_value"),
        ("QUELIA_ALERT_AFTER_S", "15 min", "setting_value"),
        ("QUELIA_KEEP_READINGS_DAYS", "forever", "setting_value"),
        ("QUELIA_LOG_LEVEL", "chatty", "setting_value"),
        *(
            ("QUELIA_SMTP", text, "setting_smtp")
            for text in ("mail.example.org", "http://mail.example.org", "smtp://", "smtp://h:x", "smtp://h/path")
        ),
        ("QUELIA_CA_FILE", "/nowhere.pem", "setting_ca_file"),
        ("QUELIA_CA_FILE", "/", "setting_ca_file"),
        ("QUELIA_CA_FILE", "no\0where", "setting_ca_file"),
        *(
            ("QUELIA_PUBLIC_URL", text, "setting_public_url")
            for text in (
                "",
                "carte.example.org",
                "ftp://carte.example.org",
                "javascript:alert(1)",
                "https://",
                "https://carte.example.org/carte",
                "https://carte.example.org?a=1",
                "https://carte.example.org/#a",
                "https://user:word@carte.example.org",
                "https://[::1",
                "https://carte.example.org:https",
                "https://carte.example.org:99999",
            )
        ),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_its_name(file: Path, variable: str, text: str, code: str) -> None:
    assert refused({variable: text}, file) == (code, variable)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ('streams_per_ip = "many"', "streams_per_ip"),
        ("database = 5", "database"),
        ("data = 5", "data"),
        ('trusted_proxies = "127.0.0.1"', "trusted_proxies"),
        ("source_ports = [443, 'https']", "source_ports"),
        ("contact_name = ['a']", "contact_name"),
    ],
)
def test_a_value_of_the_file_is_refused_by_its_name_there(file: Path, content: str, name: str) -> None:
    file.write_text(content)
    assert refused({}, file) == ("setting_value", name)


def test_a_value_that_is_refused_is_not_repeated(file: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load({"QUELIA_PUBLIC_URL": "https://user:secret-4711@example.org"}, file)
    assert "secret-4711" not in str(caught.value)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "code",
    [
        "setting_unknown",
        "setting_value",
        "setting_file",
        "setting_database",
        "setting_bus",
        "setting_public_url",
        "setting_smtp",
        "setting_ca_file",
        "setting_ca_pem",
    ],
)
def test_every_refusal_has_a_sentence(lang: str, code: str) -> None:
    assert "{setting}" in texts(lang, "cli")[code]


# what follows from them


@pytest.mark.parametrize(
    ("database", "where"),
    [
        ("", "kept/quelia.sqlite3"),
        ("sqlite://", "kept/quelia.sqlite3"),
        ("sqlite:///elsewhere.sqlite3", "elsewhere.sqlite3"),
        ("sqlite:////var/lib/quelia/quelia.sqlite3", "/var/lib/quelia/quelia.sqlite3"),
    ],
)
def test_the_database_lies_in_the_folder_unless_told_otherwise(database: str, where: str) -> None:
    assert Settings(data="kept", database=database).database_file == Path(where)


def test_an_authority_that_is_there_is_accepted(file: Path, tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(authority))
    assert load({"QUELIA_CA_FILE": str(authority)}, file).ca_file == str(authority)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff", b"-----BEGIN CERTIFICATE-----\nbm9uZQ==\n-----END CERTIFICATE-----\n"],
    ids=["empty", "not text", "not a certificate"],
)
def test_an_authority_that_is_none_is_refused(file: Path, tmp_path: Path, content: bytes) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_bytes(content)
    assert refused({"QUELIA_CA_FILE": str(authority)}, file) == ("setting_ca_pem", "QUELIA_CA_FILE")
