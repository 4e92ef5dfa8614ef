"""How long the article takes, study by study; writes its section of docs/performance.md.

Run ``python benchmarks/article.py`` after ``nhs-culture build``. Processor seconds are measured and
not those of a clock, so that whatever else the machine does is left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from machine import here

from nhs_culture import open_data
from nhs_culture.claims import ledger
from nhs_culture.pages import comparison
from nhs_culture.studies import article
from nhs_culture.studies.everywhere import everywhere, planned, studied
from nhs_culture.studies.printed import printed
from nhs_culture.studies.programmes import every_examination
from nhs_culture.studies.turnarounds import screen
from nhs_culture.validation import write_section

MEASURE = "recommend_work"
SECTION = """## The article

Measured by `python benchmarks/article.py` on {date}, {cpus} processors
({machine}), Python {python}. The article computes every number again, in one process:
seconds of one processor.

| study | seconds |
|---|---:|
{rows}
| **all** | **{total:.0f}** |

Starting a kernel, drawing the page and printing it take some ten seconds more. Of a second run in
which nothing changed only the PDF is made again."""


def timed(name: str, compute: Callable[[], object]) -> tuple[str, float]:
    start = time.process_time()
    compute()
    return name, time.process_time() - start


def measure() -> list[tuple[str, float]]:
    data = open_data()
    asked, joined, screened = planned(data), every_examination(data), {}
    return [
        timed("printed facts judged", lambda: article.levels(data, ledger(data))),
        timed("sample of printed figures", lambda: article.sample(printed(data))),
        timed("planned tests, course, later figures and choice", lambda: article.changes(asked)),
        timed("the tests in one table", lambda: comparison.tested(asked)),
        timed("other trusts", lambda: article.others(everywhere(studied(data, MEASURE)))),
        timed("programmes", lambda: article.joined(joined, MEASURE)),
        timed("every trust at every date", lambda: screened.update(over=screen(data))),
        timed("what became of the candidates", lambda: article.field(screened["over"])),
    ]


def main() -> None:
    found = measure()
    text = SECTION.format(
        **here(),
        rows="\n".join(f"| {name} | {seconds:.1f} |" for name, seconds in found),
        total=sum(seconds for _, seconds in found),
    )
    write_section(open_data().project.docs / "performance.md", "article", text)
    print(text)


if __name__ == "__main__":
    main()
