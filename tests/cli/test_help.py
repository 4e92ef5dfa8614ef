"""Every help text, at the width of a terminal and of a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from nhs_culture.cli import main

PAGES = ["", *main.commands]


@pytest.mark.parametrize("width", [80, 40])
@pytest.mark.parametrize("command", PAGES)
def test_help_fits_the_terminal_and_breaks_no_word(
    command: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    shown = CliRunner().invoke(main, [*filter(None, [command]), "--help"])
    assert shown.exit_code == 0
    assert max(map(len, shown.output.splitlines())) <= width
    assert "\\" not in shown.output
    meant = main.commands[command] if command else main
    words = shown.output.split()
    assert meant.help
    assert set(meant.help.split()) <= set(words)
    options = [option.help for option in meant.params if getattr(option, "help", None)]
    assert {word for text in options for word in text.split()} <= set(words)


@pytest.mark.parametrize("width", [80, 40])
def test_each_example_stands_on_a_line_of_its_own(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = CliRunner().invoke(main, ["--help"]).output.splitlines()
    examples = [line.split("  ")[1] for line in lines if line.startswith("  nhs-culture ")]
    assert examples == list(main.examples)


@pytest.mark.parametrize("width", [80, 40])
def test_a_name_stays_whole_and_an_option_with_its_value(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for typed, command in named(main):
        shown = CliRunner().invoke(main, [*typed, "--help"], prog_name="nhs-culture").output
        usage = " ".join(["Usage: nhs-culture", *typed])
        assert shown.startswith((f"{usage} [", f"{usage}\n"))
        pairs = [pair for one in getattr(command, "examples", ()) for pair in GIVEN.findall(one)]
        assert all(pair in shown for pair in pairs), pairs


GIVEN = re.compile(r"""--[\w-]+ (?:"[^"]*"|'[^']*'|[^\s-]\S*)""")
"""An option with its value."""


def named(command: click.Command, *typed: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield a command and those below it, each with what is typed to call it."""
    yield typed, command
    for name, below in getattr(command, "commands", {}).items():
        yield from named(below, *typed, name)


def test_the_commands_stand_under_headings() -> None:
    shown = CliRunner().invoke(main, ["--help"]).output
    for heading, commands in main.sections.items():
        below = shown.split(f"\n{heading}:\n")[1].split("\n\n")[0]
        assert all(f"  {command.name} " in below for command in commands)
