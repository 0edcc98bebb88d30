"""What an owner sent back becomes an answer.

`text` reads what was sent, `fields` finds what it says, `checks` holds that against the rest. `read` joins the first two,
`checked` is the third; `masked` keeps secrets out of both, `source` and `wording` are what comes of an answer.
"""
