"""The pages for operators and integrators: in both languages, alike, and whatever they call by name is there."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from api.cli.app import app
from api.cli.main import know_every_command
from api.cli.places import OF_A_PERSON
from api.settings import Settings
from connectors.storage.server.database import Database
from tests.support.begun import folder_of_desk
from tests.support.documents import blocks, run_script
from tests.support.programs import run, well

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [
    *sorted(page for page in (DOCS / "operate").glob("*.md") if not page.name.endswith(".ru.md")),
    DOCS / "integrators.md",
    DOCS / "requester.md",
    DOCS / "specialist.md",
]
BOTH = [twin for page in PAGES for twin in (page, page.with_suffix(".ru.md"))]


def name(page: Path) -> str:
    return page.name


def anchor(heading: str) -> str:
    """The name that a heading can be pointed at by, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_every_page_has_its_twin_in_the_other_language() -> None:
    assert set((DOCS / "operate").glob("*.md")) <= set(BOTH)
    for page in PAGES:
        assert f"]({page.with_suffix('.ru.md').name})" in page.read_text(encoding="utf-8").splitlines()[2]
        assert f"]({page.name})" in page.with_suffix(".ru.md").read_text(encoding="utf-8").splitlines()[2]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_both_twins_give_the_same_commands_under_as_many_headings(page: Path) -> None:
    texts = [twin.read_text(encoding="utf-8") for twin in (page, page.with_suffix(".ru.md"))]
    commands = [[body for body, _ in blocks(twin)] for twin in (page, page.with_suffix(".ru.md"))]
    assert commands[0] == commands[1]
    assert len({len(re.findall(r"^#+ ", text, re.MULTILINE)) for text in texts}) == 1
    assert len({len(re.findall(r"^\|", text, re.MULTILINE)) for text in texts}) == 1


@pytest.mark.parametrize("page", [*BOTH, *sorted(DOCS.glob("*.md")), ROOT / "README.md"], ids=name)
def test_no_printed_command_leaves_a_pipe_before_its_end(page: Path) -> None:
    """Whoever still writes then fails or not, as the machine is busy: where failures end a script, by luck."""
    for commands, _ in blocks(page):
        assert not re.search(r"\|\s*(head|grep\s+-\S*[qm]|sed\s+(-n\s+)?\S*q\b)", commands)


@pytest.mark.parametrize("page", BOTH, ids=name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, place = target.partition("#")
        found = (page.parent / file).resolve() if file else page
        assert found.exists(), target
        if place:
            headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
            assert place in [anchor(heading) for heading in headings], target


@pytest.mark.parametrize("page", BOTH, ids=name)
def test_every_setting_and_command_that_a_page_names_is_known(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    settings = OF_A_PERSON | {f"DESK_{field.upper()}" for field in Settings.model_fields}
    assert set(re.findall(r"\bDESK_[A-Z_]+[A-Z]\b", text)) <= settings
    know_every_command()
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    known |= {group.name for group in app.registered_groups if group.name}
    assert set(re.findall(r"`desk ([a-z][a-z-]*)", text)) <= known


@pytest.mark.parametrize(("page", "language"), [("upgrade.md", "en"), ("upgrade.ru.md", "ru")])
def test_desk_migrate_says_what_the_page_says_and_refuses_a_newer_database(
    page: str, language: str, database: Database
) -> None:
    text = (DOCS / "operate" / page).read_text(encoding="utf-8")
    [(commands, said)] = blocks(DOCS / "operate" / page)[:1]
    environment = {
        "DESK_DATABASE_URL": database.url,
        "DESK_LANGUAGE": language,
        "PATH": os.pathsep.join((str(folder_of_desk()), os.environ["PATH"])),
    }
    assert well(run_script(commands, environment)) == said
    with database.connection() as connection:
        connection.execute("INSERT INTO desk.migrations VALUES (9999, '9999_of_a_newer_desk', '')")
    refused = run(["/bin/sh", "-c", commands], environment)
    assert refused.returncode == 1
    assert refused.stderr.strip() in text
    assert "9999" in refused.stderr
