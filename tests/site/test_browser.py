"""The pages in a real browser: Chromium, where there is one."""

import re
import shutil

import pytest
from synthetic_site import KINDS, TRUST

from nhs_culture.site.browser import BROWSERS, browser
from nhs_culture.units import PERCENT

pytest.importorskip("playwright", reason="Playwright is not installed: no browser tests")
pytestmark = [
    pytest.mark.skipif(
        not any(map(shutil.which, BROWSERS)),
        reason=f"none of {', '.join(BROWSERS)} is on the path: no browser tests",
    ),
    pytest.mark.xdist_group("browser"),
]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def chromium():
    with browser() as running:
        yield running


@pytest.fixture
def sheet(chromium):
    """A page that remembers what it asked for and what it complained of."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.complaints, opened.asked = [], []
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.on("request", lambda request: opened.asked.append(request.url))
    yield opened
    context.close()


@pytest.fixture
def overview(sheet, reports):
    sheet.goto((reports / "index.html").as_uri())
    return sheet


def shown(sheet):
    return sheet.locator(".trusts li:visible").all_text_contents()


def test_no_complaint_and_no_request(sheet, page):
    sheet.goto(page.as_uri())
    assert sheet.complaints == []
    assert [url for url in sheet.asked if not url.startswith(("file:", "data:,"))] == []
    assert [url for url in sheet.asked if url.startswith("file:")] == [page.as_uri()]


def test_nothing_stands_in_the_way_in_light_or_dark(sheet, page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    sheet.goto(page.as_uri())
    for scheme in ("light", "dark"):
        sheet.emulate_media(color_scheme=scheme)
        result = axe.run(sheet, options={"runOnly": RULES})
        assert result.violations_count == 0, result.generate_report()


def test_a_narrow_screen_needs_no_sideways_scrolling(sheet, page):
    sheet.set_viewport_size({"width": 320, "height": 640})
    sheet.goto(page.as_uri())
    assert sheet.evaluate("document.documentElement.scrollWidth") == 320
    sheet.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert sheet.evaluate("document.documentElement.scrollWidth") == 320


def test_what_an_answer_rests_on_stands_on_the_first_screen_of_a_telephone(sheet, reports):
    sheet.set_viewport_size({"width": 390, "height": 844})
    sheet.goto((reports / KINDS["notebook"]).as_uri())
    numbers = sheet.locator(".headline .numbers").last.bounding_box()
    assert numbers["y"] + numbers["height"] < 844
    links = sheet.locator("header.site ul").bounding_box()
    assert links["height"] < 2 * 24  # one row, however many pages the site has


def test_text_of_charts_can_be_read_on_a_narrow_screen(sheet, reports):
    sheet.set_viewport_size({"width": 320, "height": 640})
    sheet.goto((reports / KINDS["notebook"]).as_uri())
    sizes = sheet.evaluate(
        """[...document.querySelectorAll("svg text")].filter((t) => t.checkVisibility()).map((t) =>
            parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getScreenCTM().a)"""
    )
    assert sizes
    assert min(sizes) >= 9


def test_the_dark_scheme_changes_the_charts_too(sheet, reports):
    sheet.goto((reports / KINDS["notebook"]).as_uri())
    seen = set()
    for scheme in ("light", "dark"):
        sheet.emulate_media(color_scheme=scheme)
        seen.add(
            sheet.evaluate(
                """["body", ".wide svg text"].map((s) => getComputedStyle(
                    document.querySelector(s))).map((s, i) => i ? s.fill : s.backgroundColor)
                    .join()"""
            )
        )
    assert len(seen) == 2


def test_a_trust_is_found_by_name_or_code_as_one_types(overview):
    field = overview.get_by_label("Find a trust by name")
    assert shown(overview) == []
    field.press_sequentially("x07")
    assert len(shown(overview)) == 1
    assert overview.get_by_role("status").text_content() == "1 of 220 trusts"
    field.fill("elodie st")
    (found,) = shown(overview)
    assert "St Élodie" in found
    field.fill("no such trust")
    assert shown(overview) == []
    assert "No trust is found by" in overview.get_by_role("status").text_content()
    field.fill("")
    assert len(shown(overview)) == 220


def test_what_is_searched_for_stands_in_the_address(overview, reports):
    overview.get_by_label("Find a trust by name").fill("x07")
    address = overview.evaluate("location.href")  # overview.url learns of a new address later
    overview.goto("about:blank")
    overview.goto(address)
    assert len(shown(overview)) == 1


@pytest.mark.parametrize(
    ("label", "option", "count"),
    [
        ("Region", "London", 74),
        ("Benchmark group", "Mental Health & Learning Disability", 73),
        ("Is the figure right?", "Nearly right", 1),
        ("Did it move more than elsewhere?", "Could be chance", 1),
    ],
)
def test_filters_narrow_the_list(overview, label, option, count):
    overview.get_by_text("All 220 trusts").click()
    overview.get_by_label(label).select_option(option)
    assert len(shown(overview)) == count


def test_filters_work_together(overview):
    overview.get_by_text("All 220 trusts").click()
    overview.get_by_label("Region").select_option("London")
    overview.get_by_label("Benchmark group").select_option("Ambulance")
    assert shown(overview) == []


def test_without_a_script_the_list_is_plain_and_whole(chromium, reports):
    context = chromium.new_context(java_script_enabled=False)
    sheet = context.new_page()
    sheet.goto((reports / "index.html").as_uri())
    sheet.get_by_text("All 220 trusts").click()
    assert sheet.locator(".trusts li:visible").count() == 220
    assert not sheet.get_by_label("Find a trust by name").is_visible()
    context.close()


def test_the_keyboard_reaches_the_content_first_and_then_every_link(overview):
    overview.keyboard.press("Tab")
    assert overview.evaluate("document.activeElement.className") == "skip"
    assert overview.locator(".skip").bounding_box()["x"] >= 0
    overview.keyboard.press("Enter")
    for _ in range(40):
        overview.keyboard.press("Tab")
        if overview.evaluate("document.activeElement.id") == "q":
            break
    overview.keyboard.type("X00")
    while overview.evaluate("document.activeElement.closest('.trusts') === null"):
        overview.keyboard.press("Tab")
    overview.keyboard.press("Enter")
    overview.wait_for_url(f"**/{TRUST}/index.html")


def test_a_section_of_detail_opens_by_its_heading_by_a_link_and_on_paper(sheet, reports):
    address = (reports / KINDS["notebook"]).as_uri()
    sheet.goto(address)
    inside = sheet.get_by_text("What was chosen")
    assert not inside.is_visible()
    assert sheet.get_by_role("heading", name="Sources").is_visible()
    sheet.locator("details.section > summary").press("Enter")
    assert inside.is_visible()
    sheet.goto("about:blank")
    sheet.goto(address)
    sheet.locator(".contents").get_by_role("link", name="Method").click()
    inside.wait_for(state="visible")
    sheet.goto("about:blank")
    sheet.goto(address)
    sheet.emulate_media(media="print")
    assert inside.is_visible()


def test_code_unfolds_by_keyboard(sheet, reports):
    sheet.goto((reports / KINDS["notebook"]).as_uri())
    summary = sheet.locator("details.source-code summary").first
    summary.focus()
    sheet.keyboard.press("Enter")
    assert sheet.locator("details.source-code pre").first.is_visible()


def test_the_command_can_be_copied(chromium, reports):
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    sheet = context.new_page()
    sheet.goto((reports / KINDS["notebook"]).as_uri())
    sheet.get_by_role("button", name="Copy the commands").click()
    sheet.get_by_text("Copied").or_(sheet.get_by_text("Selected")).wait_for()
    context.close()


def test_a_chart_gives_away_its_data(sheet, reports):
    sheet.goto((reports / KINDS["notebook"]).as_uri())
    with sheet.expect_download() as waiting:
        sheet.locator("figure .download").first.click()
    assert waiting.value.suggested_filename == "x00-recommend-work-trend.csv"
    title, unit, source, _, columns, *_ = waiting.value.path().read_text("utf-8-sig").splitlines()
    assert title.startswith('Title,"It rose. Recommend as a place to work (%), ')
    assert (unit, source) == ("Unit,%", "Source,Synthetic survey")
    assert columns == "period,trust,peers_p05,peers_p25,peers_median,peers_p75,peers_p95,peers"


@pytest.fixture
def charts(sheet, reports):
    """The page of a notebook with a chart over time and one of dots, which stays silent."""
    sheet.goto((reports / KINDS["notebook"]).as_uri())
    sheet.asked.clear()
    yield sheet.locator("figure.chart").all()
    assert sheet.complaints == []
    assert [url for url in sheet.asked if not url.startswith("data:image/svg+xml")] == []


def point_at(chart, across, down):
    """Hold the pointer over a place of the drawing that is seen, in shares of its size."""
    drawing = chart.locator("svg:visible").first
    box = drawing.bounding_box()
    drawing.hover(position={"x": across * box["width"], "y": down * box["height"]})
    return chart.locator(".tip")


def test_a_pointer_is_told_the_figures_of_a_period(charts):
    period, own, *peers = point_at(charts[0], 0.3, 0.5).inner_text().splitlines()
    assert 2008 < int(period) < 2014
    assert own.startswith("Synthetic Trust")
    assert own.endswith("%")
    assert [row.partition(":")[0] for row in peers] == ["Median peer", "9 in 10 peers"]


def test_a_pointer_is_told_the_name_of_a_dot(charts):
    dots, own = (
        charts[-1].locator(f".wide [data-marks={name}]").get_attribute("d")
        for name in ("others", "own")
    )
    assert dots.count("h0") == 60
    _, _, width, height = charts[-1].locator(".wide svg").get_attribute("viewBox").split()
    x, y = re.fullmatch(r"m([\d.]+) ([\d.]+)h0", own).groups()
    told = point_at(charts[-1], float(x) / float(width), float(y) / float(height))
    name, figure = told.inner_text().splitlines()
    assert name.endswith(f"({TRUST})")
    assert figure in charts[-1].locator("[role=img]").get_attribute("aria-label")


def test_keys_read_a_chart_and_escape_puts_the_figures_away(sheet, charts):
    reader = charts[0].get_by_role("slider")
    reader.focus()
    assert reader.get_attribute("aria-valuetext").startswith("2008: Synthetic Trust")
    sheet.keyboard.press("ArrowRight")
    assert reader.get_attribute("aria-valuetext").startswith("2009: Synthetic Trust")
    assert charts[0].locator(".tip").is_visible()
    assert sheet.evaluate(
        """getComputedStyle(document.querySelector(".drawing")).outlineStyle === "solid" """
    )
    sheet.keyboard.press("Escape")
    assert not charts[0].locator(".tip").is_visible()


def test_a_trust_that_is_typed_is_set_beside_in_every_chart(sheet, charts, outcomes):
    field = sheet.get_by_label("Set another trust beside it")
    field.fill("élodie")
    assert "(X01) is marked in 2 of 2 charts" in sheet.locator(".beside .count").inner_text()
    assert [chart.locator(".beside-mark").count() for chart in charts] == [2, 2]
    last = PERCENT.value(outcomes["X01"].iloc[-1])
    told = [chart.locator(".beside-key").inner_text() for chart in charts]
    assert f"{last} in 2019; figures beyond the axis: 1 of 12" in told[0]
    assert told[1].endswith(f"(X01): {last}")
    assert "X01" in point_at(charts[0], 0.3, 0.5).inner_text()
    for called in ("SS", "old infirmary", "Second"):  # initials, a former name, the name
        field.fill(called)
        assert "(X02) is marked" in sheet.locator(".beside .count").inner_text(), called
    field.fill("no such trust")
    assert "no single trust" in sheet.locator(".beside .count").inner_text()
    assert [chart.locator(".beside-mark").count() for chart in charts] == [0, 0]


@pytest.mark.parametrize("kind", ["SVG", "PNG"])
def test_a_chart_can_be_saved_with_its_title_and_source(sheet, charts, kind):
    with sheet.expect_download() as waiting:
        charts[0].get_by_role("button", name=f"Save as {kind}").click()
    assert waiting.value.suggested_filename == f"x00-recommend-work-trend.{kind.lower()}"
    saved = waiting.value.path().read_bytes()
    if kind == "PNG":
        assert saved.startswith(b"\x89PNG")
    else:
        assert all(words in saved for words in (b"It rose", b"Source: Synthetic survey"))
        assert b"var(" not in saved


def column(table):
    return [float(cell) for cell in table.locator("tbody td").all_inner_texts()]


def test_a_long_table_is_sorted_by_its_headings(sheet, charts):
    table = sheet.locator("table").first
    before = column(table)
    heading = table.get_by_role("button", name="value")
    heading.press("Enter")
    assert column(table) == sorted(before)
    assert table.locator("[aria-sort=ascending]").inner_text().startswith("value")
    heading.press("Enter")
    assert column(table) == sorted(before, reverse=True)


def test_neighbouring_tables_are_looked_through_together(sheet, charts):
    field = sheet.get_by_label("Find in these 2 tables")
    field.fill("2011")
    assert sheet.locator(".filter .count").inner_text() == "2 of 24 rows"
    assert sheet.locator("details tbody tr:visible").count() == 1
    field.fill("")
    assert sheet.locator("details tbody tr:visible").count() == 0


def test_without_a_script_no_control_is_offered_that_does_nothing(chromium, reports):
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto((reports / KINDS["notebook"]).as_uri())
    assert plain.locator("main button:visible, main input:visible").count() == 0
    assert plain.locator("figure.chart svg:visible").count() == 2
    context.close()


def test_printing_gives_pages_of_a4(sheet, reports):
    sheet.goto((reports / KINDS["notebook"]).as_uri())
    printed = sheet.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594" in printed or b"/MediaBox [0 0 595" in printed


def test_paper_shows_links_whole_and_no_code(sheet, reports):
    sheet.goto((reports / KINDS["notebook"]).as_uri())
    sheet.emulate_media(media="print", color_scheme="dark")
    assert not sheet.locator("details.source-code").first.is_visible()
    assert not sheet.locator("nav.contents").is_visible()
    address = sheet.evaluate(
        """getComputedStyle(document.querySelector(".sources a"), "::after").content"""
    )
    assert "https://example.org/a" in address
    kept = sheet.evaluate("getComputedStyle(document.querySelector('figure')).breakInside")
    assert kept == "avoid"
    paper = sheet.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"


def test_motion_is_reduced_when_asked(sheet, reports):
    sheet.goto((reports / "index.html").as_uri())
    behaviours = []
    for wish in ("no-preference", "reduce"):
        sheet.emulate_media(reduced_motion=wish)
        behaviours.append(
            sheet.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
        )
    assert behaviours == ["smooth", "auto"]


def test_a_hostile_name_is_seen_as_it_is_written(sheet, reports):
    sheet.goto((reports / KINDS["trust"]).as_uri())
    assert '<script>alert("x")</script>' in sheet.locator("h1").inner_text()
