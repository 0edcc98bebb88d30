"""The forms of the office, one file a table. What they take is what `quelia load` takes, checked by the same rules."""
