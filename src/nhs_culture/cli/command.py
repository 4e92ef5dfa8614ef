"""How a command explains itself, and how it ends when something goes wrong.

Exit status: 0 when all went well; 1 when a page failed or the machine would not (a full disk, a
folder that cannot be written); 2 when the input was wrong; 130 after Ctrl-C and 143 after SIGTERM.
"""

from __future__ import annotations

import re
import shutil
import signal
import textwrap
import threading
from collections.abc import Iterable, Mapping
from errno import EACCES, EEXIST, EISDIR, ENOENT, ENOTDIR, EPERM, EPIPE
from types import FrameType
from typing import Any

import click

from nhs_culture.errors import NhsCultureError

__all__ = ["Command", "Commands", "Family"]

MISTAKES = (EACCES, EEXIST, EISDIR, ENOENT, ENOTDIR, EPERM)
"""What goes wrong with a file when another one was meant; anything else is the machine's."""

WIDEST, NARROWEST = 80, 32
"""Help is set no wider and no narrower than this, in characters."""

ROOM_FOR_MEANING = 38
"""Characters that the meaning of an example takes beside it; with fewer it goes below."""

_TOGETHER = re.compile(r"""nhs-culture [a-z]+|--[\w-]+ (?:"[^"]*"|'[^']*'|[^\s-]\S*)""")
"""What is not broken over two lines: a command's whole name, an option and its value."""

_HARD_SPACE = "\N{NO-BREAK SPACE}"


class Formatter(click.HelpFormatter):
    """Help for any width: what is explained never takes more than a third of the line."""

    def __init__(self, width: int | None = None, max_width: int | None = None) -> None:
        columns = width or min(shutil.get_terminal_size().columns, max_width or WIDEST)
        super().__init__(width=max(columns - 2, NARROWEST))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write what to type: a line where it fits, else broken after the command's whole name."""
        name = prog.replace(" ", _HARD_SPACE)
        self.write(_over_lines(f"{prefix or 'Usage: '}{name} {args}", self.width) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write names and what they mean, beside each other or, where a name is long, below it."""
        super().write_dl(rows, min(col_max, self.width // 3), col_spacing)


class Context(click.Context):
    """What click keeps about a call, with help set by our formatter."""

    formatter_class = Formatter


class Command(click.Command):
    """A command with examples below its options.

    Parameters
    ----------
    examples
        What to type, and what it does.
    """

    context_class = Context

    def __init__(self, *given: Any, examples: Mapping[str, str] | None = None, **also: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **also)
        self.examples = examples or {}

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        _write_examples(self.examples, formatter)


class Family(Command, click.Group):
    """A command that stands by itself and has others below it, with examples."""

    def __init__(self, *given: Any, **also: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **{**also, "invoke_without_command": True})

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands below it, each with its first sentence."""
        with formatter.section("Commands"):
            formatter.write_dl(_told(self.commands.values()))


class Commands(click.Group):
    """All commands under headings; what goes wrong in any of them is said in one sentence.

    Parameters
    ----------
    sections
        A heading, and the commands below it.
    examples
        What to type, and what it does.
    """

    context_class = Context

    def __init__(
        self,
        *given: Any,  # noqa: ANN401
        sections: Mapping[str, Iterable[click.Command]],
        examples: Mapping[str, str],
        **also: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*given, **also)
        self.sections = {heading: tuple(commands) for heading, commands in sections.items()}
        self.examples = examples
        for command in (one for commands in self.sections.values() for one in commands):
            self.add_command(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a heading and its commands, each with its first sentence."""
        for heading, commands in self.sections.items():
            with formatter.section(heading):
                formatter.write_dl(_told(commands))
        _write_examples(self.examples, formatter)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        """Run a command; what the user or the machine got wrong ends in a sentence."""
        _leave_on_sigterm()
        try:
            return super().invoke(ctx)
        except NhsCultureError as error:
            raise Failure(str(error), status=2) from error
        except KeyboardInterrupt as stop:
            sentence = (
                "what was finished is kept, nothing is half written, and the same command goes on."
            )
            status = 143 if isinstance(stop, Terminated) else 130
            raise Failure(sentence, status=status, word="Interrupted") from stop
        except OSError as error:
            if error.errno == EPIPE:
                raise
            raise Failure(_in_words(error), status=2 if error.errno in MISTAKES else 1) from error


class Failure(click.ClickException):
    """The end of a command that could not do what it was asked: a word, a sentence, a status."""

    def __init__(self, message: str, *, status: int, word: str = "Error") -> None:
        super().__init__(message)
        self.status = status
        self.word = word

    @property
    def exit_code(self) -> int:  # type: ignore[override]
        """The exit status of the process."""
        return self.status

    def show(self, file: Any = None) -> None:  # noqa: ANN401 - as click declares it
        """Print it to standard error."""
        click.secho(f"{self.word}: ", fg="red", bold=True, nl=False, err=True)
        click.echo(self.message, err=True)


class Terminated(KeyboardInterrupt):
    """The system asked the process to end: it does what it would do after Ctrl-C."""


def _leave_on_sigterm() -> None:
    def leave(_number: int, _frame: FrameType | None) -> None:
        raise Terminated

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, leave)


def _told(commands: Iterable[click.Command]) -> list[tuple[str, str]]:
    """Return each command with its first sentence, whole."""
    return [(str(one.name), one.get_short_help_str(400)) for one in commands]


def _in_words(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason


def _write_examples(examples: Mapping[str, str], formatter: click.HelpFormatter) -> None:
    """Write a line to type and, beside it or below it, what it does."""
    if not examples:
        return
    beside = max(formatter.width - ROOM_FOR_MEANING, 4)
    with formatter.section("Examples"):
        rows = [(_over_lines(typed, formatter.width), told) for typed, told in examples.items()]
        click.HelpFormatter.write_dl(formatter, rows, beside)


def _over_lines(typed: str, width: int) -> str:
    """Return what is typed, on several lines where it is longer than one."""
    kept = _TOGETHER.sub(lambda found: found[0].replace(" ", _HARD_SPACE), typed)
    lines = textwrap.fill(
        kept, width, subsequent_indent=" " * 6, break_long_words=False, break_on_hyphens=False
    )
    return lines.replace(_HARD_SPACE, " ")
