"""The table of outputs: one file and one line each. A file is imported only where it is used, and with it its library."""

OUTPUTS: dict[str, str] = {
    "push": "quelia.bridge.outputs.push",
    "serve": "quelia.bridge.outputs.serve",
    "thingspeak": "quelia.bridge.outputs.thingspeak",
    "firebase": "quelia.bridge.outputs.firebase",
}
