"""Agreements: the list, and an agreement's card with whom it serves, with what, how long (rows 98-108)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import Response

from api.console.asked import Asked
from api.console.catalogue import known
from api.console.catalogue.services import responsible_words
from api.console.catalogue.words import KINDS, of_agreement
from api.console.company.entries import history
from api.console.rendering import page
from api.questions.agreement.cards import AgreementRead, read_agreement
from api.questions.desk import DeskResponsible, read_desk_responsible
from api.questions.history.cards import read_agreement_history


def agreements(asked: Asked) -> Response:
    """The base one first; archived ones where they are wanted."""
    found, archived = known.every_agreement(asked), asked.wish("archived") == "1"
    return page(
        asked,
        "catalogue/agreements.html",
        agreements=[one for one in found if archived or not one.is_archived],
        has_archived=any(one.is_archived for one in found),
        archived=archived,
        has_base=any(one.is_base for one in found),
        kinds=_kinds(asked),
        schedules=known.every_schedule(asked),
        teams=_teams(asked),
        responsible=_of_desk(asked),
    )


def _of_desk(asked: Asked) -> DeskResponsible | None:
    """Who answers where neither a service nor an agreement names anybody (row 97); for who may name them."""
    if not asked.may("read-desk-responsible"):
        return None
    return read_desk_responsible(asked.desk, asked.viewer, None, asked.min_position).value


def agreement(asked: Asked, ref: str) -> Response:
    """One agreement: each thing that is said of it in a form of its own."""
    found = agreement_at(asked, ref)
    return page(
        asked,
        "catalogue/agreement.html",
        one=found,
        kinds=_kinds(asked),
        schedules=known.every_schedule(asked),
        services=_offered(asked, found),
        teams=_teams(asked),
        responsible=responsible_words(asked, found.default_responsible),
        units=_named(asked, found, found.units),
        persons=_named(asked, found, found.persons),
        provider=of_agreement(asked, found, found.provider_id),
        schedule=of_agreement(asked, found, found.schedule_id),
        provides=_named(asked, found, found.services),
        clock_of=lambda at: _clock(asked, at),
    )


def told(asked: Asked, ref: str) -> Response:
    """Who changed what of it, the latest first."""
    found = agreement_at(asked, ref)
    entries = history(asked, read_agreement_history, found.agreement_id)
    return page(asked, "catalogue/agreement_history.html", one=found, entries=entries)


def agreement_at(asked: Asked, ref: str) -> AgreementRead:
    """The agreement of an address."""
    return read_agreement(asked.desk, asked.viewer, known.id_in(ref), asked.min_position).value


def _kinds(asked: Asked) -> list[tuple[str, str]]:
    return [(code, asked.told(name)) for code, name in KINDS.items()]


def _teams(asked: Asked) -> list[tuple[str, str]]:
    return [(str(team.team_id), asked.told(team.name)) for team in known.every_team(asked)]


def _named(asked: Asked, one: AgreementRead, which: tuple[UUID, ...]) -> list[tuple[str, str]]:
    return sorted(((str(each), of_agreement(asked, one, each)) for each in which), key=lambda pair: pair[1].lower())


def _offered(asked: Asked, one: AgreementRead) -> list[tuple[str, str]]:
    """What it may provide: what is offered, and what it provides already."""
    every = known.every_service(asked)
    return [
        (str(service.service_id), "\u2003" * service.depth + asked.told(service.name))
        for service in every
        if not service.is_archived or service.service_id in one.services
    ]


def _clock(asked: Asked, at: datetime | None) -> str:
    """An instant as the field of a form has it: by the reader's clock."""
    return "" if at is None else at.astimezone(asked.zone).strftime("%Y-%m-%dT%H:%M")
