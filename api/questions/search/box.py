"""The question of the one search box: everything that bears what was typed, of the kinds that the asker may see."""

from __future__ import annotations

from typing import Any

import msgspec
from psycopg import Cursor

from api.bootstrap import Desk
from api.questions.agreement.cards import HELD_ANYWHERE, held_anywhere
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.refusals import InvalidField
from api.questions.table import may_ask
from api.questions.wishes import foreign_cursor, known_codes
from events.values.module import Module
from events.values.people import Viewer
from projections.kit.page_cursor import CursorIsForeign
from projections.kit.reads import views_of
from projections.search import box
from projections.search.box import KINDS, Asked, Kind
from projections.search.box import Everything as Everything  # noqa: PLC0414 - the answer
from projections.search.box import Found as Found  # noqa: PLC0414 - of an answer
from projections.search.excerpts import Piece as Piece  # noqa: PLC0414 - of an answer
from projections.search.sought import Sought, sought
from projections.service import offers

_SEARCH = views_of(box.search, offers.catalogue, *HELD_ANYWHERE)

_OF_QUESTION: dict[Kind, str] = {
    "ticket": "list-tickets",
    "problem": "read-problem",
    "change": "read-change",
    "article": "read-article",
    "person": "find-persons",
    "service": "read-my-catalogue",
    "unit": "find-units",
}
"""Kind -> the question that somebody must be able to ask for it to be sought for them."""
_OF_MODULE: dict[Kind, Module] = {"problem": "problems", "change": "change_requests", "article": "knowledge"}


class SearchWanted(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed, of which kinds, from where on, and how many of each."""

    text: str = ""
    kinds: list[str] = []
    cursor: str | None = None
    limit: int = 10


@question("search", _SEARCH)
def search(desk: Desk, viewer: Viewer, wanted: SearchWanted) -> Answer[Everything]:
    """Words in any of their forms, the last one also as a beginning; what is hidden from the asker moves nothing."""
    words = words_of(wanted.text)
    wanted_kinds = [kind for told in wanted.kinds for kind in told.split(",") if kind]
    known_codes("kinds", wanted_kinds, KINDS)
    with desk.database.snapshot() as db:
        hidden = desk.hidden_modules(desk.log.at(db))
        kinds = tuple(
            kind
            for kind in KINDS
            if (not wanted_kinds or kind in wanted_kinds)
            and _OF_MODULE.get(kind) not in hidden
            and (viewer.actor.kind == "system" or may_ask(viewer, _OF_QUESTION[kind]))
        )
        asked = Asked(
            text=wanted.text,
            sought=words,
            kinds=kinds,
            limit=wanted.limit,
            now=desk.clock.now(),
            after=wanted.cursor,
            offered=_offered(desk, db, viewer) if "service" in kinds else None,
        )
        try:
            return Answer(box.search(db, viewer, asked))
        except CursorIsForeign as error:
            raise foreign_cursor("cursor") from error


def words_of(text: str) -> Sought:
    """The words that were typed; raises ``InvalidField`` where there are none: everything would be found."""
    found = sought(text)
    if found is None:
        raise InvalidField(
            field="text",
            reason_ru="напишите, что искать: слово, имя, номер или код.",
            reason_en="say what is sought: a word, a name, a number or a code.",
        )
    return found


def _offered(desk: Desk, db: Cursor[Any], viewer: Viewer) -> frozenset[Any] | None:
    """The services that somebody may ask for; ``None``, which is all, for those who read the whole catalogue."""
    if viewer.actor.kind == "system" or may_ask(viewer, "list-services"):
        return None
    now = desk.clock.now()
    held = held_anywhere(db, viewer.actor.id, now)
    return frozenset(one.service_id for one in offers.catalogue(db, now, held=held, all_of_it=False))
