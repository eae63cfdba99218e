"""The documents for integrators say in words what docstrings also cite by number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.openapi.plain_words import plain_words
from tests.support.generated import documents

OURS = re.compile(r"\brows? \d|\b[CTWX]\d{1,2}\b|sla\.md|\*ours\*")


def told(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for key, value in document.items():
            if key in {"description", "summary", "title"} and isinstance(value, str):
                yield value
            else:
                yield from told(value)
    elif isinstance(document, list):
        for value in document:
            yield from told(value)


@pytest.mark.parametrize("name", ["openapi.json", "asyncapi.json"])
def test_no_description_cites_a_number_that_only_we_know(name: str) -> None:
    descriptions = list(told(json.loads(documents()[name])))
    assert len(descriptions) > 100
    for words in descriptions:
        assert not OURS.search(words), words


def test_only_citations_are_left_out() -> None:
    assert plain_words("Begin the work; the reaction clock stops (C1).") == "Begin the work; the reaction clock stops."
    assert plain_words("A branch (rows 72h, 62) or (row 105, T4), (W1, row 121), (sla.md C1-C3).") == "A branch or,,."
    assert plain_words("Priority from impact (rows); 75 % (RFC 9457) of 8 (8)") == (
        "Priority from impact (rows); 75 % (RFC 9457) of 8 (8)"
    )
