"""What the sun would give over a place without a cloud."""

import math

from quelia.domain.sun import sine

_OUTSIDE_W_M2 = 1361.0


def clear_sky(latitude: float, longitude: float, at: float, tilt: float) -> float:
    """In W/m², on panels that lean `tilt` degrees towards the equator; 0 at night."""
    height = sine(latitude, longitude, at)
    if height <= 0.0:
        return 0.0
    # Meinel: the lower the sun, the more air is in its way
    beam = _OUTSIDE_W_M2 * math.pow(0.7, math.pow(height, -0.678))
    # leaning panels see the sun as flat ones do that lie nearer to the equator
    facing = sine(latitude - math.copysign(tilt, latitude), longitude, at)
    return beam * (max(0.0, facing) + 0.12)
