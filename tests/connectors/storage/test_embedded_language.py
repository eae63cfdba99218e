"""The machine's language decides nothing: an embedded server knows Cyrillic letters wherever it was made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from connectors.storage.embedded.refusals import DataFolderCannotBeUsed
from connectors.storage.embedded.server import EmbeddedServer
from tests.connectors.storage.test_embedded import folder

__all__ = ["folder"]

ASK = """
import sys, pathlib, psycopg
from connectors.storage.embedded.server import EmbeddedServer
server = EmbeddedServer(pathlib.Path(sys.argv[1]))
with psycopg.connect(server.start(), autocommit=True) as connection:
    connection.execute("CREATE EXTENSION pg_trgm")
    row = connection.execute(
        "SELECT lower('ЁЖ'), 'Принтер не печатает' ILIKE '%принтер%', cardinality(show_trgm('Ёж')) FROM pg_database"
        " WHERE datname = current_database()"
    ).fetchone()
server.stop()
sys.stdout.buffer.write(repr(row).encode())
"""


@pytest.mark.parametrize(
    "language",
    [
        {"LC_ALL": "C"},
        {"LANG": "ru_RU.UTF-8"},
        {"LANG": "C", "LC_CTYPE": "no_SUCH.UTF-8"},
    ],
)
def test_a_new_data_folder_knows_cyrillic_letters_under_any_language_of_the_machine(
    folder: Path, language: dict[str, str]
) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    run = subprocess.run(  # noqa: S603 - this interpreter on the program above
        [sys.executable, "-c", ASK, str(folder)],
        env={**kept, **language, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert run.stdout.decode().splitlines()[-1] == "('ёж', True, 3)", run.stderr.decode(errors="replace")


def test_why_initdb_made_no_folder_is_in_the_refusal(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(DataFolderCannotBeUsed) as caught:
        EmbeddedServer(folder).start()
    assert "exists but is not empty" in caught.value.text.en
    assert "DESK_DATA_FOLDER" in caught.value.text.ru
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]
