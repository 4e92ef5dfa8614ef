"""Small synthetic publications about trusts: surveys, deaths, turnover; no figure real."""

from __future__ import annotations

from statistics import median

Rows = list[list[object]]
TRUSTS = ("RP1", "RRF", "RM3", "REN")


def manager_questions() -> dict[str, Rows]:
    questions = [f"7{letter}" for letter in "abcdefg"] + [f"8{letter}" for letter in "abcd"]
    answers = ("SD", "D", "NAND", "A", "SA", "N")
    rows: Rows = [
        ["ORG_CODE", "YEAR", *(f"{question}_{one}" for question in questions for one in answers)]
    ]
    for number, code in enumerate((*TRUSTS, "01T/01V")):
        for year in (2015, 2016, 2017, 2018):
            cells: list[object] = []
            for place in range(len(questions)):
                base = 401 + 97 * number + 13 * place + 7 * (year - 2015)
                agree = 30 + (11 * number + 7 * place + 3 * year) % 40
                parts = [5, 20, 75 - agree, agree - 12, 12]
                if year not in (2016, 2017):
                    counts = [base * part // 100 for part in parts]
                    counts[0] += base - sum(counts)
                    parts = [round(100 * count / base, 9) for count in counts]
                cells += [*parts, base]
            rows.append([code, year, *cells])
    for row in rows[1:]:
        if row[1] == 2015:
            row[2 + 6 * 5 : 2 + 6 * 6] = ["NA"] * 6
    return {"": rows}


def by_ethnicity() -> dict[str, Rows]:
    indicators = (
        "Q15: Fair career progression",
        "Q16b: Discrimination from manager/colleagues",
        "Harassment from patients (by ethnicity)",
        "Harassment from staff (by ethnicity)",
    )
    rows: Rows = [
        [
            *("Indicator", "Trust", "Trust Type", "White Rate", "BME Rate"),
            "Likelihood Ratio (BME/White)",
        ]
    ]
    for place, indicator in enumerate(indicators):
        for number, code in enumerate((*TRUSTS, "RYA")):
            kind = "Ambulance Trusts" if code == "RYA" else "Acute&Acute Community Trusts"
            white = (101 + 50 * place + 7 * number) / (997 + 10 * number)
            bme = (61 + 20 * place + 3 * number) / (283 + 10 * number)
            rows.append([indicator, code, kind, repr(white), repr(bme), repr(bme / white)])
    return {"": rows}


def oversight_framework() -> dict[str, Rows]:
    metrics = {
        "OF0084": ("NHS staff survey engagement theme sub-score", "out of 10", 6.5),
        "OF0061": ("NHS Staff survey - raising concerns sub-score", "out of 10", 5.9),
        "OF0082": ("Sickness absence rate", "%", 4.4),
        "OF1084": ("NHS staff survey engagement theme sub-score", "score", 1.2),
    }
    heads = ["Quarter", "Region", "Trust_type", "Trust_subtype", "Trust_code", "Trust_name"]
    heads += ["Domain", "Sub-domain", "Metric_ID", "Metric_description", "Reporting_date", "Units"]
    rows: Rows = [[*heads, "Value", "Median_value", "Lower_quartile", "Upper_quartile", "Rank"]]
    for quarter, survey, absence in ((3, "2024", "Q2 2025/26"), (4, "2025", "Q3 2025/26")):
        for place, (metric, (words, unit, level)) in enumerate(metrics.items()):
            values = [
                round(level + 0.13 * number + 0.31 * (quarter - 3) + 0.01 * place, 2)
                for number in range(5)
            ]
            for number, code in enumerate((*TRUSTS, "G6V2S")):
                date = absence if unit == "%" else survey
                front = [f"Q{quarter} 2025/26", "Midlands", "Mental health and community trust"]
                front += ["Community", code, f"{code} NHS Trust", "People", "Culture", metric]
                middle = round(median(values), 2)
                rows.append([*front, words, date, unit, values[number], middle, 1, 9, number + 1])
    return {"": rows}


def scores_2025() -> dict[str, Rows]:
    heads = ["org_code", "org_name", "Trust_type", "survey_date", "pp1_compassionate_inclusive"]
    heads += ["pp3_2_raising_concerns", "theme_engagement", "theme_morale"]
    heads += ["staff_engagement_score", "staff_raising_concerns_score"]
    rows: Rows = [list(heads)]
    for number, code in enumerate(TRUSTS):
        scores = [round(6 + 0.111 * number + 0.217 * place, 5) for place in range(4)]
        older = [round(6.61 + 0.14 * number, 2), round(5.93 + 0.15 * number, 2)]
        rows.append([code, f"{code} NHS TRUST", "Acute trust", "2025-12-01", *scores, *older])
    rows.append(["A5D4Q", "A SERVICE LTD", *[""] * 8])
    rows.append(["RA4", "A MERGED NHS TRUST", *[""] * 8])
    return {"": rows}


def pulse_survey() -> dict[str, Rows]:
    parts = ("Advocacy", "Involvement", "Motivation")
    scores = {
        part: [
            5.5 + 0.37 * number + 0.11 * place + number * place / 50
            for number in range(len(TRUSTS))
        ]
        for place, part in enumerate(parts)
    }
    scores["Engagement"] = [
        sum(scores[part][number] for part in parts) / 3 for number in range(len(TRUSTS))
    ]
    sheets: dict[str, Rows] = {
        "Notes": [["National Quarterly Pulse Survey Data - Q4 2021-22"]],
        "Summary": [["", "National level headline figures for Quarter 4"]],
    }
    heads = ["Region Code", "Region Name", "STP Code", "STP Name", "Org Code", "Org Name"]
    heads += ["Care Setting", "Total Responses", "HSCIC Workforce Headcount"]
    for place, name in enumerate(("Engagement", *parts)):
        answers = [310 + 101 * number + 3 * place for number in range(len(TRUSTS))]
        staff = [4100 + 507 * number for number in range(len(TRUSTS))]
        of_all = sum(n * s for n, s in zip(answers, scores[name], strict=True)) / sum(answers)
        sheets[name] = [
            [*heads, f"{name} Score"],
            [*[""] * 5, "England", "", sum(answers), sum(staff), of_all],
            *(
                [
                    *("Y62", "NORTH WEST", "QOP", "Manchester", code, f"{code} NHS TRUST"),
                    *("Acute", answers[number], staff[number], scores[name][number]),
                ]
                for number, code in enumerate(TRUSTS)
            ),
        ]
    return sheets


def motivation_involvement() -> dict[str, Rows]:
    often = ("Never", "Rarely", "Sometimes", "Often", "Always")
    agree = ("Strongly.disagree", "Disagree", "Neither.agree.nor.disagree", "Agree")
    questions = {f"q2{letter}": often for letter in "abc"}
    questions |= {f"q4{letter}": (*agree, "Strongly.agree") for letter in "abcd"}
    heads = ["Code", "Site.x", "year.index", "SHMI.index", "Site.y"]
    for question, answers in questions.items():
        heads += [f"{question}.{one}" for one in (*answers, "Respondents")]
    rows: Rows = [[*heads, "Engagement.index"]]
    rows.append(["R0A", "A TRUST", 2017, 0.97, *["NA"] * (len(heads) - 3)])
    for number, code in enumerate(TRUSTS):
        cells: list[object] = []
        means = []
        for place in range(len(questions)):
            high = 20 + (7 * number + 5 * place) % 23
            parts = [2, 8, 60 - high - number, high, 30 + number]
            means.append(sum(part * (n + 1) for n, part in enumerate(parts)) / 100)
            cells += [*parts, f"{1 + number},{300 + 10 * place + number}"]
        motivation = round(sum(means[:3]) / 3, 4)
        rows.append([code, code, 2017, 1.01, f"{code} NHS Trust", *cells, motivation])
    return {"": rows}


def five_trusts() -> dict[str, Rows]:
    heads = ["org_code", "year", "burnout_score", "burnout_n", "n_resp", "response_rate"]
    heads += ["often_think_leaving_q26a", "often_think_leaving_n"]
    heads += ["work_related_stress_q11c", "work_related_stress_n", "eligible_derived"]
    rows: Rows = [list(heads)]
    for number, code in enumerate(("RP1", "RRF", "RA7", "REN")):
        for year in (2021, 2024, 2025):
            step = 31 * number + 3 * (year - 2020)
            asked, answered = 4000 + 10 * step, 1500 + step
            cells = [round(4.9 + step / 331, 5), 1400 + step, answered, answered / asked]
            cells += [round(0.2 + step / 900, 6), 1420 + step]
            cells += [round(0.33 + step / 1100, 6), 1410 + step, asked]
            rows.append([code, year, *cells])
    return {"": rows}


def shmi_releases() -> dict[str, Rows]:
    heads = ["DATE", "PROVIDER", "PROVIDER NAME", "DENOMINATOR", "OBSERVED", "EXPECTED", "VALUE"]
    rows: Rows = [[*heads, "PO_LL", "PO_UL", "OD_LL", "OD_UL", "OD_BANDING"]]
    for place, release in enumerate(("2011-10-01", "2012-01-01", "2014-04-01")):
        for number, code in enumerate((*TRUSTS, "5QT")):
            expected = 1500 + 211.37 * number + 17.1 * place
            observed = round(expected * (1 + (0.04, -0.05, 0.03, -0.02, 0.0)[number]))
            name = f"{code} NHS TRUST" if code != "5QT" else "ISLE NHS PRIMARY CARE TRUST"
            figures = [48_000 + 1001 * number + 10 * place, observed, round(expected, 4)]
            ratio = round(observed / expected, 4)
            rows.append([release, code, name, *figures, ratio, 0.9, 1.1, 0.88, 1.12, 2])
    return {"": rows}


def stability_index() -> dict[str, Rows]:
    rows: Rows = [["YEAR", "ORG_CODE", "STABILITY"], [2017, "RM2", "0.00"], [2017, "03V", "71.20"]]
    rows += [[2017, code, f"{81.37 + 1.23 * n:.2f}"] for n, code in enumerate((*TRUSTS, "RA7"))]
    return {"": rows}


def turnover() -> dict[str, Rows]:
    heads = ["PERIOD", "TYPE", "NHSE_REGION_CODE", "NHSE_REGION_NAME", "ICS_CODE", "ICS_NAME"]
    heads += ["REPORTING_ORG_NAME", "REPORTING_ORG_CODE", "CLUSTER_GROUP", "BENCHMARK_GROUP"]
    rows: Rows = [[*heads, "STAFF_GROUP_1_NAME", "HC", "FTE"]]
    for number, code in enumerate((*TRUSTS, "QKK")):
        cluster = "Integrated Care Board" if code == "QKK" else "Acute"
        name = "NHS South East London ICB" if code == "QKK" else f"{code} NHS Foundation Trust"
        start, joined, left = 5000 + 307 * number, 61 + 5 * number, 43 + 9 * number
        flows = {
            "Denominator at start of period": start,
            "Denominator at end of period": start + joined - left,
            "Joiners": joined,
            "Leavers": left,
        }
        for kind, people in flows.items():
            front = ["202510 to 202511", kind, "Y60", "Midlands", "Q", "ICS", name, code, cluster]
            nurses = round(0.4 * people, 5)
            rows.append([*front, "Large", "All staff groups", people, round(0.9 * people, 5)])
            rows.append([*front, "Large", "Nurses & health visitors", people // 2, nurses])
            others = round(0.9 * people, 5) - nurses
            rows.append([*front, "Large", "Managers", people - people // 2, round(others, 5)])
    return {"": rows}


def benchmark() -> dict[str, Rows]:
    """The layout of a benchmark workbook, as far as it is known; five made-up years."""
    years = range(2020, 2025)
    items = ("equal_eth_summary", "q16b_eth_summary")
    items += ("har_from_pat_eth_summary", "har_from_staff_eth_summary")
    heads = ["trust"]
    for year in years:
        heads += [f"theme_engagement_{year}", f"theme_morale_{year}"]
        heads += ["theme_diversity_2020"] * (year == 2020)  # the last year of this theme
        heads += [f"{item}_{group}_{year}" for item in items for group in (1, 2)]
        heads += [f"{item}_n_{group}_{year}" for item in items for group in (1, 2)]
    sheets: dict[str, Rows] = {
        "Lookup": [
            ["Variable", "Description"],
            ["q16b", "Experienced discrimination at work from manager / team leader or colleagues"],
        ],
        "Acute Specialist Trusts": [list(heads)],
        "MHLD": [list(heads)],
    }
    for number, code in enumerate(TRUSTS):
        cells: list[object] = [code]
        for place in range(len(years)):
            step = 0.037 * number + 0.0031 * place
            cells += [round(6.5 + step, 5), round(5.7 + step, 5)]
            cells += [round(8.7 + step, 5)] * (place == 0)
            cells += [round(0.1 + 0.07 * n + step, 6) for n in range(8)]
            cells += [300 + 100 * number + 10 * place + n for n in range(8)]
        sheets["MHLD" if code == "RP1" else "Acute Specialist Trusts"].append(cells)
    return sheets
