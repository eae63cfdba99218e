"""The README: short, and whatever it calls by name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from connectors.inbound.mail.parsing.parser import ParsedMail, parse
from tests.support.terminal import typed

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TWO_SCREENS = 100


def test_the_readme_is_read_in_two_screens() -> None:
    assert len(README.splitlines()) <= TWO_SCREENS


def test_every_target_that_the_readme_names_is_made() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^\s+(?:\S+=\S+ )?make ([a-z-]+)", README, re.MULTILINE))
    assert targets >= {"demo", "serve", "test", "check"}
    assert targets <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_every_command_that_the_readme_names_is_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = re.findall(r"^\| (`desk .*?) \|", README, re.MULTILINE)
    commands = {word for cell in cells for word in re.findall(r"`(?:desk )?([a-z]+)", cell)}
    _, told, _ = typed("--help", patch=monkeypatch, printed=capsys)
    assert commands >= {"serve", "demo", "token", "password"}
    assert commands <= set(re.findall(r"(?<=\s)[a-z-]+(?=\s)", told))


def test_the_mail_that_the_readme_takes_in_becomes_a_new_ticket_beside_those_of_the_demo() -> None:
    (named,) = re.findall(r"desk intake (\S+\.eml)", README)
    taken = {path.read_bytes() for path in (ROOT / "api/demo/mails").glob("*.eml")}
    mail = parse((ROOT / named).read_bytes())
    assert isinstance(mail, ParsedMail)
    ids = {known.message_id for raw in taken if isinstance(known := parse(raw), ParsedMail)}
    assert mail.message_id not in ids
    assert not mail.in_reply_to
    assert not mail.references
    assert "[#" not in mail.subject


def test_every_document_that_the_readme_points_at_exists() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
