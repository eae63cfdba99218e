"""What forms of the catalogue let choose from: services, types with their fields, teams, schedules; by questions."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from api.console.asked import Asked
from api.console.catalogue.words import Known
from api.console.offered.lists import standing_teams, ticket_types
from api.questions.agreement.cards import AgreementRead, list_agreements
from api.questions.agreement.equivalents import AgreementCard
from api.questions.org_unit.cards import read_unit
from api.questions.person.cards import CardWanted
from api.questions.person.teams import TeamView
from api.questions.refusals import NoSuchThing
from api.questions.schedule.cards import list_schedules
from api.questions.service.catalogue import Offer, ServicesWanted, list_services
from events.values.refusal import Refusal
from events.values.targets import Promise
from events.values.text import Text
from events.values.ticket import LEVELS
from events.values.ticket_type import AttributeDefinition

MOST = 100_000
"""A catalogue, whole."""


def id_in(ref: str) -> UUID:
    """The id in an address; there is no page at any other."""
    try:
        return UUID(ref)
    except ValueError as error:
        raise NoSuchThing from error


def every_service(asked: Asked, *, text: str = "") -> list[Offer]:
    """The tree in its order, archived ones, too."""
    wanted = ServicesWanted(text=text, limit=MOST)
    return list_services(asked.desk, asked.viewer, wanted, asked.min_position).value.services


def every_type(asked: Asked) -> list[tuple[str, str]]:
    """Codes and names of the types that are in use."""
    found = ticket_types(asked)
    return [(one.code, asked.told(one.definition.name)) for one in found if not one.is_archived]


def fields_of_types(asked: Asked, codes: frozenset[str] | None = None) -> list[AttributeDefinition]:
    """The fields that tickets of these types have of their own, each once; of all types without any."""
    found = ticket_types(asked)
    told = [one for one in found if (not one.is_archived if codes is None else one.code in codes)]
    return [*{field.code: field for one in told for field in one.definition.attributes}.values()]


def every_team(asked: Asked) -> list[TeamView]:
    """Teams that work."""
    return standing_teams(asked)


def every_schedule(asked: Asked) -> list[tuple[str, str]]:
    """Ids and names of service schedules."""
    found = list_schedules(asked.desk, asked.viewer, None).value.schedules
    return [(str(one.schedule_id), asked.told(one.name)) for one in found]


def known_to_rules(asked: Asked, one: AgreementRead, draft: Promise | None = None) -> Known:
    """What rules of an agreement may ask for, with the names of what a draft of them asks for besides."""
    services = every_service(asked)
    rules = () if draft is None else (*draft.reaction.rules, *draft.resolution.rules)
    units = {unit for rule in rules for unit in rule.when.units if unit not in one.names}
    return Known(
        types=every_type(asked),
        attributes=fields_of_types(asked),
        services=services,
        names={**one.names, **_names(asked, units), **{service.service_id: service.name for service in services}},
        levels=[(level, asked.told(asked.level_name(level)).lower()) for level in LEVELS],
    )


def _names(asked: Asked, units: Iterable[UUID]) -> dict[UUID, Text]:
    """Of the few units that somebody has just added."""
    found = {}
    for unit in units:
        with suppress(Refusal):
            found[unit] = read_unit(asked.desk, asked.viewer, CardWanted(ref=unit)).value.unit.name
    return found


def every_agreement(asked: Asked) -> list[AgreementCard]:
    """All of them, the base one first."""
    return list_agreements(asked.desk, asked.viewer, None, asked.min_position).value.agreements
