"""The front page with the matters of the register: how far a reader has to go for an answer."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from analyses import run
from copies import PROJECT, unwritten
from synthetic_site import write_notebook

from nhs_culture import open_data
from nhs_culture.claims import ledger
from nhs_culture.exhibits import Headline, Reply
from nhs_culture.pages import front
from nhs_culture.site.browser import BROWSERS, browser
from nhs_culture.site.context import PageContext, Provenance
from nhs_culture.site.page import render
from nhs_culture.site.site import PageEntry, Site, TrustEntry, write_site
from nhs_culture.verdicts.labels import CHANGE, NOT_DISTINGUISHABLE

pytest.importorskip("playwright", reason="Playwright is not installed: no browser tests")
pytestmark = [
    pytest.mark.skipif(
        not any(map(shutil.which, BROWSERS)),
        reason=f"none of {', '.join(BROWSERS)} is on the path: no browser tests",
    ),
    pytest.mark.xdist_group("browser"),
]

SAME = Reply(
    question=CHANGE.question,
    verdict=NOT_DISTINGUISHABLE,
    words="Larger than at most peers, but could be chance",
    numbers="+11.1 percentage points (95% interval −0.7 to +22.3) against 34 "
    "peers; p = 0.057, or p = 0.17 allowing for what else is asked of this trust, or p = 0.23 "
    "allowing for what is asked of all case studies.",
)
"""An answer of the length that pages give."""

SCREENS = {"desktop": (1280, 800), "telephone": (390, 844)}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("front")
    data = open_data()
    register = data.register
    findings = [one.finding() for one in ledger(data)]
    table = register.front_page.merge(register.claims, on="claim_id")
    asked = table[["org_code", "notebook"]].replace({"notebook": {"": "trust"}})
    keys = [(str(c), str(n)) for c, n in asked.to_numpy()]
    of = dict(zip(keys, table["measure_x"], strict=True))
    opened = {
        key: Headline(sentence="It moved.", replies=(SAME,), measure=str(of[key])) for key in keys
    }
    pages = [
        PageEntry(title=n, href=f"{c}/{n}.html", notebook=n, trust=c, headline=h)
        for (c, n), h in opened.items()
    ]
    short = register.case_studies.set_index("org_code")["short_name"]
    trusts = [
        TrustEntry(
            code=str(row["org_code"]),
            name=str(row["name"]),
            former_names=str(row["former_names"]),
            short_name=str(short.get(row["org_code"], "")),
        )
        for _, row in register.trusts.iterrows()
    ]
    pages += [
        PageEntry(
            title=title,
            href=f"{code}/{title.lower()}.html",
            notebook=title.lower(),
            trust=str(code),
            headline=Headline(sentence="It moved, as did others. " * 8, replies=(SAME,) * 4),
        )
        for code in register.studied
        for title in ("Summary", "Sickness absence", "Leadership", "Discrimination")
    ]
    others = PageEntry(
        title="Comparison",
        href="comparison.html",
        notebook="comparison",
        headline=Headline(sentence="It rose, as did 3 of 164 others. " * 15),
    )
    site = Site(
        trusts=trusts,
        pages=[*pages, others],
        findings=findings,
        case_studies=register.studied,
        methods="",
        glossary="",
        sources=[],
        front=front.rows(data, findings, opened),
        provenance=Provenance(commit="unknown", code_date="", data_date=""),
    )
    write_site(Path(folder), site)
    return (folder / "index.html").as_uri()


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    with browser() as running:
        yield running


def opened_at(chromium, address: str, screen: str):
    width, height = SCREENS[screen]
    sheet = chromium.new_page(viewport={"width": width, "height": height})
    sheet.goto(address)
    return sheet


@pytest.mark.parametrize(("screen", "most"), [("desktop", 4), ("telephone", 5)])
def test_the_front_page_with_all_case_studies_is_a_few_screens(
    chromium, address: str, screen: str, most: int
) -> None:
    sheet = opened_at(chromium, address, screen)
    assert sheet.locator(".case").count() > len(open_data().register.studied)
    height = SCREENS[screen][1]
    assert sheet.evaluate("document.documentElement.scrollHeight") <= most * height
    sheet.close()


def test_the_page_of_all_claims_is_under_eight_screens_until_opened(
    chromium, tmp_path: Path
) -> None:
    cells = [
        cell if isinstance(cell, str) else (cell[0], *([cell[1]] if cell[1] is not None else []))
        for cell in run(PROJECT.notebooks / "claims.ipynb")
    ]
    cells.pop()  # for the record: no page shows it
    made = Provenance(commit="unknown", code_date="", data_date="")
    page = tmp_path / "claims.html"
    context = PageContext(title="Claims", here=page.name, provenance=made, notebook="claims")
    render(write_notebook(tmp_path / "claims.ipynb", cells), page, context)
    sheet = opened_at(chromium, page.as_uri(), "desktop")
    assert sheet.locator("tbody tr").count() > len(open_data().register.claims) / 2
    assert sheet.evaluate("document.documentElement.scrollHeight") < 8 * 800
    sheet.close()


def test_a_telephone_folds_what_an_answer_rests_on_and_opens_it_when_touched(
    chromium, address: str
) -> None:
    wide, narrow = (opened_at(chromium, address, screen) for screen in SCREENS)
    assert wide.locator(".matter .numbers").first.is_visible()
    numbers = narrow.locator(".matter .numbers").first
    assert not numbers.is_visible()
    narrow.locator(".matter .rests summary").first.click()
    assert numbers.is_visible()
    wide.close()
    narrow.close()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(
    ("topic", "printed"),
    [
        ("Vacancies", "15%"),
        ("Discrimination", "25%"),
        ("From the bottom fifth to third", "third"),
        ("Agency staff", "£1.6m"),
        ("How many others did as well", "3 of 164"),
    ],
)
def test_a_question_is_answered_one_click_and_one_screen_away(
    chromium, address: str, screen: str, topic: str, printed: str
) -> None:
    """The link stands on the first two screens, and what it leads to on the screen it opens."""
    sheet = opened_at(chromium, address, screen)
    link = sheet.locator(".topics").get_by_role("link", name=topic, exact=True)
    assert link.bounding_box()["y"] < 2 * SCREENS[screen][1]
    link.click()
    sheet.wait_for_timeout(900)  # the page scrolls smoothly
    target = sheet.locator(link.get_attribute("href"))
    assert -1 < target.evaluate("(e) => e.getBoundingClientRect().top") < SCREENS[screen][1] / 2
    assert printed in target.evaluate("(e) => e.closest('section').innerText")
    sheet.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("WWL", "Wrightington"),
        ("nhft", "Northamptonshire"),
        ("UHB", "Birmingham"),
        ("guys", "Guy"),
        ("kings college", "King"),
        ("salford royal", "Northern Care Alliance"),
        ("RA7", "Bristol"),
    ],
)
def test_a_trust_is_found_by_what_people_call_it(
    chromium, address: str, typed: str, found: str
) -> None:
    sheet = opened_at(chromium, address, "desktop")
    sheet.get_by_label("Find a trust by name").fill(typed)
    shown = sheet.locator(".trusts li:visible").all_text_contents()
    assert len(shown) <= 5
    assert any(found in text for text in shown)
    sheet.close()


def test_a_trust_without_pages_says_how_it_gets_one(chromium, address: str) -> None:
    trust = unwritten(open_data(), "recommend_work")
    sheet = opened_at(chromium, address, "desktop")
    sheet.get_by_label("Find a trust by name").fill(trust)
    told = sheet.locator(".trusts li:visible").inner_text()
    assert f"nhs-culture reports --trust {trust}" in told
    sheet.close()
