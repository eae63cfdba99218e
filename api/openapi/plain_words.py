"""Descriptions without the numbers of our own requirements and rules; used by the documents for integrators.

Docstrings cite what they answer: rows of the checklist, rules of ``docs/sla.md``. Who reads the API's description
knows neither, and the words stand beside the number in every one of them.
"""

from __future__ import annotations

import re
from typing import Any

_RULE = r"[CTWX]\d{1,2}(?:[-–][CTWX]?\d{1,2})?"
_ROW = r"\d+[a-z]?(?:[-–]\d+[a-z]?)?"
_FIRST = rf"(?:rows? {_ROW}|{_RULE}|sla\.md(?: {_RULE})?)"
_CITED = re.compile(rf"\s*\({_FIRST}(?:(?:,| and| или) ?(?:rows? )?(?:{_RULE}|{_ROW}))*\)")
_TOLD = ("description", "summary", "title")


def plain_words(text: str) -> str:
    """A description as somebody reads it who does not know our numbers."""
    return _CITED.sub("", text)


def plainly(document: Any) -> Any:
    """The same document with all its descriptions so."""
    if isinstance(document, dict):
        return {
            key: plain_words(value) if key in _TOLD and isinstance(value, str) else plainly(value)
            for key, value in document.items()
        }
    return [plainly(value) for value in document] if isinstance(document, list) else document
