"""How commands print what they found: for people in groups, for programs as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import click

__all__ = ["as_json", "print_groups", "print_json", "print_labelled"]

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
"""The option of every command that prints records."""


def print_json(records: Iterable[dict[str, Any]]) -> None:
    """Print records as a JSON list."""
    click.echo(json.dumps(list(records), indent=1, ensure_ascii=False))


def print_labelled(rows: Iterable[tuple[str, str]]) -> None:
    """Print labels in a column and a text beside each."""
    from nhs_culture.terminal import entries

    click.echo(entries(rows))


def print_groups(rows: Iterable[tuple[str, str, str]]) -> None:
    """Print label and text below a heading for each group, the groups in order of appearance."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for group, label, text in rows:
        groups.setdefault(group, []).append((label, text))
    for group, labelled in groups.items():
        click.secho(f"\n{group}", bold=True)
        print_labelled(labelled)
