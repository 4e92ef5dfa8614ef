"""Downloads arrive whole or not at all, and what went wrong is said with the address."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from copies import PROJECT, copied

from nhs_culture.cli import main
from nhs_culture.data import fetch as fetching
from nhs_culture.data.fetch import Download, downloads, fetch, select
from nhs_culture.errors import DataError, RegisterError, SourceError
from nhs_culture.loaders import IMPORTERS
from nhs_culture.paths import Project

BODY = b"a,b\n" + b"1,2\n" * 5_000
INCIDENTS = (
    b"org_code,six_months_ending,incidents_reported,rate_as_published\nRP1,2009-03-31,900,3.1\n"
)
"""A small table, made to the layout of the publication."""
PAGE = "https://example.org/publication"
HEADER = "source_id,file,page,address,sha256,note,covers,publication\n"


def offering(folder: Path, row: str) -> Project:
    """Return a project whose table of downloads has one row, which says no periods."""
    project = copied(folder)
    (project.register / "downloads.csv").write_text(f"{HEADER}{row},,\n")
    return project


class Publisher(BaseHTTPRequestHandler):
    """A publisher's server with every fault that one can have; notes what is asked of it."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        getattr(self, f"give_{self.path.strip('/').split('.')[0]}", self.give_nothing)()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""

    def answer(self, status: int, body: bytes, length: int | None = None, **more: str) -> None:
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def give_whole(self) -> None:
        self.answer(200, BODY)

    def give_incidents(self) -> None:
        self.answer(200, INCIDENTS)

    def give_nothing(self) -> None:
        self.answer(404, b"gone")

    def give_down(self) -> None:
        self.answer(503, b"")

    def give_page(self) -> None:
        self.answer(200, b"\n<!DOCTYPE html><html>This publication has moved</html>")

    def give_cut(self) -> None:
        self.answer(200, BODY[:1000], length=len(BODY))

    def give_broken(self) -> None:
        """Cut off the first time only."""
        first = self.asked.count(self.path) == 1
        self.answer(200, BODY[:1000] if first else BODY, length=len(BODY))

    def give_other(self) -> None:
        self.answer(200, BODY + b"3,4\n")

    def give_huge(self) -> None:
        self.answer(200, BODY, length=2 * 2**30)

    def give_moved(self) -> None:
        self.answer(302, b"", Location="/whole.csv")

    def give_lost(self) -> None:
        self.answer(302, b"", Location="/page.html")

    def give_circle(self) -> None:
        self.answer(302, b"", Location="/circle.csv")

    def give_silent(self) -> None:
        threading.Event().wait(1.2)

    def give_trickle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        for place in range(0, len(BODY), 1000):
            threading.Event().wait(0.1)
            try:
                self.wfile.write(BODY[place : place + 1000])
            except OSError:
                return


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Publisher) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait between two attempts, nor long for a server."""
    monkeypatch.setattr("pooch.core.time.sleep", lambda _: None)
    monkeypatch.setattr(fetching, "_SILENCE", 0.4)
    monkeypatch.setattr(fetching, "_LONGEST", 0.8)
    Publisher.asked = []


def offered(server: str, name: str) -> Download:
    digest = hashlib.sha256(BODY).hexdigest()
    return Download("a_source", "figures.csv", PAGE, f"{server}/{name}", digest, "")


def left_behind(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["whole.csv", "moved.csv", "broken.csv"])
def test_a_file_arrives_whole_also_after_a_redirect_or_a_second_attempt(
    server: str, tmp_path: Path, name: str
) -> None:
    (path,) = fetch([offered(server, name)], tmp_path)
    assert path == tmp_path / "a_source" / "figures.csv"
    assert path.read_bytes() == BODY
    assert left_behind(tmp_path) == [path]


def test_a_file_that_is_there_is_not_asked_for_again(server: str, tmp_path: Path) -> None:
    fetch([offered(server, "whole.csv")], tmp_path)
    fetch([offered(server, "whole.csv")], tmp_path)
    assert Publisher.asked == ["/whole.csv"]


def test_a_damaged_file_in_the_cache_is_replaced(server: str, tmp_path: Path) -> None:
    (path,) = fetch([offered(server, "whole.csv")], tmp_path)
    path.write_bytes(b"damaged")
    (path,) = fetch([offered(server, "whole.csv")], tmp_path)
    assert path.read_bytes() == BODY


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gone.csv", "the server answers 404"),
        ("down.csv", "the server answers 503"),
        ("page.html", "gives a web page, not the file"),
        ("lost.csv", "gives a web page, not the file"),
        ("cut.csv", "the connection broke off in the middle"),
        ("other.csv", "its checksum is not the registered one"),
        ("huge.csv", "larger than"),
        ("circle.csv", "leads in a circle"),
        ("silent.csv", "the server said nothing"),
        ("trickle.csv", "it took longer than"),
    ],
)
def test_whatever_else_comes_is_refused_with_the_address_and_what_to_do(
    server: str, tmp_path: Path, name: str, told: str
) -> None:
    with pytest.raises(SourceError) as caught:
        fetch([offered(server, name)], tmp_path)
    message = str(caught.value)
    assert f"{server}/{name}" in message
    assert told in message
    assert f"download 'figures.csv' from {PAGE}" in message
    assert "nhs-culture import ~/Downloads/figures.csv" in message
    assert left_behind(tmp_path) == []


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="the server cannot be reached"):
        fetch([offered("http://127.0.0.1:9", "whole.csv")], tmp_path)


def test_a_failed_download_leaves_the_one_before_as_it_was(server: str, tmp_path: Path) -> None:
    (path,) = fetch([offered(server, "whole.csv")], tmp_path)
    digest = hashlib.sha256(b"a newer edition").hexdigest()
    newer = Download("a_source", "figures.csv", PAGE, f"{server}/other.csv", digest, "")
    with pytest.raises(SourceError):
        fetch([newer], tmp_path)
    assert path.read_bytes() == BODY


def test_of_every_publication_that_can_be_imported_it_is_known_where_it_is_offered() -> None:
    sources = {i.publication.source_id for i in IMPORTERS}
    assert {one.source_id for one in downloads(PROJECT)} == sources


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("a,../../etc/passwd,https://x,,,", "file"),
        ("a,/etc/passwd,https://x,,,", "file"),
        ("a,.hidden,https://x,,,", "file"),
        ("a,f.csv,ftp://x,,,", "page"),
        ("a,f.csv,https://x,file:///etc/passwd,,", "address"),
        ("a,f.csv,https://x,http://example.org/f.csv,,", "address"),
        ("a,f.csv,https://x,https://x/f.csv,,", "an address without a checksum"),
        ("a,f.csv,https://x,https://x/f.csv,abc,", "sha256"),
        ("A/..,f.csv,https://x,,,", "source_id"),
    ],
)
def test_a_wrong_row_of_the_table_is_named(tmp_path: Path, row: str, told: str) -> None:
    project = offering(tmp_path, row)
    with pytest.raises(RegisterError) as caught:
        downloads(project)
    for fault in caught.value.faults:
        assert (fault.file, fault.row) == (project.register / "downloads.csv", 2)
    assert any(told in (fault.column, fault.found) for fault in caught.value.faults)


def test_an_unknown_source_is_named_with_near_ones() -> None:
    with pytest.raises(DataError, match="staff_survey_2019"):
        select(downloads(PROJECT), ["staff_survey_2018"])


def test_without_an_address_the_command_says_what_to_do_by_hand() -> None:
    result = CliRunner().invoke(main, ["fetch", "staff_survey_2024"])
    assert result.exit_code == 1
    assert "from https://www.nhsstaffsurveys.com/results/" in result.output
    name = "'NSS24 detailed spreadsheets organisational results.xlsx'"
    assert f"nhs-culture import ~/Downloads/{name}" in result.output


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("whole.csv", BODY, (2, "figures.csv: not a publication that can be imported")),
        ("incidents.csv", INCIDENTS, (0, "figures.csv -> data/raw/safety_incidents_2009_2020")),
    ],
)
def test_the_command_imports_what_it_downloads(
    server: str, tmp_path: Path, *, name: str, body: bytes, told: tuple[int, str]
) -> None:
    digest = hashlib.sha256(body).hexdigest()
    row = f"a_source,figures.csv,{PAGE},{server}/{name},{digest},"
    known = downloads(offering(tmp_path, row))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetching, "downloads", lambda _: known)
        patch.setenv("NHS_CULTURE_CACHE", str(tmp_path / "cache"))
        result = CliRunner().invoke(main, ["fetch", "--dry-run"])
    assert result.exit_code == told[0], result.output
    assert told[1] in result.output
    assert (tmp_path / "cache" / "a_source" / "figures.csv").read_bytes() == body
