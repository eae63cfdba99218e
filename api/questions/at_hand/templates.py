"""Questions about reply templates: which one may use, what one says, and what it says on a ticket."""

from __future__ import annotations

from uuid import UUID

import msgspec

from aggregates.reply_template import NoSuchReplyTemplate
from aggregates.ticket_refusals import NoSuchTicket
from api.bootstrap import Desk
from api.questions.answer import Answer
from api.questions.asking import question
from api.questions.paging.whole import Key, PageWanted, page_of
from api.questions.references import ticket_ref
from commands.permissions import administers
from events.values.people import Language, Viewer
from events.values.placeholders import PLACEHOLDERS, filled
from events.values.text import Text
from projections.at_hand import templates, told
from projections.at_hand.templates import Template, TemplateVersion
from projections.kit.reads import views_of

_TEMPLATES = views_of(templates.open_to)
_CARD = views_of(templates.open_to, templates.versions)
_FILLED = views_of(templates.open_to, told.told_of)


class TemplatesWanted(PageWanted, frozen=True, kw_only=True):
    """Which templates: with these words in name or text, in use or archived."""

    text: str = ""
    archived: bool = False


class TemplateLine(Template, frozen=True, kw_only=True):
    """A template as somebody sees it."""

    may_change: bool


class TemplateCard(TemplateLine, frozen=True, kw_only=True):
    """With what each version of it said, the newest first."""

    versions: list[TemplateVersion]


class PlaceholderView(msgspec.Struct, frozen=True):
    """A placeholder of the closed list, and what it stands for."""

    name: str
    told: Text


class TemplateList(msgspec.Struct, frozen=True):
    """What the viewer answers with most first; and all placeholders that there are."""

    templates: list[TemplateLine]
    placeholders: list[PlaceholderView]
    next_cursor: str | None = None


class FilledWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which template, on which ticket; in the requester's language unless another is wanted."""

    ref: UUID
    ticket: str
    language: Language | None = None


class FilledTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """The text as it would be sent. What was missing stands in brackets in it, and is told beside.

    ``language`` is that of the text: the one that the template has, where it has not the wanted one.
    """

    template_id: UUID
    version: int
    language: Language
    text: str
    missing: list[PlaceholderView]


@question("list-reply-templates", _TEMPLATES)
def list_templates(desk: Desk, viewer: Viewer, wanted: TemplatesWanted) -> Answer[TemplateList]:
    """One's own, those of one's teams, everyone's."""
    with desk.database.snapshot() as db:
        found = templates.open_to(
            db, viewer, every_team=administers(viewer), text=wanted.text, archived=wanted.archived
        )
    known = [PlaceholderView(name, told.told) for name, told in PLACEHOLDERS.items()]
    page, goes_on = page_of(found, wanted, _in_order)
    return Answer(TemplateList([_line(viewer, one) for one in page], known, goes_on))


def _in_order(one: Template) -> Key:
    return (-one.used_by_me, -one.used, one.name.ru.lower(), str(one.template_id))


@question("read-reply-template", _CARD)
def read_template(desk: Desk, viewer: Viewer, ref: UUID) -> Answer[TemplateCard]:
    """Also one that is archived."""
    with desk.database.snapshot() as db:
        found = templates.open_to(db, viewer, every_team=administers(viewer), template_id=ref, archived=None)
        if not found:
            raise NoSuchReplyTemplate
        said = templates.versions(db, ref)
    line = msgspec.structs.asdict(_line(viewer, found[0]))
    return Answer(TemplateCard(**line, versions=said))


@question("fill-reply-template", _FILLED)
def fill_template(desk: Desk, viewer: Viewer, wanted: FilledWanted) -> Answer[FilledTemplate]:
    """Nothing is stored: whoever sends it may change it before."""
    ticket = ticket_ref(wanted.ticket, field="ticket")
    with desk.database.snapshot() as db:
        found = templates.open_to(db, viewer, every_team=administers(viewer), template_id=wanted.ref)
    if not found:
        raise NoSuchReplyTemplate
    of_ticket = desk.telling.of_ticket(viewer, ticket, desk.clock.now(), wanted.language)
    if of_ticket is None:
        raise NoSuchTicket(field="ticket")
    body, language = found[0].body.to(of_ticket.language)
    if language != of_ticket.language:
        # Names and times are told in the language of the words around them.
        of_ticket = desk.telling.of_ticket(viewer, ticket, desk.clock.now(), language) or of_ticket
    text, missing = filled(body, of_ticket.values, language)
    return Answer(
        FilledTemplate(
            template_id=wanted.ref,
            version=found[0].version,
            language=language,
            text=text,
            missing=[PlaceholderView(name, PLACEHOLDERS[name].missing) for name in missing],
        )
    )


def _line(viewer: Viewer, one: Template) -> TemplateLine:
    may = one.maker_id == viewer.actor.id or one.edited_by == "audience" or administers(viewer)
    return TemplateLine(**msgspec.structs.asdict(one), may_change=may)
