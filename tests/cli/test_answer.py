"""`quelia answer`, as an operator runs it."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from quelia.cli import main
from tests.house.tree import ROOT

SAMPLES = ROOT / "tests/samples/answers"
KEY = "zk-4711-never-printed"
WHOLE = f"""Nom du projet : Parc A
URL de l'API : https://api.parc-a.example/p
Chemin JSON : data.p
Unité : MW
Authentification requise : oui
Si oui, type : Header X-API-Key
Valeur de la clé : {KEY}
Exemple de réponse JSON :
{{"data": {{"p": 15.8}}, "echo": "{KEY}"}}
"""


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def asked(text: str, tmp_path: Path, *more: str) -> int:
    file = tmp_path / "answer.txt"
    file.write_text(text, "utf-8")
    return main(["answer", str(file), "--lang", "fr", *more])


def test_a_whole_answer_is_a_complete_draft(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(WHOLE, tmp_path) == 0
    said = capsys.readouterr().out
    assert "✓ URL de l’API  https://api.parc-a.example/p  (sûr, ligne 2)" in said
    assert "– ligne 3\u00a0: Votre chemin donne 15,8\u00a0MW dans votre exemple." in said
    assert "✓ Clé           reçue – header X-API-Key  (sûr, ligne 7)" in said
    assert "Objet\u00a0: Vos données en temps réel" in said
    assert KEY not in said


def test_what_is_missing_is_said_with_a_reply_to_send(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("Nom du projet : Parc A\nURL de l'API : https://api.parc-a.example/p\n", tmp_path) == 1
    said = capsys.readouterr().out
    assert "✗ Unité         manque" in said
    assert "Ce qui manque, prêt à envoyer\u00a0:" in said
    assert "Il nous manque encore 2 précisions" in said


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WHOLE.encode())))
    assert main(["answer", "-", "--lang", "en"]) == 0
    assert "✓ API URL  https://api.parc-a.example/p  (sure, line 2)" in capsys.readouterr().out


def test_machines_get_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(WHOLE, tmp_path, "--json") == 0
    printed = capsys.readouterr().out
    assert KEY not in printed
    told: dict[str, Any] = json.loads(printed)
    (answer,) = told["answers"]
    assert answer["complete"] is True
    assert answer["fields"]["path"] == {"value": "data.p", "confidence": "sure", "line": 3}
    assert answer["keys"][0]["received"] is True
    assert json.loads(answer["sample"]) == {"data": {"p": 15.8}, "echo": "•••"}
    assert {remark["code"] for remark in answer["remarks"]} >= {"value", "key_received"}
    assert answer["source"]["point"] == [{"unit": "MW", "quantity": "power", "path": "$.data.p"}]
    assert set(told["reply"]) == {"subject", "body"}


def test_every_key_for_machines_is_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked(WHOLE, tmp_path, "--json")
    told = json.loads(capsys.readouterr().out)
    page = (ROOT / "docs/onboarding.md").read_text("utf-8")
    keys = {*told, *told["reply"], *(f"answers[].{key}" for key in told["answers"][0])}
    inner = {key for table in ("keys", "remarks") for key in told["answers"][0][table][0]}
    assert {key for key in keys | inner if f"`{key}`" not in page} == set()


def test_the_reply_is_in_the_language_of_the_owner(capsys: pytest.CaptureFixture[str]) -> None:
    main(["answer", str(SAMPLES / "english-om-firm.txt"), "--lang", "fr"])
    said = capsys.readouterr().out
    assert "✓ Projet" in said
    assert "Dear Oliver Pratt," in said


def test_the_reply_does_not_say_that_a_key_is_kept_which_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(WHOLE, tmp_path)
    said = capsys.readouterr().out
    assert ("Votre clé est bien arrivée." in said, "chiffrée chez nous" in said) == (True, False)


def test_who_signs_stands_in_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUELIA_CONTACT_NAME", "Claire Dubois")
    asked(WHOLE, tmp_path)
    assert capsys.readouterr().out.endswith("Claire Dubois\n")


def test_addresses_are_judged_by_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = WHOLE.replace("parc-a.example/", "parc-a.example:9443/")
    assert asked(moved, tmp_path) == 1
    monkeypatch.setenv("QUELIA_SOURCE_PORTS", "443,9443")
    assert asked(moved, tmp_path) == 0


@pytest.mark.parametrize(
    "wrong", [["answer", "nowhere.eml"], ["answer", "."], ["answer"]], ids=["missing", "folder", "none"]
)
def test_what_cannot_be_read_exits_with_2(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main([*wrong, "--lang", "fr"])
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    assert code == 2
    assert capsys.readouterr().err
