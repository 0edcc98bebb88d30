import pytest

from quelia.bridge.problem import host_problems


@pytest.mark.parametrize("host", ["192.0.2.10", "onduleur", "onduleur.local", "2001:db8::1", "fe80::1%eth0"])
def test_a_name_and_an_address_are_a_host(host: str) -> None:
    assert host_problems(host, "host") == []


@pytest.mark.parametrize("host", ["http://192.0.2.10", "192.0.2.10:502", "192.0.2.10/modbus", "my inverter", " a"])
def test_an_address_of_a_page_and_a_port_are_none(host: str) -> None:
    assert [each.code for each in host_problems(host, "host")] == ["host_form"]


def test_a_password_that_was_typed_with_it_is_not_repeated() -> None:
    assert host_problems("mqtt://u:secret@broker", "host")[0].fact == "broker"
