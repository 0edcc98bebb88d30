"""The way in: how an owner's server is asked for its readings, safely."""
