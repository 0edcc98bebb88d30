"""What is installed is pinned and hashed, and no lock says where it came from: that is the machine's affair."""

import json
import re
import tomllib
from typing import Any

import pytest

from tests.house.tree import ROOT

LOCKS = ("requirements.lock", "requirements-setup.lock")


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def _pinned(lock: str) -> dict[str, str]:
    """Requirement blocks by name."""
    text = (ROOT / lock).read_text("utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)[1:]
    return {re.split(r"[=<>\[ ]", block, maxsplit=1)[0].lower(): block for block in blocks}


def _packages() -> dict[str, dict[str, Any]]:
    packages: dict[str, dict[str, Any]] = json.loads((ROOT / "frontend/package-lock.json").read_text("utf-8"))[
        "packages"
    ]
    return packages


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert re.findall(r"^.*(?:://|--(?:extra-)?index|--find-links).*$", text, re.M) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_each_requirement_has_one_version_and_its_hashes(lock: str) -> None:
    pinned = _pinned(lock)
    assert pinned
    assert [name for name, block in pinned.items() if "==" not in block or "--hash=sha256:" not in block] == []


def test_what_pyproject_asks_for_is_in_a_lock() -> None:
    project = _pyproject()
    asked = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    missing = {_name(each) for each in asked} - set(_pinned("requirements.lock"))
    missing |= {_name(each) for each in project["dependency-groups"]["setup"]} - set(_pinned("requirements-setup.lock"))
    assert missing == set()


def test_the_package_is_built_by_what_is_locked() -> None:
    for each in _pyproject()["build-system"]["requires"]:
        assert each in _pinned("requirements.lock")[_name(each)]


def test_no_tool_is_pointed_at_a_registry() -> None:
    texts = {
        name: (ROOT / name).read_text("utf-8") for name in ("pyproject.toml", "frontend/.npmrc", "Makefile", ".ci/run")
    }
    assert [name for name, text in texts.items() if re.search(r"index-url|registry=|\[\[tool\.uv\.index", text)] == []


def test_front_end_packages_are_hashed_and_name_no_registry() -> None:
    packages = {name: entry for name, entry in _packages().items() if name and not entry.get("inBundle")}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry or "integrity" not in entry] == []


def test_the_front_end_lock_is_whole() -> None:
    """A lock made where a registry lacks a platform's binary is refused by `npm ci` everywhere."""
    packages = _packages()
    ours = {name.rpartition("node_modules/")[2] for name in packages}
    wanted = {other for entry in packages.values() for other in entry.get("optionalDependencies", {})}
    assert wanted - ours == set()


def test_front_end_versions_are_exact() -> None:
    package = json.loads((ROOT / "frontend/package.json").read_text("utf-8"))
    versions = package.get("dependencies", {}) | package["devDependencies"]
    assert [name for name, version in versions.items() if not re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version)] == []


def _name(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower()
