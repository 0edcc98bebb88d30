"""Answers that the letter shows, each with where its value stands. A test reads them as the poller would."""

import msgspec


class Example(msgspec.Struct, frozen=True):
    """number: the value at `path`, in `unit`."""

    answer: str
    path: str
    number: float
    unit: str


SIMPLE = Example('{"current_power": 42.5}', "current_power", 42.5, "MW")
RICH = Example(
    """{
  "status": "ok",
  "timestamp": "2026-06-15T10:30:00Z",
  "data": {
    "power": {"value": 42.5, "unit": "MW"}
  }
}""",
    "data.power.value",
    42.5,
    "MW",
)
# what somebody with a SCADA really has: several values, of which one is wanted
WHOLE = Example(
    """{
  "status": "online",
  "timestamp": "2026-06-15T10:30:00Z",
  "data": {
    "production": {
      "currentPower": 15.8,
      "peakPower": 18.2,
      "dailyProduction": 142.5
    }
  }
}""",
    "data.production.currentPower",
    15.8,
    "MW",
)
URL = "https://api.example.com/power"
WHOLE_URL = "https://scada.example.com/api/projects/marseille/realtime"
CURL = f'curl "{URL}"'
CURL_WITH_KEY = f'curl -H "X-API-Key: …" "{URL}"'
# how each way to show a key looks, and each way to write a number; in no language
SCHEMES = {
    "query": f"{URL}?apikey=…",
    "bearer": "Authorization: Bearer …",
    "basic": "Authorization: Basic …",
    "header": "X-API-Key: …",
    "digest": "Authorization: Digest …",
    "oauth2": "Authorization: Bearer …",
}
FORMATS = {"json": "42.5", "dot": '"42.5"', "comma": '"42,5"', "leading": '"42.5 MW"'}
