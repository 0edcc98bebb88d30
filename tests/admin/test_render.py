"""Django's template engine, as the pages borrow it: everything is escaped, and nothing is said of what went wrong."""

from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist

from quelia.admin.render import Renderer


def rendered(folder: Path, page: str, **context: object) -> str:
    (folder / "page.html").write_text(page, "utf-8")
    return Renderer(folder)("page.html", context)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("<script>", "&lt;script&gt;"),
        ('"', "&quot;"),
        ("'", "&#x27;"),
        ("&lt;", "&amp;lt;"),
        ("{{ other }}", "{{ other }}"),
        ("{% include 'page.html' %}", "{% include &#x27;page.html&#x27; %}"),
        ("Énergies", "Énergies"),
    ],
)
def test_what_is_put_into_a_page_is_text(tmp_path: Path, given: str, written: str) -> None:
    assert rendered(tmp_path, "{{ text }}", text=given, other="never") == written


def test_what_is_put_into_an_attribute_cannot_leave_it(tmp_path: Path) -> None:
    hostile = "\" onclick='a' x=\""
    assert rendered(tmp_path, '<p title="{{ text }}">', text=hostile).count('"') == 2


def test_an_included_part_is_escaped_as_well(tmp_path: Path) -> None:
    (tmp_path / "part.html").write_text("{{ text }}")
    assert rendered(tmp_path, '{% include "part.html" %}', text="<b>") == "&lt;b&gt;"


def test_a_page_stands_in_a_frame_of_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "base.html").write_text("<main>{% block main %}{% endblock %}</main>")
    page = '{% extends "base.html" %}{% block main %}{{ text }}{% endblock %}'
    assert rendered(tmp_path, page, text="inside") == "<main>inside</main>"


@pytest.mark.parametrize(("number", "written"), [(43.2965, "43.2965"), (1234567, "1234567"), (-0.5, "-0.5"), (0, "0")])
def test_a_number_is_written_as_programs_read_it(tmp_path: Path, number: float, written: str) -> None:
    assert rendered(tmp_path, "{{ number }}", number=number) == written


def test_what_is_not_known_is_left_out(tmp_path: Path) -> None:
    assert rendered(tmp_path, "[{{ nothing }}{{ nothing.at.all }}]") == "[]"


def test_a_value_is_not_changed_by_being_shown(tmp_path: Path) -> None:
    context = {"list": [1, 2]}
    rendered(tmp_path, "{% for each in list %}{{ each }}{% endfor %}", **context)
    assert context == {"list": [1, 2]}


@pytest.mark.parametrize("name", ["nowhere.html", "../secret.html", "/etc/passwd"])
def test_only_the_templates_of_the_folder_are_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.html").write_text("secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    with pytest.raises(TemplateDoesNotExist):
        Renderer(folder)(name, {})
