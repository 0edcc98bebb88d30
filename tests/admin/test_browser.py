"""A browser in words."""

import pytest
from django.utils import translation

from quelia.admin.browser import browser

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "told"),
    [
        (CHROME, "Chrome sur Linux"),
        (f"{CHROME} Edg/140.0", "Edge sur Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox sur Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            "Safari sur iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome sur Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari sur macOS"),
        ("curl/8.5.0", "Navigateur inconnu"),
        ("<script>", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_browser_is_told_in_words(user_agent: str, told: str) -> None:
    with translation.override("fr"):
        assert browser(user_agent) == told


def test_in_english_it_runs_on_a_system() -> None:
    with translation.override("en"):
        assert browser(CHROME) == "Chrome on Linux"
