"""The table of inputs: one file and one line each. A file is imported only where it is used, and with it its library."""

INPUTS: dict[str, str] = {
    "modbus": "quelia.bridge.inputs.modbus",
    "sunspec": "quelia.bridge.inputs.sunspec",
    "opcua": "quelia.bridge.inputs.opcua",
    "mqtt": "quelia.bridge.inputs.mqtt",
    "sql": "quelia.bridge.inputs.sql",
    "csv": "quelia.bridge.inputs.csv",
    "json": "quelia.bridge.inputs.json",
    "http": "quelia.bridge.inputs.http",
    "prometheus": "quelia.bridge.inputs.prometheus",
    "influx": "quelia.bridge.inputs.influx",
    "simulation": "quelia.bridge.inputs.simulation",
}
