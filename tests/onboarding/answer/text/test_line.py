"""Lines, and whose words they are."""

from quelia.onboarding.answer.text.line import Whose, lines, passed_on


def test_marks_of_quotes_lists_and_frames_are_no_words() -> None:
    text = "> > - **Unité** : MW\n> > │ kW │\n> > ━━━━━━\n> > | a | b |"
    assert [line.text for line in lines(text)] == ["Unité : MW", "kW", "", "a | b"]


def test_what_is_quoted_more_deeply_than_the_rest_is_not_the_reply() -> None:
    assert [line.whose for line in lines("Oui\n> URL : x")] == [Whose.REPLY, Whose.LETTER]
    assert [line.whose for line in lines("> Oui\n> URL : x")] == [Whose.REPLY, Whose.REPLY]


def test_our_form_counts_within_what_is_quoted() -> None:
    quoted = lines(
        "Voici\n> Exemple : https://a.example\n> CONFIGURATION API TEMPS RÉEL\n> URL : x\n> Questions fréquentes\n> URL : y"
    )
    assert [line.whose for line in quoted] == [
        Whose.REPLY,
        *[Whose.LETTER] * 1,
        Whose.FORM,
        Whose.FORM,
        Whose.LETTER,
        Whose.LETTER,
    ]


def test_an_older_mail_begins_where_programs_say_so() -> None:
    for mark in ("-----Message d'origine-----", "Le lundi, Quelia a écrit :", "De : Q\nEnvoyé : lundi\nObjet : API"):
        assert lines(f"Oui\n\n{mark}\nURL : x")[-1].whose == Whose.LETTER


def test_only_a_mail_that_passes_another_on_is_read_below() -> None:
    assert passed_on("Voici\n\n-----Message d'origine-----\nURL : x", is_forward=False) == ("", 0)
    assert passed_on("Voici\n\n-----Message d'origine-----\nURL : x", is_forward=True) == ("URL : x", 4)
    assert passed_on("Voici\n\nForwarded message\nURL : x", is_forward=False) == ("URL : x", 4)
