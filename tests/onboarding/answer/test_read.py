"""What owners sent back: what is read of it, how sure that is, and what is remarked."""

import pytest

from quelia.onboarding.answer.answer import Answer, Key, Secret
from quelia.onboarding.answer.read import read


def one(text: str | bytes, name: str = "") -> Answer:
    (answer,) = read(text, name)
    return answer


def values(answer: Answer) -> dict[str, str]:
    return {field: found.value for field, found in answer.fields.items()}


def codes(answer: Answer) -> list[str]:
    return [remark.code for remark in answer.remarks]


def keys(answer: Answer) -> list[tuple[str, str, str, str | None]]:
    return [(key.scheme, key.name, key.user, key.secret.reveal() if key.secret else None) for key in answer.keys]


def test_a_quoted_answer_with_a_wrapped_address_and_a_wrapped_token_is_whole_again() -> None:
    answer = one(
        "> > Nom du projet : Les Quatre Vents\n"
        "> > URL de l'API : https://supervision.quatrevents.example/api/v3/parks/\n> > 4vents/live/power\n"
        "> > Unite : [ ] kW [x] MW [ ] Nm3/h\n"
        "> > Valeur de la cle : Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJx\n> > k3jfh83hf83hf-9393\n"
    )
    assert values(answer) == {
        "project": "Les Quatre Vents",
        "url": "https://supervision.quatrevents.example/api/v3/parks/4vents/live/power",
        "unit": "MW",
    }
    assert answer.fields["url"].confidence == "likely"
    assert keys(answer) == [("bearer", "", "", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJxk3jfh83hf83hf-9393")]
    assert codes(answer) == ["url_mended"]


def test_the_numbers_of_the_letter_are_labels_too() -> None:
    answer = one(
        '1. https://w.example/all?site=12\n2. production.now\n3. kW\n4. X-Auth-Token: 9f8e7d6c\n5. {"production": {"now": 3}}'
    )
    assert values(answer) == {"url": "https://w.example/all?site=12", "path": "production.now", "unit": "kW"}
    assert {found.confidence for found in answer.fields.values()} == {"likely"}
    assert keys(answer) == [("header", "X-Auth-Token", "", "9f8e7d6c")]


def test_sentences_are_read_and_never_sure() -> None:
    answer = one(
        "Bonjour, voici l'URL : https://b.example/v1/debit et le champ est data.flow, en Nm3/h. Pas besoin de clé.\n"
        "Bonne journée\nMarc"
    )
    assert values(answer) == {
        "url": "https://b.example/v1/debit",
        "path": "data.flow",
        "unit": "Nm³/h",
        "contact_name": "Marc",
    }
    assert "sure" not in {found.confidence for found in answer.fields.values()}
    assert answer.needs_key is False


def test_what_is_written_between_our_quoted_lines_is_the_answer() -> None:
    answer = one(
        "> URL de l'API : ______\n> Exemple : https://api.votreentreprise.example/power\n> Unité : ☐ kW  ☐ MW\n\nkW\n"
        "> Chemin JSON : _____\n\nsite.p\n"
    )
    assert values(answer) == {"path": "site.p", "unit": "kW"}


def test_the_letter_below_a_reply_answers_nothing() -> None:
    answer = one(
        "Réponses à venir.\nCdlt\nLuc\n\n-----Message d'origine-----\nDe : Quelia\nEnvoyé : lundi\nObjet : API\n\n"
        "https://api.votreentreprise.com/power?apikey=VOTRE_CLE_SECRETE\nX-API-Key: VOTRE_CLE_SECRETE\n"
        "URL API : https://scada.x.example/api\n"
    )
    assert "url" not in answer.fields
    assert answer.keys == ()


def test_a_mail_that_only_passes_an_answer_on_is_that_answer() -> None:
    answer = one("Pour info\n\n-----Message transféré-----\nURL de l'API : https://x.example/1\nChemin JSON : p\n")
    assert values(answer) == {"url": "https://x.example/1", "path": "p"}
    assert answer.fields["url"].line == 4


def test_two_forms_in_one_mail_are_two_answers() -> None:
    form = (
        "Nom du projet : Parc {0}\nURL de l'API : https://a.example/{0}\nUnité : kW\nAuthentification requise : non\n\n"
    )
    assert [values(answer)["project"] for answer in read(form.format("A") + form.format("B"))] == ["Parc A", "Parc B"]


def test_a_key_in_the_address_is_a_secret_and_the_address_does_without() -> None:
    answer = one("URL : https://p.example/rt?site=2&apikey=AB12-CD34&format=json")
    assert values(answer) == {"url": "https://p.example/rt?site=2&format=json"}
    assert keys(answer) == [("query", "apikey", "", "AB12-CD34")]


def test_a_secret_is_masked_wherever_else_it_stands() -> None:
    answer = one(
        "Nom du projet : Parc s3cr3t-4711\nX-API-Key: s3cr3t-4711\nUnité : Autre : s3cr3t-4711\n"
        '{"key": "s3cr3t-4711", "power": 3}\n'
        "Chemin JSON : a > s3cr3t-4711"
    )
    assert keys(answer) == [("header", "X-API-Key", "", "s3cr3t-4711")]
    assert "s3cr3t-4711" not in repr(answer)
    assert "s3cr3t-4711" not in answer.sample
    assert values(answer)["project"] == "Parc •••"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authorization: Basic cXVlbGlhOnMzY3JldA==", ("basic", "", "quelia", "s3cret")),
        ("Header Authorization : Token 8888aaaa9999", ("header", "Authorization", "", "Token 8888aaaa9999")),
        ("Identifiant : lecture\nMot de passe : P@ss w0rd!", ("basic", "", "lecture", "P@ss w0rd!")),
        ("URL : https://user1:pa55@x.example/api", ("basic", "", "user1", "pa55")),
        ("Clé : utilisateur quelia_ro / mot de passe Barbe!47", ("basic", "", "quelia_ro", "Barbe!47")),
        (
            "La clé est 7f7f-aaaa-9090, à passer dans le header X-API-Key.",
            ("header", "X-API-Key", "", "7f7f-aaaa-9090"),
        ),
        ("Type : API Key dans URL (paramètre api_key)\nClé : L4AJX0NC", ("query", "api_key", "", "L4AJX0NC")),
        ("Header : X-API-Key\nClé : je vous l'envoie par SMS", ("header", "X-API-Key", "", None)),
        ("URL : https://x.example/?key=VOTRE_CLE\nClé : 77-88-99", ("query", "key", "", "77-88-99")),
        ("curl -u quelia:pa:ss --digest https://x.example/", ("digest", "", "quelia", "pa:ss")),
        ("curl --oauth2-bearer tok_123456789 https://x.example/", ("bearer", "", "", "tok_123456789")),
        ("Auth: OAuth2\nUser: my-id\nClient secret: s3cr3t-000", ("oauth2", "", "my-id", "s3cr3t-000")),
    ],
)
def test_a_key_is_known_by_how_it_is_shown(text: str, expected: tuple[str, str, str, str | None]) -> None:
    assert expected in keys(one(text))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Unité : ☒ kW ☒ MW ☐ Nm3/h", "unit_several"),
        ("Unité : kWh", "unit_energy"),
        ("Unité : mw", "unit_case"),
        ("Unité : ☐ kW ☐ MW ☒ Autre : ___", "unit_other_empty"),
        ("Chemin JSON : data -> power", "path_mended"),
        ("URL de l'API : demandez à notre prestataire", "url_unreadable"),
        ("URL de l'API : scada.lac.example/api/live", "url_scheme"),
        ("URL : https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fx.example&data=05", "url_wrapper"),
        ("URL : https://a.example/1 ou https://a.example/2", "url_several"),
        ("Clé : abcd1234efgh", "key_place"),
        ("Authentification requise : ☒ Oui ☒ Non", "needs_both"),
        ("Authentification requise : non\nX-API-Key: abcd1234", "key_unneeded"),
        ("Si oui, type : ☒ Header Authorization ☒ Header X-API-Key", "key_type_several"),
        ("Exemple de réponse JSON : { ceci: <n'est pas> [du json ! }", "sample_unreadable"),
        ("Nom du projet : Centrale d'?guzon", "letters_lost"),
        ("Bonjour !", "nothing"),
        ("x\n" * 7000, "cut"),
    ],
)
def test_what_is_doubtful_is_remarked(text: str, code: str) -> None:
    assert code in codes(one(text))


def test_several_units_are_not_chosen_among() -> None:
    assert "unit" not in one("Unité : ☒ kW ☒ MW ☐ Nm3/h").fields


def test_a_link_that_a_mail_system_put_there_is_no_address() -> None:
    answer = one("URL : https://urldefense.com/v3/__https://x.example/api__;!!abc")
    assert "url" not in answer.fields


@pytest.mark.parametrize("empty", ["N/A", "néant", "-", "à venir", "____", "TBD", "…", "?"])
def test_nothing_said_is_nothing_found(empty: str) -> None:
    answer = one(
        f"Nom du projet : {empty}\nURL de l'API : {empty}\nChemin JSON : {empty}\nUnité : {empty}\nValeur de la clé : {empty}"
    )
    assert (values(answer), answer.keys) == ({}, ())


def test_who_signs_is_asked_where_nobody_else_is_named() -> None:
    answer = one("URL : https://x.example/1\n\nBien à vous,\nClaire Fontaine\nT. 04.93.00.11.22 | claire@v.example")
    assert {field: (found.value, found.confidence) for field, found in answer.fields.items() if field != "url"} == {
        "contact_name": ("Claire Fontaine", "doubtful"),
        "contact_email": ("claire@v.example", "doubtful"),
        "contact_phone": ("04.93.00.11.22", "doubtful"),
    }


def test_the_language_is_that_of_the_labels_else_of_the_small_words() -> None:
    assert one("Project name: X\nUnit: kW").lang == "en"
    assert one("Hello, please find here https://x.example/api").lang == "en"
    assert one("Unité : kW").lang == "fr"


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00", b"\xff\xfe", b"%PDF-1.7 \x00", b"PK\x03\x04", "\ud800", "🙂" * 10, b"From: x\nContent-Type: y\n\n"],
)
def test_nothing_that_is_sent_breaks_the_reader(content: bytes | str) -> None:
    assert len(read(content)) == 1


def test_a_remark_is_a_sentence_in_each_language() -> None:
    answer = one("Unité : kWh\nChemin JSON : a -> b")
    assert {remark.code: dict(remark.facts) for remark in answer.remarks} == {
        "path_mended": {"written": "a -> b", "path": "a.b"},
        "unit_energy": {"unit": "kWh", "meant": "kW"},
    }


def test_a_key_prints_as_dots() -> None:
    assert "abc" not in repr(Key("bearer", secret=Secret("abc")))


def test_an_answer_below_each_line_of_the_quoted_form_is_read_whole() -> None:
    answer = one(
        "Réponses dans le texte.\n\nLe lun. 2 nov. 2026 à 09:12, Cartes <c@a.example> a écrit :\n\n"
        "> Nom du projet : _______________________\nParc éolien du Mont d'Or\n>\n"
        "> URL de l’API : _______________________\nhttps://scada.a.example/sum\n>\n"
        "> Authentification requise : ☐ Oui  ☐ Non\noui\n>\n"
        "> Si oui, type : ☐ API Key dans URL\n>                ☐ Header Authorization\n>                ☐ Header X-API-Key\n"
        ">                ☐ Autre : _______________\nHeader X-API-Key\n>\n"
        "> Valeur de la clé : _______________________\nm0nt-d0r-2026-KEY\n"
    )
    assert values(answer)["project"] == "Parc éolien du Mont d'Or"
    assert keys(answer) == [("header", "X-API-Key", "", "m0nt-d0r-2026-KEY")]


def test_a_key_that_was_broken_over_two_lines_is_one_and_not_sure() -> None:
    answer = one("En-tête : X-API-Key\nValeur de la clé : 3fA9kLm2Qx7Vb8Nn\nYu1Op0As4Df\nCordialement")
    assert keys(answer) == [("header", "X-API-Key", "", "3fA9kLm2Qx7Vb8NnYu1Op0As4Df")]
    assert answer.keys[0].confidence == "likely"


@pytest.mark.parametrize("below", ["Cordialement", "Jean-Marc2", "12345678"])
def test_a_word_below_a_key_is_no_piece_of_it(below: str) -> None:
    assert keys(one(f"En-tête : X-API-Key\nValeur de la clé : abc-998\n{below}")) == [
        ("header", "X-API-Key", "", "abc-998")
    ]


def test_a_mail_that_was_copied_as_it_travels_is_read_as_it_was_written() -> None:
    answer = one(
        "Nom du projet : Centrale de S=C3=A8te\nURL de l=E2=80=99API : https://a.example/tres/long/qui/ne/tient/p=\n"
        "as/sur/une/ligne?site=3D12\nUnit=C3=A9 : MW\n"
    )
    assert values(answer) == {
        "project": "Centrale de Sète",
        "url": "https://a.example/tres/long/qui/ne/tient/pas/sur/une/ligne?site=12",
        "unit": "MW",
    }
    assert {found.confidence for found in answer.fields.values()} == {"sure"}


def test_an_invisible_mark_is_no_broken_accent() -> None:
    assert codes(one("Bonjour\n\ufeffURL : https://a.example/live\nUnité : kW")) == []


def test_the_header_may_be_told_behind_the_key_and_the_unit_in_a_word() -> None:
    answer = one("url : https://a.example/now\nla clé: zK81jjQ0pPw3 dans le header X-Auth-Token\n\nen mégawatts")
    assert keys(answer) == [("header", "X-Auth-Token", "", "zK81jjQ0pPw3")]
    assert answer.fields["unit"].value == "MW"
    assert answer.fields["unit"].confidence == "likely"


@pytest.mark.parametrize(
    ("command", "key"),
    [
        ("wget --header='X-API-Key: Azerty-4422' https://a.example/live", ("header", "X-API-Key", "", "Azerty-4422")),
        ("wget --user=lecteur --password=Azerty-4422 https://a.example/live", ("basic", "", "lecteur", "Azerty-4422")),
        ("Chemin : power (avec X-API-Key: Azerty-4422)", ("header", "X-API-Key", "", "Azerty-4422")),
    ],
)
def test_a_key_in_a_command_or_in_brackets_is_whole(command: str, key: tuple[str, str, str, str]) -> None:
    assert keys(one(command)) == [key]


def test_what_a_program_takes_of_an_answer_is_no_example() -> None:
    answer = one('r = requests.get("https://a.example/live")\nprint(r.json()["data"]["power"])')
    assert answer.sample == ""


def test_a_label_with_one_wrong_letter_is_known_and_not_sure() -> None:
    answer = one(
        "Nom du projer : Centrale de Lavaur\nURL : https://a.example/live\nChemain JSON : data.p\nUnitée : MW\n"
        "Valeure de la clé : LAVAUR-2026-xyz\n"
    )
    assert values(answer) == {
        "project": "Centrale de Lavaur",
        "url": "https://a.example/live",
        "path": "data.p",
        "unit": "MW",
    }
    assert {field: answer.fields[field].confidence for field in ("project", "path", "unit")} == {
        "project": "likely",
        "path": "likely",
        "unit": "likely",
    }
    assert [key.secret.reveal() for key in answer.keys if key.secret] == ["LAVAUR-2026-xyz"]


@pytest.mark.parametrize("text", ["Notre site : beau", "Marque : Kaco", "Puits : 3", "Titre : x", "Comté : Kent"])
def test_a_word_that_is_only_like_a_label_is_none(text: str) -> None:
    assert values(one(f"{text}\nURL : https://a.example/live")) == {"url": "https://a.example/live"}


def test_user_and_password_behind_one_word() -> None:
    assert keys(one("URL : https://a.example/live\nIdentifiants : lecteur:Azerty-4422")) == [
        ("basic", "", "lecteur", "Azerty-4422")
    ]


def test_an_owner_who_says_where_his_key_stands_is_not_told_that_it_cannot_be_read() -> None:
    answer = one("URL : https://a.example/live?token=s3cr3t-t0k3n\nclé : elle est dans l'url\nUnité : kW")
    assert codes(answer) == []


_BLANK = (
    "\n\nLe lun. 2 nov. 2026 à 09:12, Cartes <c@a.example> a écrit :\n> CONFIGURATION API TEMPS RÉEL\n"
    "> URL de l’API : _______________________\n> Authentification requise : ☐ Oui  ☐ Non\n"
    "> Valeur de la clé : _______________________\n"
)


@pytest.mark.parametrize(
    ("said", "needs", "found"),
    [
        ("pas de clé.", False, []),
        (
            "il faut le header X-API-Key avec la valeur Zx81-qT77",
            None,
            [("header", "X-API-Key", "", "Zx81-qT77")],
        ),
    ],
)
def test_a_form_that_was_left_empty_below_takes_nothing_from_what_is_said_above(
    said: str, needs: bool | None, found: list[tuple[str, str, str, str]]
) -> None:
    answer = one(f"Bonjour,\nURL : https://a.example/now, en MW, {said}\nLéa{_BLANK}")
    assert (answer.needs_key, keys(answer)) == (needs, found)


def test_the_number_of_the_key_may_say_that_there_is_none() -> None:
    assert one("1. https://a.example/now\n2. p.ac\n3. MW\n4. pas de clé").needs_key is False


@pytest.mark.parametrize(
    ("said", "needs"), [("sans", False), ("Non", False), ("oui", True), ("requise", True), ("publique", False)]
)
def test_yes_or_no_in_the_place_of_a_key_is_none(said: str, needs: bool) -> None:
    answer = one(f"URL : https://a.example/live\nClé : {said}")
    assert (answer.keys, answer.needs_key) == ((), needs)


def test_a_sentence_about_a_key_that_comes_another_way_is_no_key_that_cannot_be_read() -> None:
    assert codes(one("Bonsoir, la clé vous a été envoyée par SMS. L'adresse est https://a.example/api, en kW.")) == []


def test_a_word_before_a_path_is_no_piece_of_it() -> None:
    assert values(one("The value is at data.acPower (in kW), https://a.example/api."))["path"] == "data.acPower"


@pytest.mark.parametrize(
    ("ticked", "value", "confidence"),
    [
        ("Header X-API-Key", "token=abc-4422", "likely"),
        ("API Key dans URL", "Bearer abc-4422", "likely"),
        ("Header Authorization", "Bearer abc-4422", "sure"),
        ("Header Authorization", "Basic bGVjOnBhc3N3MHJkLTE=", "sure"),
    ],
)
def test_a_key_that_looks_unlike_what_is_ticked_is_not_sure(ticked: str, value: str, confidence: str) -> None:
    answer = one(f"Si oui, type : ☒ {ticked}\nValeur de la clé : {value}")
    assert [key.confidence for key in answer.keys] == [confidence]


@pytest.mark.parametrize(
    "header", ["=?u\xc3\xa9tf-8?q?Zo=C3=AB?=", "=?utf-8?b?%%%?=", "=?x-none?q?a?=", "=?utf-8?q?" + "=" * 50]
)
def test_a_header_that_cannot_be_read_stops_nothing(header: str) -> None:
    mail = f"From: {header} <z@a.example>\r\nSubject: {header}\r\nMIME-Version: 1.0\r\n\r\nURL : https://a.example/live\r\n"
    assert values(one(mail.encode("latin-1")))["url"] == "https://a.example/live"
