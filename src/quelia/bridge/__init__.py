"""THE OUTHOUSE: the program at the plant. It reads a local system and hands the values on."""
