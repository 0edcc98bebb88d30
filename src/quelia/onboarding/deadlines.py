"""How long things last that owners are told of: the letter, the invitation and its reminders take it from here."""

INVITATION_DAYS = 7  # a week-end and some days in which the one who has the key is back
