"""What the journeys declare: one owner with one plant in the shape of the brief's annex."""

PLANT = "toits-du-val"
_TEXT = """
[[owner]]
slug = "energies-du-val"
name = "Énergies du Val"

[[plant]]
slug = "toits-du-val"
owner = "energies-du-val"
name = "Toits du Val"
energy = "solar"
latitude = 47.39
longitude = 0.69
capacity = "18.2 MW"
published = true

[[source]]
slug = "scada-du-val"
owner = "energies-du-val"
url = "https://localhost:{port}/api/projects/toits-du-val/realtime"
auth = {{ type = "header", name = "X-API-Key", secret_env = "VAL_KEY" }}
interval_s = {interval_s}

[[source.point]]
plant = "toits-du-val"
quantity = "power"
path = "data.production.currentPower"
unit = "MW"
"""


def declaration(port: int, interval_s: float) -> str:
    """The file for `quelia load`; the key comes by the variable VAL_KEY."""
    return _TEXT.format(port=port, interval_s=interval_s)


def answer(power: float) -> object:
    """What the owner's server says."""
    production = {"currentPower": power, "peakPower": 18.2, "dailyProduction": 142.5}
    return {"status": "online", "timestamp": "2024-01-15T10:30:00Z", "data": {"production": production}}
