"""Where we connect, and where we never do."""

import socket
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quelia.domain.errors import AddressRefused
from quelia.sources.address import fault
from quelia.sources.guard import Guard

CLOSED = Guard()
NAMED = "https://plant.example.com/live"


def refused(guard: Guard, url: str, address: str | None = None) -> str:
    """The words with which `guard` refuses `url`, or an address it leads to."""
    with pytest.raises(AddressRefused) as caught:
        passes(guard, url, address)
    return str(caught.value)


def passes(guard: Guard, url: str, address: str | None) -> None:
    target = guard.target(url)
    if address is not None:
        guard.check_address(target, address)


class TestTheUrl:
    @pytest.mark.parametrize(
        ("url", "normal"),
        [
            ("https://plant.example.com", "https://plant.example.com/"),
            ("HTTPS://PLANT.example.com:443/Live", "https://plant.example.com/Live"),
            ("https://plant.example.com:8443/a/b?c=d", "https://plant.example.com:8443/a/b?c=d"),
            ("https://plant.example.com./", "https://plant.example.com/"),
            ("https://plant.example.com/p?", "https://plant.example.com/p"),
            ("https://plant.example.com?user=a@b.com", "https://plant.example.com/?user=a@b.com"),
            ("https://plant.example.com/a%20b?x=%2F&y=a+b&z=%zz", "https://plant.example.com/a%20b?x=%2F&y=a+b&z=%zz"),
            ("https://plant.example.com/é?q=à", "https://plant.example.com/%C3%A9?q=%C3%A0"),
            ("https://énergie.example.fr/", "https://xn--nergie-9ua.example.fr/"),
            ("https://93.184.216.34/", "https://93.184.216.34/"),
            ("https://[2606:4700:0::1111]:8443/", "https://[2606:4700::1111]:8443/"),
            ("https://plant.example.com/../%2e%2e/a//b", "https://plant.example.com/../%2e%2e/a//b"),
            ('https://plant.example.com/?q={"a":[1|2]}', 'https://plant.example.com/?q={"a":[1|2]}'),
        ],
    )
    def test_it_is_kept_as_the_operator_wrote_it_but_for_what_means_the_same(self, url: str, normal: str) -> None:
        assert CLOSED.target(url).url == normal

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "plant.example.com",
            "//plant.example.com/",
            "https:plant.example.com",
            "https:/plant.example.com",
            "https://",
            "https:///plant.example.com",
            "https://?x",
            "https://:443/",
            "://plant.example.com",
            "httpſ://plant.example.com/",
            "ftp://plant.example.com/",
            "file:///etc/passwd",
            "gopher://plant.example.com/",
            "dict://plant.example.com/",
            "jar:https://plant.example.com!/",
            "data:,42",
            "javascript:42",
            "unix:/x",
            "ws://plant.example.com/",
        ],
    )
    def test_only_complete_web_addresses_pass(self, url: str) -> None:
        refused(CLOSED, url)

    @pytest.mark.parametrize(
        "url",
        [
            "https://user@plant.example.com/",
            "https://user:word@plant.example.com/",
            "https://@plant.example.com/",
            "https://plant.example.com@127.0.0.1/",
            "https://127.0.0.1@plant.example.com/",
            "https://a@b@plant.example.com/",
            "https://plant.example.com\\@127.0.0.1/",
            "https://plant.example.com\\.example.org/",
            "https:\\\\plant.example.com",
            "https://plant.example.com#@127.0.0.1/",
            "https://127.0.0.1#@plant.example.com/",
            "https://plant.example.com/#x",
            "https://plant.example.com%23@127.0.0.1/",
            "https://plant.example.com%2f@127.0.0.1/",
            "https://%6c%6f/",
            "https://plant.example.com/a\r\nHost: x",
            "https://plant.example.com\r\n/",
            "https://plant.exa\nmple.com/",
            "https://plant.example.com/%0d%0aX:y",
            "https://plant.example.com%0d%0a/",
            "https://plant.example.com/?a=%0Ab",
            "https://plant.example.com/%00",
            "https://plant.example.com/\x00",
            "https://plant.example.com/\x7f",
            " https://plant.example.com/",
            "https://plant.example.com/ ",
            "https://plant.example.com/a b",
            "https://a b.com/",
            "https://plant.example.com/\xa0",
            "https://plant.example.com/\u2028",
            "https://pl\u200bant.example.com/",
            "https://pl\xadant.example.com/",
            "https://plant.example.com/\u202e",
            f"https://plant.example.com/{chr(55296)}",
            "https://plant.example.com:/",
            "https://plant.example.com:0/",
            "https://plant.example.com:65536/",
            "https://plant.example.com:443:443/",
            "https://plant.example.com:+443/",
            "https://plant.example.com:4４3/",
            "https://plant.example.com:0443/",
            "https://plant.example.com:-1/",
            "https://plant.example.com: 443/",
            "https://[::1",
            "https://::1/",
            "https://2606:4700::1111/",
            "https://[2606:4700::1111]x/",
            "https://x[::1]/",
            "https://plant.example.com/" + "a" * 5000,
        ],
    )
    def test_what_two_programs_could_read_differently_is_refused(self, url: str) -> None:
        refused(CLOSED, url)

    @pytest.mark.parametrize("port", [22, 25, 80, 6379, 5432, 8080, 65535])
    def test_other_ports_are_refused(self, port: int) -> None:
        assert f"port {port}" in refused(CLOSED, f"https://plant.example.com:{port}/")

    def test_the_operator_may_open_a_port(self) -> None:
        assert Guard(ports=[9443]).target("https://plant.example.com:9443/").port == 9443
        refused(Guard(ports=[9443]), NAMED)

    def test_plain_http_is_refused(self) -> None:
        assert "HTTPS" in refused(CLOSED, "http://plant.example.com:443/")

    @pytest.mark.parametrize(
        "host",
        [
            "localhost",
            "LOCALHOST.",
            "plant",
            "a.localhost",
            "inverter.local",
            "db.internal",
            "metadata",
            "instance-data",
            "metadata.google.internal",
            "metadata.goog",
            "METADATA.GOOGLE.INTERNAL.",
            "instance-data.ec2.internal",
        ],
    )
    def test_names_of_private_networks_are_refused(self, host: str) -> None:
        refused(CLOSED, f"https://{host}/")

    @pytest.mark.parametrize(
        "host",
        [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.1",
            "017700000001",
            "１２７.0.0.1",
            "127。0。0。1",
            "①②⑦.⓪.⓪.⓪",
            "10.0.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0251.0376.0251.0376",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[fe80::1]",
            "[64:ff9b::7f00:1]",
            "[fd00:ec2::254]",
        ],
    )
    def test_literal_addresses_of_private_networks_are_refused(self, host: str) -> None:
        refused(CLOSED, f"https://{host}/")

    @given(some.text(max_size=60))
    def test_whatever_follows_the_scheme_ends_in_a_target_or_a_refusal(self, rest: str) -> None:
        try:
            target = CLOSED.target("https://" + rest)
        except AddressRefused:
            return
        assert target.url.isascii()
        assert target.url.startswith(f"https://{target.host}") or target.address
        assert CLOSED.target(target.url) == target

    @given(some.integers(0, 2**32 - 1), some.sampled_from(["{}", "0x{:x}", "0{:o}"]))
    def test_no_number_is_taken_for_a_host(self, number: int, form: str) -> None:
        refused(CLOSED, f"https://{form.format(number)}/")

    def test_the_refusal_names_neither_path_nor_query(self) -> None:
        assert "k3y" not in refused(CLOSED, "http://plant.example.com/k3y?k3y=k3y")
        assert "k3y" not in refused(CLOSED, NAMED + "?k3y", "127.0.0.1")

    @pytest.mark.parametrize(
        ("url", "fault", "facts"),
        [
            ("https://plant.example.com/" + "a" * 5000, "too_long", {}),
            ("https://plant.example.com/a b", "characters", {}),
            ("https:\\\\plant.example.com", "backslash", {}),
            ("https://plant.example.com/%0A", "line_break", {}),
            ("", "scheme", {}),
            ("plant.example.com/live", "scheme", {}),
            ("ftp://plant.example.com/", "scheme", {}),
            ("https://user:k3y@plant.example.com/", "userinfo", {}),
            ("https://plant.example.com/#k3y", "fragment", {}),
            ("https://plant.example.com:http/", "port_form", {}),
            ("https://plant.example.com:0443/", "port_form", {}),
            ("https://plant.example.com:65536/", "port_form", {}),
            ("https://[2606:4700::1111]:x/", "port_form", {}),
            ("https://", "form", {}),
            ("https://:443/", "form", {}),
            ("https://a..b/", "host", {}),
            ("https://%6c%6f/", "host", {}),
            ("https://a℀.example.com/", "host_idn", {}),
            ("https://127.1/", "host_number", {}),
            ("https://2606:4700::1111/", "host_brackets", {}),
            ("https://[::1/", "host_brackets", {}),
            ("https://[1.2.3.4]/", "host_brackets", {}),
            ("http://Plant.example.com/", "https", {"host": "plant.example.com"}),
            ("https://plant.example.com:81/", "port", {"port": "81", "ports": "443, 8443"}),
            ("http://inverter.local:81/", "local_name", {"host": "inverter.local"}),
            ("https://metadata.google.internal/", "metadata", {"place": "metadata.google.internal"}),
            ("https://169.254.169.254/", "metadata", {"place": "169.254.169.254"}),
            ("https://127.0.0.1/", "loopback", {"place": "127.0.0.1"}),
            ("http://192.168.1.5:8080/", "private", {"place": "192.168.1.5"}),
            ("http://93.184.216.34/", "https", {"host": "93.184.216.34"}),
            ("https://[fd00::1]/", "private", {"place": "fd00::1"}),
            ("https://[::ffff:10.0.0.1]/", "embedded", {"kind": "IPv4-mapped of 10.0.0.1"}),
            ("https://224.0.0.1/", "reserved", {"kind": "multicast"}),
            ("https://db.example.com/", "closed", {"place": "db.example.com"}),
        ],
    )
    def test_each_slip_has_its_fault_and_what_was_understood(self, url: str, fault: str, facts: dict[str, str]) -> None:
        with pytest.raises(AddressRefused) as caught:
            Guard(deny=["db.example.com"]).target(url)
        assert (caught.value.fault, caught.value.facts | facts) == (fault, caught.value.facts)
        assert "k3y" not in f"{caught.value} {caught.value.facts}"

    def test_it_is_read_once(self) -> None:
        guard = Guard()
        assert guard.target(NAMED) is guard.target(NAMED)

    def test_the_endpoint_is_fit_for_a_log(self) -> None:
        assert CLOSED.target(NAMED + "?key=1").endpoint == "https://plant.example.com:443"
        assert CLOSED.target("https://[2606:4700::1111]/x").endpoint == "https://[2606:4700::1111]:443"


class TestTheAddress:
    @given(some.ip_addresses())
    def test_it_passes_only_where_the_tables_say_that_it_is_public(self, address: object) -> None:
        public = fault(ip_address(str(address))) is None
        if public:
            passes(CLOSED, NAMED, str(address))
        else:
            refused(CLOSED, NAMED, str(address))

    @pytest.mark.parametrize("text", ["fe80::1%eth0", "fe80::1%2", "plant", "", "127.1", "0x7f000001"])
    def test_what_is_not_an_address_is_refused(self, text: str) -> None:
        refused(CLOSED, NAMED, text)

    def test_the_refusal_says_what_the_name_leads_to(self) -> None:
        said = refused(CLOSED, NAMED, "10.0.0.1")
        assert said == "plant.example.com (10.0.0.1) is not a public address (private)"

    @pytest.mark.parametrize(
        ("address", "fault"),
        [
            ("10.0.0.1", "private"),
            ("100.64.0.1", "private"),
            ("fe80::1", "private"),
            ("127.0.0.1", "loopback"),
            ("203.0.113.7", "reserved"),
            ("2002:7f00:1::1", "embedded"),
            ("169.254.169.254", "metadata"),
            ("10.9.9.9", "closed"),
        ],
    )
    def test_the_fault_names_the_name_with_its_address(self, address: str, fault: str) -> None:
        guard = Guard(deny=["10.9.9.9"])
        with pytest.raises(AddressRefused) as caught:
            passes(guard, NAMED, address)
        assert (caught.value.fault, caught.value.facts["place"]) == (fault, f"plant.example.com ({address})")

    def test_what_is_no_address_has_a_fault_without_it(self) -> None:
        with pytest.raises(AddressRefused) as caught:
            passes(CLOSED, NAMED, "k3y")
        assert (caught.value.fault, caught.value.facts) == ("no_address", {"host": "plant.example.com"})

    def test_what_only_an_open_network_permits_has_its_fault(self) -> None:
        with pytest.raises(AddressRefused) as caught:
            passes(Guard(allow_private=["10.0.0.0/8"]), "http://plant.example.com/", "93.184.216.34")
        assert caught.value.fault == "outside"

    def test_nat64_of_a_public_address_needs_the_switch(self) -> None:
        refused(CLOSED, NAMED, "64:ff9b::8.8.8.8")
        passes(Guard(nat64=True), NAMED, "64:ff9b::8.8.8.8")

    @pytest.mark.parametrize(
        "address", ["64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8", "2002:808:808::"]
    )
    def test_the_switch_for_nat64_opens_nothing_else(self, address: str) -> None:
        refused(Guard(nat64=True), NAMED, address)


class TestWhatTheOperatorOpens:
    def test_a_network_is_open_over_http_on_any_port(self) -> None:
        guard = Guard(allow_private=["10.0.0.0/8", "fd00::/8"])
        for url in ("http://10.1.2.3/", "http://10.1.2.3:8080/", "https://10.1.2.3:502/", "http://[fd00::1]:81/"):
            assert guard.target(url).url == url

    def test_a_network_is_open_by_name_too_local_names_included(self) -> None:
        guard = Guard(allow_private=["10.0.0.0/8"])
        for url in ("http://inverter.local/", "http://inverter:8080/", "http://plant.example.com:81/", NAMED):
            passes(guard, url, "10.1.2.3")

    @pytest.mark.parametrize(
        "url", ["http://inverter.local/", "http://plant.example.com/", "https://plant.example.com:81/"]
    )
    @pytest.mark.parametrize("address", ["93.184.216.34", "192.168.0.1", "127.0.0.1"])
    def test_what_only_an_open_network_permits_is_refused_elsewhere(self, url: str, address: str) -> None:
        refused(Guard(allow_private=["10.0.0.0/8"]), url, address)

    def test_an_open_network_changes_nothing_for_the_rest(self) -> None:
        guard = Guard(allow_private=["10.0.0.0/8"])
        passes(guard, NAMED, "93.184.216.34")
        refused(guard, NAMED, "192.168.0.1")
        refused(guard, "http://93.184.216.34/")
        refused(guard, "https://192.168.0.1/")

    def test_a_host_is_open_wherever_it_leads_among_public_and_private_addresses(self) -> None:
        guard = Guard(allow_private=["Inverter.Example.com"])
        for address in (
            "10.0.0.1",
            "192.168.1.1",
            "127.0.0.1",
            "169.254.7.7",
            "100.64.0.1",
            "fd00::1",
            "fe80::1",
            "1.1.1.1",
        ):
            passes(guard, "http://inverter.example.com:8080/", address)

    @pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "224.0.0.1", "0.0.0.0", "::ffff:10.0.0.1"])
    def test_a_host_that_is_open_may_not_lead_to_what_no_plant_is(self, address: str) -> None:
        refused(Guard(allow_private=["inverter.example.com"]), "http://inverter.example.com/", address)

    @pytest.mark.parametrize("url", ["http://sub.inverter.example.com/", "http://example.com/", "http://10.0.0.1/"])
    def test_a_host_opens_no_other_host(self, url: str) -> None:
        refused(Guard(allow_private=["inverter.example.com"]), url)

    def test_other_names_that_lead_to_the_place_of_an_open_host_stay_closed(self) -> None:
        refused(Guard(allow_private=["inverter.example.com"]), NAMED, "10.0.0.1")

    @pytest.mark.parametrize("entry", ["127.0.0.1", "127.0.0.0/8", "::1", "localhost", "[::1]"])
    def test_localhost_comes_with_loopback(self, entry: str) -> None:
        guard = Guard(allow_private=[entry])
        passes(guard, "http://localhost:8000/", "127.0.0.1")
        passes(guard, "http://localhost:8000/", "::1")

    def test_metadata_stays_closed_in_a_network_that_is_open(self) -> None:
        guard = Guard(allow_private=["169.254.0.0/16", "100.64.0.0/10", "fd00::/8"])
        for host in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "[fd00:ec2::254]"):
            refused(guard, f"http://{host}/")
        refused(guard, "http://metadata.google.internal/", "169.254.1.1")

    def test_metadata_opens_to_exactly_its_address(self) -> None:
        url = "http://169.254.169.254/"
        assert Guard(allow_private=["169.254.169.254"]).target(url).url == url

    def test_what_is_denied_stays_so_whatever_is_open(self) -> None:
        guard = Guard(
            allow_private=["10.0.0.0/8", "db.example.com"], deny=["10.0.0.5", "db.example.com", "93.184.216.34"]
        )
        refused(guard, "http://10.0.0.5/")
        refused(guard, "http://db.example.com/")
        refused(guard, NAMED, "93.184.216.34")

    @pytest.mark.parametrize(
        "entry", ["", "10.1.2.3/8", "10.0.0.0/33", "http://10.0.0.1/", "a b", "127.1", "*.example.com"]
    )
    def test_an_entry_that_means_nothing_is_a_mistake(self, entry: str) -> None:
        with pytest.raises(ValueError):  # noqa: PT011 - whichever of the two parsers says so
            Guard(allow_private=[entry])


def test_what_the_resolver_takes_for_an_address_never_passes_as_a_name() -> None:
    for host in ("127.1", "2130706433", "0x7f.1", "017700000001", "0251.0376.0251.0376"):
        assert socket.getaddrinfo(host, 443, flags=socket.AI_NUMERICHOST)  # the trap is real
        refused(CLOSED, f"https://{host}/")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000/", "http://localhost:8000/v1", "https://carte.example/v1/stream"]
)
def test_we_never_ask_ourselves(url: str) -> None:
    own = (("127.0.0.1", 8000), ("localhost", 8000), ("Carte.example", 443))
    guard = Guard(allow_private=["127.0.0.0/8"], own=own)
    with pytest.raises(AddressRefused, match="our own service"):
        guard.target(url)


def test_a_name_that_leads_to_ourselves_is_refused_at_the_dial() -> None:
    guard = Guard(allow_private=["127.0.0.0/8"], own=(("127.0.0.1", 8000),))
    target = guard.target("http://plant.example:8000/")
    with pytest.raises(AddressRefused, match="our own service"):
        guard.check_address(target, "127.0.0.1")


def test_another_port_of_our_machine_is_not_us() -> None:
    guard = Guard(allow_private=["127.0.0.0/8"], own=(("127.0.0.1", 8000),))
    assert guard.target("http://127.0.0.1:8001/").port == 8001
