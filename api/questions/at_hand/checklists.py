"""Questions about checklist templates: which one may give to tickets, and what one says."""

from __future__ import annotations

from uuid import UUID

import msgspec

from aggregates.checklist_template import NoSuchChecklistTemplate
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import Key, PageWanted, page_of
from commands.permissions import administers
from events.values.people import Viewer
from projections.at_hand import checklists
from projections.at_hand.checklists import ChecklistTemplateView
from projections.kit.reads import views_of

_CHECKLISTS = views_of(checklists.open_to)


class ChecklistsWanted(PageWanted, frozen=True, kw_only=True):
    """Which templates: with these words in name or items, in use or archived."""

    text: str = ""
    archived: bool = False


class ChecklistTemplateLine(ChecklistTemplateView, frozen=True, kw_only=True):
    """A template as somebody sees it."""

    may_change: bool


class ChecklistTemplateList(msgspec.Struct, frozen=True):
    """What the viewer uses most first."""

    templates: list[ChecklistTemplateLine]
    next_cursor: str | None = None


@question("list-checklist-templates", _CHECKLISTS)
def list_templates(desk: Desk, viewer: Viewer, wanted: ChecklistsWanted) -> Answer[ChecklistTemplateList]:
    """One's own, those of one's teams, everyone's."""
    with desk.database.snapshot() as db:
        found = checklists.open_to(
            db, viewer, every_team=administers(viewer), text=wanted.text, archived=wanted.archived
        )
    page, goes_on = page_of(found, wanted, _in_order)
    return Answer(ChecklistTemplateList([_line(viewer, one) for one in page], goes_on))


def _in_order(one: ChecklistTemplateView) -> Key:
    return (-one.used_by_me, -one.used, one.name.ru.lower(), str(one.checklist_id))


@question("read-checklist-template", _CHECKLISTS)
def read_template(desk: Desk, viewer: Viewer, ref: UUID) -> Answer[ChecklistTemplateLine]:
    """Also one that is archived."""
    with desk.database.snapshot() as db:
        found = checklists.open_to(db, viewer, every_team=administers(viewer), checklist_id=ref, archived=None)
    if not found:
        raise NoSuchChecklistTemplate
    return Answer(_line(viewer, found[0]))


def _line(viewer: Viewer, one: ChecklistTemplateView) -> ChecklistTemplateLine:
    may = one.maker_id == viewer.actor.id or one.edited_by == "audience" or administers(viewer)
    return ChecklistTemplateLine(**msgspec.structs.asdict(one), may_change=may)
