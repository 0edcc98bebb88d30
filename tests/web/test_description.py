"""The description of the API is true: it names what there is, and whatever is asked is answered as it says."""

from collections.abc import Mapping
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.schemas import APIOperation, BaseSchema

from quelia.domain.errors import REASONS
from quelia.domain.plant import ENERGIES, STATUSES
from quelia.domain.quantity import QUANTITIES
from quelia.domain.rollup import Rollup
from quelia.texts import texts
from quelia.web.routes import ROUTES
from quelia.web.security import SENT_TO
from tests.domain.examples import MARSEILLE, NOW, plant, point, source
from tests.live.road import a_catalog, a_plant, a_source
from tests.web.memory import Memory
from tests.web.street import Street, says

DESCRIPTION = "/v1/openapi.yaml"
STREAM = "/v1/stream"  # its events leave the framework at the front door, see test_front.py
PATHS = [route.path for route in ROUTES if route.path.startswith("/v1/")]
SENT = [path for path in PATHS if path in SENT_TO]  # see test_push.py
CALLED = [path for path in PATHS if path not in (STREAM, *SENT)]
THERE = {"map": "france", "plant": MARSEILLE}

# what no schema can say: that one instant comes before another, that a step divides a day
_REFUSED_ALL_THE_SAME = {
    "include-path": "/v1/plants/{plant}/history",
    "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404"]}},
}
_FEW = settings(max_examples=12, deadline=None, derandomize=True, database=None)


@pytest.fixture(scope="module")
def described() -> BaseSchema:
    """The description as it is served by an application with a plant that has all there can be, and one that has not."""
    flow = point("g", "Nm³/h", quantity="gas_flow")
    three = source(point(), point("t", "°C", quantity="temperature"), flow, id=1, slug="s1")
    facts = {"commune": "Marseille", "subtype": "ground", "commissioned": "2021-06-30", "simulated": True}
    past = Memory(*(Rollup(int(NOW) - 900 * ago, "MW", 15, 15.8e6, 15.2e6, 16.1e6) for ago in range(90, 0, -1)))
    street = Street(
        a_catalog(three, a_source(2), a_source(3, "p3"), plants=[plant(**facts), a_plant("p3", paused="Travaux")]),
        history=past,
    )
    street.hear(says(MARSEILLE, source=1, measured_at=NOW - 1), says("p2", None, "tls"))
    config = SchemathesisConfig.from_dict({"operations": [_REFUSED_ALL_THE_SAME]})
    return schemathesis.openapi.from_asgi(DESCRIPTION, street.app, config=config)


def operation(described: BaseSchema, path: str) -> APIOperation[Any, Any, Any, Any]:
    found: APIOperation[Any, Any, Any, Any] = described[path]["GET"]
    return found


def there(path: str) -> dict[str, str] | None:
    """Parameters of the path that lead to something."""
    return {name: value for name, value in THERE.items() if f"{{{name}}}" in path} or None


def schema(described: BaseSchema, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = described.raw_schema["components"]["schemas"][name]
    return found


# what it names


def test_all_that_can_be_asked_for_is_described_and_nothing_else(described: BaseSchema) -> None:
    assert sorted(described.raw_schema["paths"]) == sorted(PATHS)


def test_all_that_is_described_is_read_and_only_what_owners_send_is_written(described: BaseSchema) -> None:
    ways = {path: each.keys() - {"parameters"} for path, each in described.raw_schema["paths"].items()}
    assert ways == {path: {"post" if path in SENT else "get"} for path in PATHS}


def test_words_are_those_of_the_program(described: BaseSchema) -> None:
    reading, sheet = schema(described, "Reading")["properties"], schema(described, "Plant")["properties"]
    states = {"none", *texts("fr", "visitor")["state"]}
    assert set(schema(described, "Quantity")["enum"]) == QUANTITIES.keys()
    assert set(reading["reason"]["enum"]) == {None, *REASONS}
    assert set(schema(described, "State")["enum"]) == states
    assert set(sheet["energy"]["enum"]) == ENERGIES.keys()
    assert set(sheet["status"]["enum"]) == set(STATUSES)


def test_codes_of_errors_are_those_that_have_a_sentence(described: BaseSchema) -> None:
    error = schema(described, "Error")["properties"]["error"]["properties"]
    assert set(error["code"]["enum"]) == texts("fr", "api").keys()
    pushed = schema(described, "PushError")["properties"]["error"]["properties"]
    assert set(pushed["code"]["enum"]) == texts("fr", "push")["error"].keys()


async def test_the_description_may_be_kept_and_read_by_every_site() -> None:
    answer = await Street(a_catalog()).get(DESCRIPTION)
    assert answer.headers["content-type"] == "application/yaml"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["access-control-allow-origin"] == "*"


# what is answered


@pytest.mark.parametrize("path", CALLED)
def test_whatever_may_be_asked_is_answered_as_described(described: BaseSchema, path: str) -> None:
    @given(case=operation(described, path).as_strategy(path_parameters=there(path)))
    @_FEW
    def asked(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate()

    asked()


@pytest.mark.parametrize("path", [path for path in CALLED if path != DESCRIPTION])
def test_whatever_may_not_be_asked_is_refused_as_described(described: BaseSchema, path: str) -> None:
    wrong = operation(described, path).as_strategy
    somewhere, anywhere = (wrong(GenerationMode.NEGATIVE, path_parameters=each) for each in (there(path), None))

    @given(case=somewhere | anywhere)
    @_FEW
    def asked(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate()

    asked()


@pytest.mark.parametrize("path", CALLED)
def test_what_is_there_is_found(described: BaseSchema, path: str) -> None:
    case = operation(described, path).Case(path_parameters=there(path) or {})
    assert case.call_and_validate().status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        {"quantity": "temperature"},
        {"from": "2024-01-14", "to": "2024-01-16", "step": "1d"},
        {"from": "2024-01-15T00:00:00+01:00", "step": "15m"},
        {"to": "2024-01-15T08:00:00Z", "step": "3600"},
        {"quantity": "", "from": "", "to": "", "step": ""},
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
def test_the_past_is_answered_as_described(described: BaseSchema, query: dict[str, str], accept: str) -> None:
    past = operation(described, "/v1/plants/{plant}/history")
    case = past.Case(path_parameters={"plant": MARSEILLE}, query=query)
    answer = case.call_and_validate(headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"][0].split(";")[0]) == (200, accept)


@pytest.mark.parametrize("query", [{}, {"map": "nowhere"}, {"map": "france", "plants": "p2"}])
def test_a_stream_is_refused_as_described(described: BaseSchema, query: dict[str, str]) -> None:
    assert operation(described, STREAM).Case(query=query).call_and_validate().status_code in (400, 404)
