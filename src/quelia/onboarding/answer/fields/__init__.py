"""What the lines say: to what was asked they answer, and what of it is an address, a path, a unit, a key, a person."""
