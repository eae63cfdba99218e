"""What was done to a card, the latest first; used by the cards of people, units and teams."""

from __future__ import annotations

from uuid import UUID

from api.console.asked import Asked
from api.questions.asking import Question
from api.questions.history.cards import History, HistoryEntry
from api.questions.paging.whole import EVERY_LINE, PageOf

MOST = 300


def history(asked: Asked, read: Question[PageOf[UUID], History], ref: UUID) -> list[HistoryEntry]:
    """As many of the latest entries as one reads."""
    wanted = PageOf(ref=ref, limit=EVERY_LINE)
    found = read(asked.desk, asked.viewer, wanted, asked.min_position).value.facts
    return found[-MOST:][::-1]
