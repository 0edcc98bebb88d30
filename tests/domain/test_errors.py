from quelia.domain.errors import REASONS, AddressRefused

PUBLIC = """timeout connection tls address redirect http_status auth rate_limited too_large not_json html encoding path
not_a_number unit status implausible secret_missing"""


def test_the_public_reasons_are_those_of_the_contract() -> None:
    assert sorted(REASONS) == sorted(PUBLIC.split())


def test_only_what_asking_again_cannot_mend_is_lasting() -> None:
    assert {code for code, error in REASONS.items() if error.lasting} == {"auth", "rate_limited", "secret_missing"}


def test_a_refused_address_says_its_fault_to_the_log_with_the_facts() -> None:
    error = AddressRefused("port", host="plant.example.com", port="81", ports="443, 8443")
    assert str(error) == "port 81 is not one that sources may use (443, 8443)"
    assert (error.fault, error.facts["port"]) == ("port", "81")


def test_a_fact_is_never_taken_for_a_place_to_fill() -> None:
    assert str(AddressRefused("https", host="{port}")) == "{port} must be asked over HTTPS"
