from quelia.domain.errors import REASONS

PUBLIC = """timeout connection tls address redirect http_status auth rate_limited too_large not_json html encoding path
not_a_number unit status implausible secret_missing"""


def test_the_public_reasons_are_those_of_the_contract() -> None:
    assert sorted(REASONS) == sorted(PUBLIC.split())


def test_only_what_asking_again_cannot_mend_is_lasting() -> None:
    assert {code for code, error in REASONS.items() if error.lasting} == {"auth", "rate_limited", "secret_missing"}
