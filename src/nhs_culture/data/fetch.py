"""Download official files by their registered addresses, whole and as they were, or not at all.

``data/raw/register/downloads.csv`` says for each file of each source where it is offered: the page
of the publication, and the address and SHA-256 of the file where they are known. A file without an
address has to be taken from its page by hand: the instruction says which, from where, and what to
do then.
"""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from nhs_culture.errors import DataError, Fault, RegisterError, SourceError
from nhs_culture.loaders.workbook import LARGEST_FILE
from nhs_culture.paths import Project, cache_folder
from nhs_culture.register import suggest
from nhs_culture.register.rows import read_rows

__all__ = ["Download", "downloads", "fetch", "select"]

_COLUMNS = ["source_id", "file", "page", "address", "sha256", "note", "covers", "publication"]
_ADDRESS = r"(?:https://|http://(?:localhost|127\.0\.0\.1)[:/]).+"
_PERIODS = r"[\d/-]+(?: to [\d/-]+)?"
_RULES = {
    "source_id": (r"[a-z0-9_]+", "an identifier of a source"),
    "file": (r"(?!\.)[^/\\\0]+", "the plain name of a file"),
    "covers": (rf"(?:{_PERIODS})?", "two periods, as 2023-02 to 2025-07, one, or nothing"),
    "page": (r"https://.+", "the page of the publication, https://..."),
    "address": (rf"(?:{_ADDRESS})?", "the address of the file, https://..., or nothing"),
    "sha256": (r"(?:[0-9a-f]{64})?", "64 hexadecimal digits, or nothing"),
}
_RETRIES = 2
"""Further attempts after a broken connection or a wrong checksum."""
_SILENCE = 30.0
"""Seconds without a byte after which a server is given up."""
_LONGEST = 600.0
"""Seconds that one file may take."""


@dataclass(frozen=True)
class Download:
    """One file of a source, and where it is offered.

    Attributes
    ----------
    source_id
        The folder below ``data/raw``.
    file
        The name that the publisher gives it.
    page
        The page of the publication, for people.
    address, sha256
        Of the file itself; empty where not known.
    note
        What a person should know who downloads it by hand.
    covers
        Its first and its last period, as ``2023-02 to 2025-07``, or its only one; empty where that
        is on record because the file is held, and where its layout is not known, so that none of
        them can be read.
    publication
        What ``needed`` of ``evidence.csv`` calls the publication, without its year; empty where no
        claim waits for it.
    """

    source_id: str
    file: str
    page: str
    address: str
    sha256: str
    note: str
    covers: str = ""
    publication: str = ""

    @property
    def by_hand(self) -> str:
        """What to do where there is no address, or where it no longer gives the file."""
        note = f" ({self.note})" if self.note else ""
        return (
            f"download {self.file!r} from {self.page}{note}, then run: "
            f"nhs-culture import ~/Downloads/{shlex.quote(self.file)}"
        )

    def has(self, label: str) -> bool:
        """Tell whether a period falls, as far as its label says, into those that it covers."""
        first, _, last = self.covers.partition(" to ")
        last = last or first
        return bool(first) and first[: len(label)] <= label[: len(first)] <= last[: len(label)]


class _GivenUpError(Exception):
    """A transfer that is not what a publication can be; trying again would not help."""


def downloads(project: Project) -> list[Download]:
    """Read the table of downloads of a project.

    Raises
    ------
    RegisterError
        When the table breaks its schema: names the row and what was expected.
    """
    path = project.register / "downloads.csv"
    table = read_rows(path)
    if list(table.columns) != _COLUMNS:
        raise RegisterError(Fault(path, "other columns", ", ".join(_COLUMNS), row=1))
    faults = [*_faults(path, table)]
    if faults:
        raise RegisterError(*faults)
    return [Download(**{str(key): row[key] for key in row}) for row in table.to_dict("records")]


def _faults(path: Path, table: pd.DataFrame) -> Iterator[Fault]:
    for column, (pattern, expected) in _RULES.items():
        wrong = table.loc[~table[column].str.fullmatch(pattern), column]
        for index, cell in wrong.items():
            yield Fault(path, repr(cell), expected, int(str(index)) + 2, column)
    for index in table.index[(table["address"] != "") & (table["sha256"] == "")]:
        found, expected = "an address without a checksum", _RULES["sha256"][1]
        yield Fault(path, found, expected, int(index) + 2, "sha256")


def fetch(wanted: Iterable[Download], cache: Path | None = None) -> list[Path]:
    """Download files that have an address; those without one are left out.

    Parameters
    ----------
    wanted
        Rows of the table.
    cache
        Where the files are kept, one folder per source, so that a second run is over at once; the
        user's cache folder, or ``NHS_CULTURE_CACHE``, where unset.

    Returns
    -------
    list of Path
        The files, each with the registered checksum.

    Raises
    ------
    SourceError
        When a file cannot be had: names the address, what came instead and what to do. No part of
        it is left behind.
    """
    folder = cache or cache_folder()
    return [_fetched(one, folder / one.source_id) for one in wanted if one.address]


def select(known: list[Download], sources: Iterable[str]) -> list[Download]:
    """Return the rows of some sources, of all where none is named.

    Raises
    ------
    DataError
        When a source is unknown; the message suggests near ones.
    """
    chosen = tuple(sources)
    names = {one.source_id for one in known}
    for name in chosen:
        if name not in names:
            near = suggest(
                name, names, f"Sources with a file to fetch: {', '.join(sorted(names))}."
            )
            raise DataError(f"No source {name!r} in downloads.csv. {near}")
    return [one for one in known if not chosen or one.source_id in chosen]


def _fetched(one: Download, folder: Path) -> Path:
    import pooch
    import requests

    keeper = pooch.create(
        path=folder,
        base_url="",
        registry={one.file: f"sha256:{one.sha256}"},
        urls={one.file: one.address},
        retry_if_failed=_RETRIES,
    )
    pooch.get_logger().setLevel("ERROR")
    try:
        return Path(keeper.fetch(one.file, downloader=_download))
    except (requests.RequestException, ValueError, OSError, _GivenUpError) as error:
        raise SourceError(
            f"{one.address}: {one.file!r} could not be downloaded: {_reason(error)}. Nothing was "
            f"kept. Try again later; if the address has moved, {one.by_hand}"
        ) from error


def _download(url: str, output_file: str, _: Any) -> None:  # noqa: ANN401 - as pooch calls it
    """Take one file down for pooch: no more bytes and no more time than a publication needs."""
    import requests
    from tqdm import tqdm
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    end = time.monotonic() + _LONGEST
    plain = {"Accept-Encoding": "identity"}
    with requests.get(url, stream=True, timeout=_SILENCE, headers=plain) as response:
        response.raise_for_status()
        size = int(response.headers.get("Content-Length", 0))
        with (
            Path(output_file).open("wb") as stream,
            tqdm(desc=Path(url).name, total=size, unit="B", unit_scale=True, delay=1) as bar,
        ):
            try:
                while block := response.raw.read1(1 << 16):
                    _hold_back(max(size, stream.tell() + len(block)), end)
                    stream.write(block)
                    bar.update(len(block))
            except ReadTimeoutError as error:
                raise requests.ReadTimeout(error) from error
            except HTTPError as error:
                raise requests.exceptions.ChunkedEncodingError(error) from error
    with Path(output_file).open("rb") as written:
        if written.read(200).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            raise _GivenUpError("the address gives a web page, not the file")


def _hold_back(size: int, end: float) -> None:
    """Give up a transfer that is too large or too slow."""
    if size > LARGEST_FILE:
        raise _GivenUpError(f"it is larger than {LARGEST_FILE} bytes")
    if time.monotonic() > end:
        raise _GivenUpError(f"it took longer than {_LONGEST:.0f} seconds")


def _reason(error: Exception) -> str:
    """Return in a few words why a download failed."""
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answers {error.response.status_code} {error.response.reason}"
    if isinstance(error, ValueError) and "hash" in str(error):
        return "its checksum is not the registered one, so it is another edition or damaged"
    said: dict[type[Exception], str] = {
        requests.Timeout: f"the server said nothing for {_SILENCE:.0f} seconds",
        requests.exceptions.ChunkedEncodingError: "the connection broke off in the middle",
        requests.ConnectionError: "the server cannot be reached, or broke off the connection",
        requests.TooManyRedirects: "the address leads in a circle",
    }
    return next((words for kind, words in said.items() if isinstance(error, kind)), str(error))
