"""Services: the catalogue as a tree, and a service's card with all that may be said of it (rows 88-97)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import msgspec
from fastapi import Response

from api.console.asked import Asked
from api.console.catalogue import known
from api.console.company.entries import history
from api.console.rendering import page
from api.questions.at_hand.checklists import ChecklistsWanted, list_templates
from api.questions.history.cards import read_service_history
from api.questions.paging.whole import PageOf
from api.questions.person.cards import CardWanted, read_person
from api.questions.service.catalogue import Offer, read_service
from api.questions.service.forms import list_versions
from events.values.people import Responsible
from events.values.refusal import Refusal
from events.values.service_form import ServiceForm
from events.values.ticket_condition import Condition, OfAttribute
from events.values.ticket_type import AttributeDefinition


def services(asked: Asked) -> Response:
    """The tree with what keeps a service from being asked for; archived ones where they are wanted."""
    text, archived = asked.wish("q"), asked.wish("archived") == "1"
    found = known.every_service(asked, text=text)
    return page(
        asked,
        "catalogue/services.html",
        services=[one for one in found if archived or not one.is_archived],
        has_archived=any(one.is_archived for one in found),
        archived=archived,
        text=text,
        types=known.every_type(asked),
        teams=_teams(asked),
        parents=_parents(asked, found),
    )


def service(asked: Asked, ref: str) -> Response:
    """One service: what is said of it, each in a form of its own."""
    found = read_service(asked.desk, asked.viewer, known.id_in(ref), asked.min_position).value
    every = known.every_service(asked)
    fields = known.fields_of_types(asked, frozenset(found.types))
    form = _own_form(asked, found)
    return page(
        asked,
        "catalogue/service.html",
        one=found,
        above=_above(found, every),
        below=[other for other in every if other.parent_id == found.service_id and not other.is_archived],
        types=known.every_type(asked),
        type_names=dict(known.every_type(asked)),
        teams=_teams(asked),
        responsible=responsible_words(asked, found.responsible),
        parents=_parents(asked, [other for other in every if other.service_id != found.service_id]),
        agreements=_agreements(asked, found),
        checklists=_checklists(asked),
        form=form,
        fields=[(field.code, asked.told(field.name)) for field in fields],
        conditions=_conditions(asked, fields, form),
        as_option=as_option,
        entries=history(asked, read_service_history, found.service_id) if asked.may("read-service-history") else (),
    )


def _above(found: Offer, every: Sequence[Offer]) -> list[Offer]:
    """The way up to the top, the top first."""
    by_id = {one.service_id: one for one in every}
    way: list[Offer] = []
    parent = found.parent_id
    while parent is not None and parent in by_id:
        way.append(by_id[parent])
        parent = by_id[parent].parent_id
    return way[::-1]


def _teams(asked: Asked) -> list[tuple[str, str]]:
    return [(str(team.team_id), asked.told(team.name)) for team in known.every_team(asked)]


def _parents(asked: Asked, found: Sequence[Offer]) -> list[tuple[str, str]]:
    return [(str(one.service_id), "\u2003" * one.depth + asked.told(one.name)) for one in found if not one.is_archived]


def responsible_words(asked: Asked, who: Responsible | None) -> str:
    """“Вторая линия, Седов П.”; empty: nobody is named."""
    if who is None:
        return ""
    team = next((asked.told(one.name) for one in known.every_team(asked) if one.team_id == who.team_id), "")
    person = ""
    if who.person_id is not None:
        with suppress(Refusal):
            person = read_person(asked.desk, asked.viewer, CardWanted(ref=who.person_id)).value.person.name
    return ", ".join(part for part in (team, person) if part)


def _agreements(asked: Asked, found: Offer) -> list[tuple[str, str]]:
    told = known.every_agreement(asked)
    return [(str(one.agreement_id), asked.told(one.name)) for one in told if one.agreement_id in found.agreements]


def _checklists(asked: Asked) -> list[tuple[str, str]]:
    wanted = ChecklistsWanted(limit=known.MOST)
    found = list_templates(asked.desk, asked.viewer, wanted).value.templates
    return [(str(one.checklist_id), asked.told(one.name)) for one in found]


def _own_form(asked: Asked, found: Offer) -> ServiceForm | None:
    """What it asks itself; ``None``: what the service above asks."""
    told = list_versions(asked.desk, asked.viewer, PageOf(ref=found.service_id, limit=known.MOST)).value.versions
    return told[-1].form if told else None


def _conditions(asked: Asked, fields: Sequence[AttributeDefinition], form: ServiceForm | None) -> list[tuple[str, str]]:
    """When a question may be asked: by an answer that can be chosen, and as it is set already."""
    offered = {
        as_option(OfAttribute(code=field.code, values=(choice.code,))): (
            f"{asked.told(field.name)} = {asked.told(choice.name)}"
        )
        for field in fields
        for choice in field.choices
    }
    for question in () if form is None else form.questions:
        if question.shown_when is not None:
            offered.setdefault(as_option(question.shown_when), asked.say("как задано", "as it is set"))
    return [*offered.items()]


def as_option(condition: Condition) -> str:
    """A condition as the form carries it."""
    return msgspec.json.encode(condition, order="deterministic").decode()
