"""Every template, as text: what a strict policy would refuse in silence, texts in one language, forms of no command."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest

from api.console.app import PAGES
from api.console.forms import kind_at
from api.console.rendering import ORDER_FORM, POLICY, environment, scripts
from commands.catalogue import COMMANDS

ROOT = Path(str(resources.files("api.console").joinpath("templates")))
TEMPLATES = sorted(str(file.relative_to(ROOT)) for file in ROOT.rglob("*.html"))
FORM = re.compile(r"<form\b(?P<head>[^>]*)>(?P<body>.*?)</form>", re.DOTALL)
NAMED = re.compile(r'\bname="(?P<name>[^"]+)"')
ORDER = re.compile(r'action="/order/(?P<name>[a-z-]+)"')
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)


def text_of(template: str) -> str:
    return (ROOT / template).read_text(encoding="utf-8")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_is_read_and_has_nothing_that_the_policy_refuses(template: str) -> None:
    environment().get_template(template)
    text = text_of(template)
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style\b|javascript:|<script\b(?![^>]*\bsrc=)|\|safe\b", text) == []
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("template", TEMPLATES)
def test_whatever_people_read_is_said_in_both_languages(template: str) -> None:
    shown = CODE.sub("", text_of(template))
    lone = [
        word
        for word in re.findall(r"[А-Яа-яЁё]{2,}", re.sub(r"<[^>]*>", " ", shown))
        if word != "Русский"  # languages are called by their own names
    ]
    assert lone == []
    english = re.findall(r">\s*([A-Za-z][a-z]{2,}(?: [a-z]+)*)\s*<", shown)
    assert set(english) <= {"English", "Deskledger", "Ctrl+Enter", "E-mail"}


def test_every_text_of_a_template_has_two_languages() -> None:
    for template in TEMPLATES:
        for russian, english in re.findall(r"say\((['\"])(?:.*?)\1, (['\"])(?:.*?)\2", text_of(template)):
            assert russian, english
        calls = re.findall(r"\bsay\(", text_of(template))
        pairs = re.findall(r"\bsay\(\s*(\"[^\"]*\"|'[^']*')\s*,\s*(\"[^\"]*\"|'[^']*')\s*\)", text_of(template))
        assert len(calls) == len(pairs), template
        assert [pair for pair in pairs if re.search("[а-яё]", pair[1], re.IGNORECASE)] == [], template


def _orders() -> list[tuple[str, str, str]]:
    found = []
    for template in TEMPLATES:
        for form in FORM.finditer(text_of(template)):
            order = ORDER.search(form["head"])
            if order is not None:
                found.append((template, order["name"], form["body"]))
    return found


def test_every_form_gives_an_order_that_there_is_with_fields_that_it_has() -> None:
    orders = _orders()
    assert len(orders) > 8
    for template, name, body in orders:
        assert name in COMMANDS, template
        for field in NAMED.findall(body):
            if not field.startswith("_") and "{{" not in field:
                assert _knows(COMMANDS[name], field.split(".")), (template, name, field)


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_form_of_an_order_is_one_that_the_page_gives_a_key(template: str) -> None:
    text = text_of(template)
    assert len(ORDER_FORM.findall(text)) == len(re.findall(r"""\b(?:form)?action=["']?/order/""", text))
    assert all('method="post"' in head for head in ORDER_FORM.findall(text))


def _knows(kind: Any, path: list[str]) -> bool:
    """Whether a command has a field of this name, inside others, too."""
    step, *rest = path
    inner = kind_at(kind, [])
    if not (isinstance(inner, type) and issubclass(inner, msgspec.Struct)):
        return True
    names = {field.encode_name for field in msgspec.structs.fields(inner)}
    assert names <= {*get_type_hints(inner), *names}
    return step in names and (not rest or _knows(kind_at(kind, [step]), rest))


def test_links_and_forms_lead_to_pages_that_there_are() -> None:
    known = [re.compile(re.sub(r"\{[a-z]+\}", "[^/?]+", page.path) + r"(\?.*)?") for page in PAGES]
    for template in TEMPLATES:
        for address in re.findall(r'(?:href|action)="(/[^"]*)"', text_of(template)):
            plain = re.sub(r"\{\{.*?\}\}", "1", re.sub(r"\{%.*?%\}", "", address))
            if plain.startswith(("/api/v1/", "/static/")):
                continue
            assert any(one.fullmatch(plain) for one in known), (template, address)


def test_scripts_import_only_each_other() -> None:
    names = set(scripts())
    assert "desk.js" in names
    static = resources.files("api.console").joinpath("static")
    for name in names:
        text = static.joinpath(name).read_text(encoding="utf-8")
        assert {one.removeprefix("./") for one in re.findall(r'(?:from|import\()\s*"([^"]+)"', text)} <= names
        assert re.findall(r"\beval\(|new Function|\.style\.cssText|setAttribute\(\"(?:style|on)", text) == []


def test_whatever_can_have_focus_in_what_is_drawn_anew_has_an_id_of_its_own() -> None:
    parts = [one for one in TEMPLATES if one.startswith("ticket/card/")]
    assert len(parts) > 5
    rooms = ("tasks/list.html", "problems/card.html", "knowledge/card.html", "knowledge/edit.html")
    for template in (*parts, *rooms, "listing/views.html", "portal/conversation.html", "account/approvals.html"):
        for tag in re.findall(r"<(?:input|textarea|select)\b[^>]*>", text_of(template)):
            if 'type="hidden"' not in tag and "data-files" not in tag:
                assert re.search(r'\bid="', tag), (template, tag)
