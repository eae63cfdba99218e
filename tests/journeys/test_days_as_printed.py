"""The pages of specialist, requester and technologist: days in the demo company, as printed, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.bootstrap import Desk
from tests.api.serving import served
from tests.journeys.test_demo import company, told_once
from tests.support.documents import run_as_printed
from tests.support.programs import needed

__all__ = ["company", "told_once"]

DOCS = Path(__file__).parents[2] / "docs"
LISTS_AND_CARDS = {"specialist": 5, "requester": 2, "technologist": 0}
"""How many a page prints that it does not show."""

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("language", ["ru", "en"])
def test_people_of_all_kinds_spend_their_day_as_the_pages_say(company: Desk, language: str, tmp_path: Path) -> None:
    needed("curl", "curl")
    company.start()
    with served(company) as address:
        environment = {
            "URL": f"{address}/api/v1",
            "DESK_DATABASE_URL": company.database.url,
            "DESK_LANGUAGE": language,
            "COLUMNS": "120",
            "TMPDIR": str(tmp_path),
        }
        for page, lists in LISTS_AND_CARDS.items():
            document = DOCS / (f"{page}.ru.md" if language == "ru" else f"{page}.md")
            told = run_as_printed(document, environment)
            assert [said for said, shown in told if shown] == [shown for _, shown in told if shown]
            zones = "".join(told_freely(told)).count("Europe/Moscow")
            assert zones == lists, "each names the zone once"


def told_freely(told: list[tuple[str, str]]) -> list[str]:
    """What blocks print that the page does not show: what is there at that moment."""
    return [said for said, shown in told if not shown]
