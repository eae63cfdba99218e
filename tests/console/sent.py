"""What a browser would send of a form on a page, if nobody typed anything: the fields, in their order."""

from __future__ import annotations

from html.parser import HTMLParser

from typing_extensions import override


class _Form(HTMLParser):
    """Reads the fields of the form whose action is given."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.template = action, False, 0
        self.fields: list[tuple[str, str]] = []
        self._select = ""
        self._chosen: str | None = None
        self._text: str | None = None

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = told.get("action") == self.action
        self.template += tag == "template"
        if not self.inside or self.template:
            return
        if tag == "input" and told.get("name"):
            if told.get("type") not in {"checkbox", "radio"} or "checked" in told:
                self.fields.append((told["name"], told.get("value", "")))
        elif tag == "select":
            self._select, self._chosen = told["name"], None
        elif tag == "option" and (self._chosen is None or "selected" in told):
            self._chosen = told.get("value", "")
        elif tag == "textarea":
            self._select, self._text = told["name"], ""

    @override
    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    @override
    def handle_endtag(self, tag: str) -> None:
        self.template -= tag == "template"
        if tag == "form":
            self.inside = False
        elif tag == "select" and self.inside and not self.template:
            self.fields.append((self._select, self._chosen or ""))
        elif tag == "textarea" and self._text is not None:
            self.fields.append((self._select, self._text))
            self._text = None


def sent(page: str, action: str) -> dict[str, list[str]]:
    """The fields of one form of a page."""
    reader = _Form(action)
    reader.feed(page)
    assert reader.fields, f"no form with action {action}"
    found: dict[str, list[str]] = {}
    for name, value in reader.fields:
        found.setdefault(name, []).append(value)
    return found
