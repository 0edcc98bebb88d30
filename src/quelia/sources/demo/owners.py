"""The simulated owners: as in life, each answers in a shape of its own. Their plants are declared in plants.toml."""

from datetime import UTC, datetime

from quelia.sources.demo.server import SimulatedOwner, basic, bearer, header, query
from quelia.sources.demo.weather import steady, sun, wind


def _scada(share: float, now: float) -> object:
    """The annex of the brief."""
    stamp = datetime.fromtimestamp(now, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    production = {"currentPower": round(18.2 * share, 1), "peakPower": 18.2, "dailyProduction": 61.3}
    return {"status": "online", "timestamp": stamp, "data": {"production": production}}


def _canopies(share: float, _: float) -> object:
    """Null at night, as inverters that sleep say it."""
    return {
        "site": "ombrieres",
        "current_power": round(4_800 * share, 1) or None,
        "temperature": round(9 + 8 * share, 1),
    }


def _turbines(share: float, now: float) -> object:
    """One number per turbine, to be added up."""
    turbines = [
        {"id": f"E{number}", "power_kw": round(3_000 * share * (0.9 + 0.04 * number))} for number in range(1, 5)
    ]
    return {"updated": int(now * 1000), "turbines": turbines, "wind": {"speed": round(3 + 14 * share, 1)}}


def _crest(share: float, _: float) -> object:
    """A number in a text, with a decimal comma."""
    return {"parc": {"puissance": f"{11.5 * share:.2f}".replace(".", ","), "unite": "MW"}}


def _digester(share: float, _: float) -> object:
    return {"injection": [{"point": "poste", "debit": round(320 * share, 1), "unite": "Nm3/h"}], "etat": "ok"}


OWNERS: dict[str, SimulatedOwner] = {
    "solaire-du-sud": SimulatedOwner(sun(43.2965, 5.3698), _scada, header("X-API-Key")),
    "ombrieres-garonne": SimulatedOwner(sun(44.8378, -0.5792), _canopies, bearer),
    "vents-d-iroise": SimulatedOwner(wind(1.0), _turbines, query("apikey")),
    "cretes-du-levezou": SimulatedOwner(wind(4.2), _crest, header("X-Api-Token")),
    "biogaz-de-la-vesle": SimulatedOwner(steady(2.0), _digester, basic("carte")),
}
