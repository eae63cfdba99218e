from __future__ import annotations

import re
from pathlib import Path

import pytest

from aggregates import agreement, service, ticket_refusals
from events.values.refusal import Refusal

ROWS = Path(__file__).parents[2] / "docs" / "rows.md"


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (service.ServiceExists, 90),
        (service.ServiceIsArchived, 21),
        (agreement.AgreementExists, 100),
        (agreement.ValidityEndsBeforeItBegins, 100),
        (agreement.AgreementIsArchived, 94),
        (ticket_refusals.WakeUpIsPast, 167),
        (ticket_refusals.MergedIntoItself, 166),
        (ticket_refusals.MergeNamesAnother, 166),
        (ticket_refusals.MergedIntoFinal, 166),
    ],
)
def test_a_refusal_names_the_row_it_stems_from(kind: type[Refusal], row: int) -> None:
    assert kind.rule == f"row {row}"
    assert re.search(rf"^\| {row} \|", ROWS.read_text(encoding="utf-8"), re.MULTILINE)
