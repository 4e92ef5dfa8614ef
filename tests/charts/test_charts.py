"""Charts: what they say, that they can be read, and that they are always the same."""

import re
from dataclasses import dataclass, field, replace
from html import unescape

import html5lib
import numpy as np
import pandas as pd
import pytest
from contrast import faint

from nhs_culture import charts
from nhs_culture.charts import Event, Panel, Subject
from nhs_culture.charts.lettering import width_of
from nhs_culture.english import place
from nhs_culture.errors import DesignError
from nhs_culture.units import PERCENT, POUNDS

NARROWEST = 288  # width of a chart on a screen of 320 pixels with its margins
READABLE = 9

# Recommend as a place to work, %, RP1, RRF and RM3 as published; 2014 is missing. The other
# trusts are synthetic.
PUBLISHED = {
    "RP1": [61.7, 56.8, 65.7, 71.8, 74.0],
    "RRF": [77.9, 71.7, 73.2, 62.6, 71.7],
    "RM3": [58.7, 59.3, 59.8, 62.5, 66.0],
}
YEARS = ["2015", "2016", "2017", "2018", "2019"]


@pytest.fixture(scope="module")
def outcomes():
    rng = np.random.default_rng(7)
    synthetic = {f"X{i:02d}": rng.normal(60, 6, 5).round(1) for i in range(60)}
    return pd.DataFrame({**PUBLISHED, **synthetic}, index=YEARS)


@pytest.fixture(scope="module")
def subject():
    return Subject(
        trust="RP1",
        trust_name="Northamptonshire Healthcare NHS Foundation Trust",
        measure="recommend_work",
        measure_name="Recommend as a place to work",
        unit=PERCENT,
        frequency="survey",
        source="NHS Staff Survey",
        higher_is="better",
    )


@dataclass
class Limits:
    """Stands for the XmR result."""

    points: list
    mean: float = 60.0
    trial: bool = False
    index: list = field(default_factory=list)

    def table(self):
        return pd.DataFrame(
            {"mean": self.mean, "lower": self.mean - 8, "upper": self.mean + 8},
            index=range(len(self.points)),
        )


@pytest.fixture(scope="module")
def drawn(outcomes, subject):
    change = outcomes.loc["2019"] - outcomes.loc["2016"]
    sizes = np.linspace(100, 2000, 30)
    limits = pd.DataFrame({"size": sizes, "centre": 60.0})
    for column, z in (("95", 1.96), ("998", 3.09)):
        limits[f"lower_{column}"] = 60 - z * 150 / np.sqrt(sizes)
        limits[f"upper_{column}"] = 60 + z * 150 / np.sqrt(sizes)
    table = pd.DataFrame({"value": outcomes.loc["2019"], "size": 400.0})
    curve = pd.DataFrame(
        {
            "estimate": [5.0, 3.0, np.nan, 7.0],
            "lower": [1.0, -2.0, np.nan, 2.0],
            "upper": [9.0, 8.0, np.nan, 12.0],
            "design": ["peer change", "peer change", "synthetic control", "synthetic control"],
            "peers": ["all", "group", "all", "group"],
        }
    )
    rows = pd.DataFrame(
        {
            "label": ["Recommend, 2016", "Recommend, 2018"],
            "printed": [62.0, np.nan],
            "official": [57.0, 71.8],
        }
    )
    designs = pd.DataFrame(
        {"label": ["Peers", "Naive"], "estimate": [5, 9], "lower": [1, 7], "upper": [9, 11.0]}
    )
    events = [Event("2017-01", "Programme begins"), Event("2018", "New method", "break")]
    title = "A finding"
    return {
        "trend": charts.trend(subject, outcomes, title=title, events=events),
        "lines": charts.lines(subject, outcomes[["RP1", "RRF"]], title=title),
        "xmr": charts.xmr(
            subject,
            outcomes["RP1"],
            Limits(["common", "low", "common", "high", "shift"]),
            title=title,
        ),
        "gap": charts.gap(subject, change_path(outcomes), outcomes.iloc[:, 3:] - 60, title=title),
        "small": charts.small_multiples(
            [Panel(subject, outcomes)] * 2, title=title, subtitle="s", source="s"
        ),
        "distribution": charts.distribution(
            subject, outcomes.loc["2019"], title=title, interval=(72, 76)
        ),
        "placebos": charts.placebos(
            subject, 17.2, change, title=title, interval=(8.0, 25.5), p_value=0.016
        ),
        "curve": charts.specification_curve(subject, curve, title=title, planned=3),
        "funnel": charts.funnel(subject, table, limits, title=title, size_name="respondents"),
        "slope": charts.slope(subject, outcomes, title=title),
        "dumbbell": charts.dumbbell(rows, title=title, subtitle="s", unit=PERCENT, source="s"),
        "estimates": charts.estimates(designs, title=title, subtitle="s", unit=PERCENT, source="s"),
    }


def change_path(outcomes):
    return outcomes["RP1"] - outcomes.drop(columns="RP1").mean(axis=1)


KINDS = [
    "trend",
    "lines",
    "xmr",
    "gap",
    "small",
    "distribution",
    "placebos",
    "curve",
    "funnel",
    "slope",
    "dumbbell",
    "estimates",
]
every_chart = pytest.mark.parametrize("kind", KINDS)


@every_chart
def test_a_chart_is_one_strict_piece_of_html(drawn, kind):
    html5lib.HTMLParser(strict=True).parseFragment(drawn[kind].html())


@every_chart
def test_a_chart_has_no_ids_that_could_meet_on_a_page(drawn, kind):
    assert " id=" not in drawn[kind].svg + drawn[kind].narrow


@every_chart
def test_colours_are_variables_that_a_page_can_set(drawn, kind):
    drawn = drawn[kind].svg + drawn[kind].narrow
    assert "var(--" in drawn
    assert re.findall(r'(?:fill|stroke)="#', drawn) == []


@every_chart
def test_what_a_chart_says_stands_out_on_what_is_behind_it_in_light_dark_and_print(drawn, kind):
    assert faint(drawn[kind].svg + drawn[kind].narrow) == set()


@every_chart
def test_text_can_be_read_on_the_narrowest_screen(drawn, kind):
    drawn = drawn[kind].narrow or drawn[kind].svg
    for svg in re.findall(r"<svg.*?</svg>", drawn):
        width = float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1])
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)]
        assert min(sizes) * min(NARROWEST / width, 1) >= READABLE


@every_chart
def test_a_chart_is_light(drawn, kind):
    assert len(drawn[kind].html()) < 40_000


@every_chart
def test_everything_is_drawn_inside_the_drawing(drawn, kind):
    for drawing in (drawn[kind].svg, drawn[kind].narrow):
        for svg in re.findall(r"<svg.*?</svg>", drawing):
            width, height = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', svg).groups())
            texts = re.findall(r'<text x="(\S+)" y="(\S+)"', svg)
            assert all(-1 <= float(x) <= width + 1 for x, _ in texts)
            assert all(0 <= float(y) <= height + 1 for _, y in texts)


@every_chart
def test_no_text_is_cut_off(drawn, kind):
    for drawing in (drawn[kind].svg, drawn[kind].narrow):
        assert cut_off(drawing) == []


def cut_off(drawing):
    """Return the texts of drawings that stand out of them, in the widest of common fonts."""
    found = []
    for svg in re.findall(r"<svg.*?</svg>", drawing):
        width = float(re.search(r'viewBox="0 0 (\S+) ', svg)[1])
        font = float(re.search(r'font-size="(\S+)"', svg)[1])
        for x, how, text in re.findall(r'<text x="(\S+)" y="\S+"([^>]*)>([^<]*)<', svg):
            wide = width_of(unescape(text), font, bold="600" in how)
            share = 0.5 if "middle" in how else 1.0 if "end" in how else 0.0
            left = float(x) - share * wide
            if left < -1 or left + wide > width + 1 or "…" in text:
                found.append(text)
    return found


def test_long_names_are_broken_and_not_cut(subject, outcomes):
    name = "Wrightington, Wigan and Leigh Teaching Hospitals and Community Services NHS Trust"
    long = replace(subject, trust_name=name, measure_name=f"Share of staff of {name} who say so")
    events = [
        Event("2015-11", "Go Engage begins with eleven pioneer teams of the hospital"),
        Event("2018-12", "Services transferred from Bridgewater Community Healthcare", "break"),
    ]
    curve = pd.DataFrame(
        {
            "estimate": [5.0, 3.0],
            "lower": 1.0,
            "upper": 9.0,
            "design": ["synthetic difference-in-differences", f"relative to {name}"],
        }
    )
    rows = pd.DataFrame({"label": [name * 2], "printed": [62.0], "official": [57.0]})
    drawn = [
        charts.trend(long, outcomes, title="t", events=events),
        charts.lines(long, outcomes[["RP1", "RRF"]].rename(columns={"RRF": name}), title="t"),
        charts.distribution(long, outcomes.loc["2019"], title="t"),
        charts.placebos(long, 17.2, outcomes.loc["2019"] - 60, title="t"),
        charts.slope(long, outcomes, title="t"),
        charts.specification_curve(long, curve, title="t", planned=1),
        charts.small_multiples([Panel(long, outcomes)] * 2, title="t", subtitle="", source=""),
        charts.dumbbell(rows, title="t", subtitle="s", unit=PERCENT, source="s"),
    ]
    for chart in drawn:
        assert cut_off(chart.svg) + cut_off(chart.narrow) == []
        assert "Wigan" in chart.svg


def test_sums_are_labelled_in_words_of_millions(subject, outcomes):
    costs = replace(subject, unit=POUNDS)
    for scale in (1e5, 1e6, 1e7, 1e8):
        svg = charts.trend(costs, outcomes * scale, title="t").svg
        assert re.search(r">£[\d.,]+(m|bn)<", svg)
        assert "e+" not in svg


@pytest.mark.parametrize("measure", ["recommend_work", "recommend_care"])
def test_panels_in_one_unit_share_a_scale_and_show_what_happened(subject, outcomes, measure):
    events = [Event("2017-01", "Programme"), Event("2018", "New method", "break")]
    panels = [
        Panel(subject, outcomes, events),
        Panel(replace(subject, trust="RRF", measure=measure), outcomes[["RRF", "X01"]]),
    ]
    chart = charts.small_multiples(panels, title="t", subtitle="", source="")
    first, second = re.findall(r"<svg.*?</svg>", chart.svg)

    def ticks(svg):
        return re.findall(r'<text x="\S+" y="(\S+)" text-anchor="end"[^>]*>(\d+%)<', svg)

    assert ticks(first) == ticks(second)
    rules = re.compile(r'<path d="M\S+ \S+V\S+" stroke="var\(--(?:ink|peer)')
    assert (len(rules.findall(first)), len(rules.findall(second))) == (2, 0)


def test_an_event_study_says_where_the_path_went_and_left_the_band(subject):
    path = pd.DataFrame(
        {
            "stage": ["before", "before", "after", "after", "later"],
            "relative": [-1.0, 1.0, 4.0, 9.0, 2.0],
            "lower": [-3.0, -1.0, 2.0, 7.0, 0.0],
            "upper": [1.0, 3.0, 6.0, 11.0, 4.0],
            "band": 5.0,
            "band_at_once": [6.0, 6.0, 8.0, 8.0, 5.0],
        },
        index=YEARS,
    )
    chart = charts.event_study(subject, path, title="t", events=[Event("2017-01", "Programme")])
    assert "after, from +4.0 percentage points in 2017 to +9.0 percentage points" in chart.alt
    assert "in 1 of 5 periods it lies outside" in chart.alt
    assert "Programme (January 2017)" in chart.alt
    blocks = re.search(r'd="([^"]+)" fill="var\(--band', chart.svg)
    assert blocks is not None
    assert blocks[1].count("Z") == 5


@every_chart
def test_the_sentence_has_numbers_and_no_cause(drawn, kind):
    alt = drawn[kind].alt
    assert re.search(r"\d", alt)
    assert alt.endswith(".")
    assert not re.search(r"\b(caused|causes|led to|effect of|thanks to|because of)", alt)


def test_a_trend_says_where_the_trust_and_its_peers_stood(drawn, outcomes):
    median = outcomes.drop(columns="RP1").median(axis=1)
    alt = drawn["trend"].alt
    assert "61.7% in 2015 and 74.0% in 2019" in alt
    assert f"{median['2019']:.1f}% in 2019" in alt
    assert "Programme begins (January 2017); New method (2018)" in alt


def test_a_trend_offers_what_it_draws(drawn, outcomes):
    data = drawn["trend"].data.set_index("period")
    assert data["trust"].to_dict() == outcomes["RP1"].to_dict()
    assert data.loc["2019", "peers"] == 62
    assert data.loc["2019", "peers_p25"] < data.loc["2019", "peers_median"]


def test_a_missing_year_is_a_gap_in_the_line(subject):
    whole = pd.DataFrame({"RP1": range(8)}, index=[str(y) for y in range(2008, 2016)], dtype=float)
    holed = whole.drop(index="2011")

    assert pieces(charts.trend(subject, whole, title="t").svg) == 1
    assert pieces(charts.trend(subject, holed, title="t").svg) == 2


def pieces(svg, colour="accent"):
    """Return of how many pieces the lines of a colour are; dots are no lines."""
    paths = re.findall(rf'<path d="([^"]*)" fill="none" stroke="var\(--{colour}', svg)
    return sum(path.count("M") for path in paths if "h0" not in path)


@pytest.mark.parametrize("frequency", ["survey", "year"])
def test_no_line_is_drawn_through_years_without_figures(subject, frequency):
    """Of 2019 and 2024 alone, and of a series that goes on after them."""
    yearly = replace(subject, frequency=frequency)
    two = pd.DataFrame({"RP1": [60.0, 65.0]}, index=["2019", "2024"])
    more = pd.DataFrame({"RP1": [60.0, 61.0, 65.0]}, index=["2018", "2019", "2024"])
    assert pieces(charts.trend(yearly, two, title="t").svg) == 0
    assert pieces(charts.trend(yearly, more, title="t").svg) == 1
    assert pieces(charts.lines(yearly, more.assign(X=more["RP1"]), title="t").svg, "peer") == 1


def test_a_date_stands_between_the_surveys_before_and_after_it(subject, outcomes):
    chart = charts.trend(subject, outcomes, title="t", events=[Event("2017-01", "E")])
    (event,) = re.findall(r'd="M(\S+) \S+V\S+" stroke="var\(--ink', chart.svg)
    years = dict(re.findall(r'<text x="(\S+)"[^>]*>(201\d)<', chart.svg))
    at = {year: float(x) for x, year in years.items()}
    assert at["2016"] < float(event) < at["2017"]
    assert float(event) - at["2016"] == pytest.approx((at["2017"] - at["2016"]) / 4, rel=0.05)


def test_rank_counts_the_trusts_above(drawn, outcomes):
    above = (outcomes.loc["2019"] > 74.0).sum()
    assert f"the {place(above + 1, 63)} trusts" in drawn["distribution"].alt


def test_placebos_counts_moves_in_either_direction(drawn, outcomes):
    change = (outcomes.loc["2019"] - outcomes.loc["2016"]).drop("RP1")
    as_much = (change.abs() >= 17.2).sum()
    alt = drawn["placebos"].alt
    assert f"{as_much} of 62 peers moved by at least as much in either direction" in alt
    assert "(95% interval +8.0 to +25.5)" in alt
    assert "p = 0.016" in alt


@pytest.mark.parametrize(
    ("higher_is", "kinds"),
    [
        ("better", ["common", "worse", "common", "better", "better"]),
        ("worse", ["common", "better", "common", "worse", "worse"]),
        ("neither", ["common", "down", "common", "up", "up"]),
    ],
)
def test_what_an_xmr_point_means_depends_on_the_measure(outcomes, subject, higher_is, kinds):
    measured = replace(subject, higher_is=higher_is)
    result = Limits(["common", "low", "common", "high", "shift"])
    chart = charts.xmr(measured, outcomes["RP1"], result, title="t")
    assert list(chart.data["variation"]) == kinds


def test_a_falling_trend_is_of_concern_where_higher_is_better(subject):
    values = pd.Series([66, 65, 64, 63, 62, 61, 59.0], index=[str(2012 + i) for i in range(7)])
    chart = charts.xmr(subject, values, Limits(["trend"] * 7), title="t")
    assert set(chart.data["variation"]) == {"worse"}


def test_xmr_colours_have_shapes_of_their_own(drawn):
    """In grey, a diamond is still no circle: dots are round-capped strokes, the others areas."""
    svg = drawn["xmr"].svg
    for colour in ("better", "worse"):
        assert f'fill="var(--{colour}' in svg
    assert 'stroke="var(--peer,#66747a)" stroke-width="6" stroke-linecap="round"' in svg


def test_a_specification_without_an_estimate_is_left_out(drawn):
    assert "of 3 estimates" in drawn["curve"].alt
    assert "laid down in advance is +7.0 percentage points" in drawn["curve"].alt
    assert list(drawn["curve"].data["planned"]) == [False, False, True]


def test_a_figure_not_published_is_said_to_be_so(drawn):
    assert "Recommend, 2018: printed not published, official 71.8%" in drawn["dumbbell"].alt


def test_the_same_figures_give_the_same_drawing(subject, outcomes, drawn):
    """Columns in another order, another locale's habits: nothing changes."""
    import locale

    before = locale.setlocale(locale.LC_NUMERIC)
    try:
        locale.setlocale(locale.LC_NUMERIC, "")
        shuffled = outcomes[sorted(outcomes.columns, reverse=True)]
        again = charts.distribution(
            subject, shuffled.loc["2019"], title="A finding", interval=(72, 76)
        )
    finally:
        locale.setlocale(locale.LC_NUMERIC, before)
    assert again.record() == drawn["distribution"].record()


def test_markup_in_a_name_is_drawn_as_text(subject, outcomes):
    hostile = replace(subject, trust_name="<script>x</script>")
    chart = charts.trend(hostile, outcomes, title="t")
    assert "<script>" not in chart.html()


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (lambda s, o: charts.trend(s, o.drop(columns="RP1"), title="t"), "RP1"),
        (lambda s, o: charts.trend(s, o.assign(RP1=np.nan), title="t"), "RP1 has no figure"),
        (lambda s, o: charts.trend(s, o.iloc[::-1], title="t"), "not in order"),
        (
            lambda s, o: charts.trend(s, o.set_axis(list("abcde")), title="t"),
            "'a' is not the label of a",
        ),
        (lambda s, o: charts.distribution(s, o.loc["2019"].drop("RP1"), title="t"), "RP1"),
        (lambda s, o: charts.placebos(s, np.nan, o.loc["2019"], title="t"), "RP1"),
        (lambda s, o: charts.slope(s, o.assign(RP1=np.nan), title="t"), "RP1"),
        (lambda s, o: charts.small_multiples([], title="t", subtitle="", source=""), "panel"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(subject, outcomes, call, named):
    with pytest.raises(DesignError, match=named):
        call(subject, outcomes)


def test_a_small_chart_breaks_its_line_where_years_are_missing(outcomes, subject):
    own = re.compile(r'd="M[^"]*l([^"]*)"[^>]*stroke="var\(--accent')
    joined = []
    for held in (outcomes, outcomes.rename(index={"2019": "2024"})):
        panel = Panel(subject, held)
        drawn = charts.small_multiples([panel], title="t", subtitle="s", source="s")
        joined.append(len(own.search(drawn.svg)[1].split()))
    assert joined[1] < joined[0]  # 2018 is not joined to 2024
