"""Words at length: given in the line, read from a file or from the input, or written in an editor; for commands."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from api.cli.words import reason_of
from events.values.refusal import Refusal

File = Annotated[
    str | None, typer.Option("--file", help="Текст из файла; «-» — из ввода · The text from a file; “-”: the input")
]
EDITOR = "vi"


class TextCannotBeRead(Refusal):
    """{file} cannot be read: {why}."""

    ru: ClassVar[str] = "{file} не читается: {why}."


class TextIsNotUtf8(Refusal):
    """{file} is no text in UTF-8. Save it as such."""

    ru: ClassVar[str] = "{file} — не текст в UTF-8. Сохраните его так."


class SayWhatToWrite(Refusal):
    """There is no text, and nobody is at a terminal to write it in an editor. Give it by --file FILE, or --file -."""

    ru: ClassVar[str] = (
        "Текста нет, и писать его в редакторе некому: это не терминал. Укажите --file ФАЙЛ или --file -."
    )


class EditorFailed(Refusal):
    """The editor “{editor}” did not end well. Set EDITOR to yours, or give the text by --file."""

    ru: ClassVar[str] = "Редактор «{editor}» завершился с ошибкой. Укажите свой в EDITOR или дайте текст через --file."


def text_of(file: str | None, begin: str) -> str:
    """What a file says, or the input; without one, what somebody writes in their editor, beginning with ``begin``."""
    if file == "-":
        return sys.stdin.read()
    if file is None:
        return edited(begin)
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextIsNotUtf8(file=file) from error
    except OSError as error:
        raise TextCannotBeRead(file=file, why=reason_of(error)) from error


def edited(begin: str) -> str:
    """What somebody makes of a text in the editor of VISUAL or EDITOR; raises ``SayWhatToWrite``."""
    if not sys.stdin.isatty():
        raise SayWhatToWrite
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or EDITOR
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text.md"
        file.write_text(begin, encoding="utf-8")
        try:
            # Their own editor, by their own environment.
            ended = subprocess.run([*shlex.split(editor), str(file)], check=False)  # noqa: S603
        except (OSError, ValueError) as error:
            raise EditorFailed(editor=editor) from error
        if ended.returncode:
            raise EditorFailed(editor=editor)
        return text_of(str(file), "")
