"""The map page with many plants: what they give together, the list that equals the map, and calm."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.chromium import STILL
from tests.journeys.park import PLANTS, USUAL, Park, installed, row

_SOON = 8_000  # ms: a few turns of a source, on a busy machine


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Park, str]]:
    park = Park()
    with installed(park, tmp_path_factory.mktemp("map")) as service:
        yield park, service.url


@pytest.fixture
def park(served: tuple[Park, str]) -> Park:
    park, _ = served
    park.is_well()
    park.says(**USUAL)
    return park


@pytest.fixture
def address(served: tuple[Park, str]) -> str:
    return served[1]


@pytest.fixture
def wide(page: Page, park: Park, address: str, trouble: list[str]) -> Page:
    page.set_viewport_size({"width": 1440, "height": 900})
    return opened(page, park, f"{address}/?lang=fr")


def opened(page: Page, park: Park, url: str) -> Page:
    """The map, once all plants that have a source are live on it."""
    page.goto(url)
    living = page.locator('.plant [data-state="live"]')
    expect(living).to_have_count(sum(plant.sourced for plant in park.plants), timeout=15_000)
    return page


def on_the_map(page: Page) -> list[str]:
    """The plants that the map shows, by themselves or in a group."""
    buttons = page.locator("button.marker")
    slugs = buttons.evaluate_all("all => all.flatMap(b => (b.dataset.marker ?? b.dataset.cluster).split(' '))")
    return sorted(slugs)


def in_the_list(page: Page) -> list[str]:
    return sorted(page.locator("li.plant:visible").evaluate_all("all => all.map(each => each.dataset.plant)"))


def test_the_whole_is_read_at_once(wide: Page, park: Park) -> None:
    summary = wide.locator("[data-summary]")
    expect(summary).to_contain_text("32,8\u00a0MW")
    expect(summary).to_contain_text("250,0\u00a0Nm³/h")
    expect(summary).to_contain_text("6 sur 6 transmettent")
    expect(summary).to_contain_text("1 Sans temps réel")
    park.says(arree=2.5, crau=0)
    park.fails("causse")
    expect(summary).to_contain_text("12,8\u00a0MW", timeout=_SOON)
    expect(summary).to_contain_text("5 sur 6 transmettent", timeout=_SOON)
    expect(summary).to_contain_text("1 Erreur de connexion")


def test_the_list_equals_the_map(wide: Page) -> None:
    everything = sorted(plant.slug for plant in PLANTS)
    assert in_the_list(wide) == on_the_map(wide) == everything
    wide.get_by_label("Éolien", exact=True).check(force=True)
    expect(wide.locator("[data-chosen]")).to_have_text("2")
    assert in_the_list(wide) == on_the_map(wide) == ["arree", "causse"]
    expect(wide.locator("[data-summary]")).to_contain_text("20,5\u00a0MW")
    assert "energy=wind" in wide.url
    wide.get_by_label("Éolien", exact=True).uncheck(force=True)
    wide.get_by_label("Chercher une installation").fill("CREAU")
    expect(wide.get_by_text("Aucune installation ne correspond.")).to_be_visible()
    wide.get_by_label("Chercher une installation").fill("crau")
    expect(wide.locator("[data-chosen]")).to_have_text("1")
    assert in_the_list(wide) == on_the_map(wide) == ["crau"]


def test_a_group_says_what_its_plants_give_and_opens(wide: Page, park: Park) -> None:
    group = wide.locator('button[data-cluster="etang crau"], button[data-cluster="crau etang"]')
    expect(group).to_contain_text("8,0\u00a0MW")
    said = "2 installations : Centrale de l’Étang, Serres de la Crau {}"
    expect(group).to_have_accessible_name(said.format("8,0\u00a0MW 2 sur 2 transmettent"))
    park.fails("crau")
    expect(group).to_contain_text("6,0\u00a0MW", timeout=_SOON)
    expect(group.locator(".cluster-count")).to_have_text("2")
    expect(group.locator(".cluster-short")).to_have_text("1 sur 2")
    expect(group).to_have_accessible_name(said.format("6,0\u00a0MW 1 sur 2 transmet"))
    group.click()
    expect(wide.locator('button[data-marker="etang"]')).to_be_visible()
    expect(wide.locator('button[data-marker="crau"]')).to_contain_text("Erreur de connexion")


@pytest.mark.parametrize("size", [(320, 240), (400, 240), (480, 300), (600, 250), (390, 844), (1440, 900)])
def test_a_group_opens_in_a_frame_of_any_size(
    page: Page, park: Park, address: str, trouble: list[str], size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    opened(page, park, f"{address}/embed/carte/france?lang=fr")
    group = page.locator('button[data-cluster*="crau"]')
    for _ in range(8):
        if group.count() == 0:
            break
        together = group.get_attribute("data-cluster")
        group.click()
        expect(page.locator(f'button[data-cluster="{together}"]')).to_have_count(0)
    expect(page.locator('button[data-marker="crau"]')).to_be_in_viewport()


@pytest.mark.parametrize(("size", "path"), [((390, 844), "/"), ((600, 480), "/embed/carte/france"), ((844, 390), "/")])
def test_a_plant_of_the_list_is_seen_on_the_map_above_its_card(
    page: Page, park: Park, address: str, trouble: list[str], size: tuple[int, int], path: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    opened(page, park, f"{address}{path}?lang=fr")
    page.locator("li.plant", has_text="Étang").get_by_role("button").click()
    marker = page.locator('button[data-marker="etang"]')
    expect(marker).to_be_in_viewport(ratio=1)
    page.wait_for_function(_ON_TOP, arg="etang")
    page.set_viewport_size({"width": size[1], "height": size[0]})  # turned
    page.wait_for_function(_ON_TOP, arg="etang")


_ON_TOP = """slug => {
  const { left, top, width, height } = document.querySelector(`button[data-marker="${slug}"]`).getBoundingClientRect();
  return document.elementFromPoint(left + width / 2, top + height / 2)?.closest(".marker")?.dataset.marker === slug;
}"""


def test_the_list_below_an_open_card_is_no_way_of_the_keyboard(wide: Page) -> None:
    wide.locator("li.plant", has_text="Brenne").get_by_role("button").click()
    card = wide.locator("[data-card]")
    expect(card).to_be_visible()
    for _ in range(30):
        wide.keyboard.press("Tab")
        assert not wide.evaluate("document.activeElement.closest('[data-list]') !== null")
    card.get_by_role("button", name="Fermer").click()
    wide.get_by_label("Chercher une installation").focus()
    assert wide.evaluate("document.activeElement.name") == "q"


def test_the_way_to_the_whole_is_given_up_where_one_goes_elsewhere(wide: Page) -> None:
    nearer, whole = wide.get_by_role("button", name="Agrandir"), wide.get_by_role("button", name="Voir toute la carte")
    before = on_the_map(wide)
    groups = wide.locator("button.marker").count()
    nearer.click()
    nearer.click()
    whole.click()
    nearer.click()
    wide.evaluate(STILL)
    whole.click()
    wide.evaluate(STILL)
    assert (on_the_map(wide), wide.locator("button.marker").count()) == (before, groups)


@pytest.mark.parametrize("asked", ["plant=causse", "plant=causse&energy=wind", "plant=causse&energy=solar&q=crau"])
def test_a_link_opens_the_card(page: Page, park: Park, address: str, trouble: list[str], asked: str) -> None:
    opened(page, park, f"{address}/?lang=fr&{asked}")
    card = page.locator("[data-card]")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Crêtes du Causse")
    for said in ("Éolien", "Millau, Occitanie", "En service", "Temps réel", "8\u00a0MW", "40\u202f% de la capacité"):
        expect(card).to_contain_text(said)
    expect(page.locator('button[data-marker="causse"][aria-current]')).to_be_visible()
    card.get_by_role("button", name="Fermer").click()
    expect(card).to_be_hidden()
    assert "plant=" not in page.url


def test_the_card_of_a_phone_on_its_side_stands_beside_the_plant(
    page: Page, park: Park, address: str, trouble: list[str]
) -> None:
    page.set_viewport_size({"width": 844, "height": 390})
    opened(page, park, f"{address}/?lang=fr&plant=dombes")
    marker, card = page.locator('button[data-marker="dombes"]'), page.locator("[data-card]")
    page.wait_for_function(
        """() => document.querySelector('button[data-marker="dombes"]').getBoundingClientRect().right
            < document.querySelector("[data-card]").getBoundingClientRect().left"""
    )
    expect(marker).to_be_in_viewport()
    expect(card.get_by_role("button", name="Fermer")).to_be_in_viewport()


def test_plants_that_are_published_and_withdrawn_while_one_looks_are_told_of(
    page: Page, tmp_path: Path, trouble: list[str]
) -> None:
    park, grown = Park(PLANTS[:1]), Park(PLANTS[:2])
    for each in (park, grown):
        each.says(arree=12.5, brenne=4.25)
    with installed(park, tmp_path) as service:
        opened(page, park, f"{service.url}/?lang=fr")
        told = page.get_by_text("La carte vient de changer.")
        expect(told).to_be_hidden()
        service.load(grown.declaration())
        expect(told).to_be_visible(timeout=15_000)
        page.get_by_role("button", name="Actualiser la page").click()
        expect(page.locator('button[data-marker="brenne"]')).to_contain_text("4,25", timeout=15_000)
        expect(told).to_be_hidden()
        service.load(park.declaration().replace("published = true", "published = false"))
        expect(told).to_be_visible(timeout=15_000)
        page.get_by_role("button", name="Plus tard").click()
        expect(told).to_be_hidden()
    grown.close()


def test_a_link_can_be_shared(wide: Page, address: str) -> None:
    wide.context.grant_permissions(["clipboard-read", "clipboard-write"])
    wide.locator("li.plant", has_text="Brenne").get_by_role("button").click()
    wide.get_by_role("button", name="Partager").click()
    expect(wide.get_by_text("Lien copié")).to_be_visible()
    assert wide.evaluate("navigator.clipboard.readText()") == f"{address}/centrale/brenne?lang=fr"


_WATCH = """
() => {
  window.moved = [];
  window.rebuilt = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => window.moved.push(
      [entry.value, ...entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? node?.textContent)])))
    .observe({ type: "layout-shift" });
  new MutationObserver(list => list.forEach(({ addedNodes, removedNodes }) => {
    for (const node of [...addedNodes, ...removedNodes]) if (node.nodeType === 1) window.rebuilt += 1;
  })).observe(document.querySelector("main"), { childList: true, subtree: true });
}
"""


def test_nothing_moves_when_values_move(wide: Page, park: Park) -> None:
    park.says(arree=12.55)  # the digits that this plant will have
    expect(wide.locator('[data-live="arree"]').first).to_contain_text("12,55", timeout=_SOON)
    wide.evaluate(_WATCH)
    for arree, brenne in ((9.99, 14.75), (13.0, 9.5), (0.01, 19.99)):
        park.says(arree=arree, brenne=brenne)
        written = f"{arree:.2f}".replace(".", ",")
        expect(wide.locator('button[data-marker="arree"]')).to_contain_text(written, timeout=_SOON)
        expect(wide.locator('li [data-live="brenne"]')).to_contain_text(str(brenne).replace(".", ","), timeout=_SOON)
    assert wide.evaluate("window.moved") == []
    assert wide.evaluate("window.rebuilt") == 0


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_nothing_else_moves_when_a_state_changes(
    page: Page, park: Park, address: str, trouble: list[str], size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    opened(page, park, f"{address}/?lang=fr")
    where = """() => [...document.querySelectorAll(".map, .plants-title, .filters, li.plant")]
      .map(each => [each.dataset.plant ?? each.className, each.offsetTop, each.offsetHeight])"""
    before = page.evaluate(where)
    park.fails("causse", "crau")
    park.says(brenne=None)
    expect(page.locator('.plant [data-state="error"]')).to_have_count(2, timeout=_SOON)
    expect(page.locator('li [data-live="brenne"]')).to_have_attribute("data-state", "no_production", timeout=_SOON)
    assert page.evaluate(where) == before


def test_a_total_is_there_again_when_the_filter_goes(page: Page, park: Park, address: str, trouble: list[str]) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}/?lang=fr&energy=solar")
    summary = page.locator("[data-summary]")
    expect(summary).to_contain_text("3 sur 3 transmettent", timeout=_SOON)
    expect(summary).not_to_contain_text("Gaz", use_inner_text=True)
    page.get_by_label("Solaire", exact=True).uncheck(force=True)
    expect(summary).to_contain_text("250,0\u00a0Nm³/h", use_inner_text=True)
    page.goto(f"{address}/?lang=fr&q=zzzz")
    page.get_by_role("link", name="Tout afficher").click()
    expect(summary).to_contain_text("32,8\u00a0MW", use_inner_text=True, timeout=_SOON)


def test_a_held_page_holds_still_and_says_so(wide: Page, park: Park) -> None:
    wide.get_by_role("button", name="Mettre en pause").click()
    summary = wide.locator("[data-summary]")
    expect(summary).to_contain_text("relevés à")
    live = wide.locator('li [data-live="arree"]')
    expect(live).to_contain_text("Dernier relevé à")
    text, whole = live.inner_text(), summary.inner_text()
    assert not live.evaluate("element => element.getAnimations({ subtree: true }).length > 0")
    park.says(arree=3.5)
    other = wide.context.new_page()  # sees it, while the held page does not
    other.goto(wide.url)
    expect(other.locator('li [data-live="arree"]')).to_contain_text("3,5", timeout=_SOON)
    other.close()
    assert (live.inner_text(), summary.inner_text()) == (text, whole)
    wide.get_by_role("button", name="Reprendre").click()
    expect(live).to_contain_text("3,5", timeout=_SOON)
    expect(summary).to_contain_text("produits en ce moment")


def test_a_held_page_says_what_was_true_then_and_calls_nothing_live(
    page: Page, tmp_path: Path, trouble: list[str]
) -> None:
    park = Park(PLANTS[:2], stale_after_s=2.5)
    park.says(arree=12.5, brenne=4.25)
    with installed(park, tmp_path) as service:
        opened(page, park, f"{service.url}/?lang=fr")
        page.get_by_role("button", name="Mettre en pause").click()
        summary = page.locator("[data-summary]")
        expect(summary).to_contain_text("relevés à")
        held = summary.inner_text()
        assert re.search(r"16,8\sMW\s+relevés à [0-9:]{8}", held)
        expect(page.locator('li [data-live="arree"]')).to_have_attribute("data-state", "stale", timeout=_SOON)
        for marker in page.locator("button.marker").all():
            expect(marker).not_to_contain_text("MW", use_inner_text=True)
        assert summary.inner_text() == held
        page.get_by_label("Éolien", exact=True).check(force=True)  # of other plants nobody wrote down what they gave
        expect(summary).not_to_contain_text("MW", use_inner_text=True)
        expect(summary).to_contain_text("0 sur 1 transmet")


def test_ten_plants_that_fail_at_once_are_one_announcement(page: Page, tmp_path: Path, trouble: list[str]) -> None:
    park = Park(row(12))
    park.says(**{plant.slug: 1.5 for plant in park.plants})
    page.set_viewport_size({"width": 1440, "height": 900})
    with installed(park, tmp_path) as service:
        opened(page, park, f"{service.url}/?lang=fr")
        page.evaluate(
            """() => {
              window.said = [];
              const region = document.querySelector("[data-announcements]");
              new MutationObserver(() => region.textContent && window.said.push(region.textContent))
                .observe(region, { childList: true, characterData: true, subtree: true });
            }"""
        )
        failing = [plant.slug for plant in park.plants[:10]]
        park.fails(*failing)
        expect(page.locator('.plant [data-state="error"]')).to_have_count(10, timeout=_SOON)
        expect(page.locator("[data-summary]")).to_contain_text("2 sur 12 transmettent")
        expect(page.locator("[data-summary]")).to_contain_text("3,0\u00a0MW")
        page.wait_for_function("() => window.said.length > 0")
        heard: list[str] = page.evaluate("window.said")
        assert len(heard) <= 3
        assert not any(len(sentence) > 120 for sentence in heard)
        park.recovers(*failing)
        expect(page.locator('.plant [data-state="live"]')).to_have_count(12, timeout=15_000)
