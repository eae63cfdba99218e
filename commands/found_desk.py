"""Found a desk: our own company and the two built-in accounts, once (rows 31, 172)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from aggregates.org_unit import OrgUnit
from commands.command import Command, UnitOfWork, handles
from commands.fields import Named, Zone
from commands.person.names import exchange_login
from events.person import PersonGroupsGranted, PersonLoginGiven, PersonRegistered
from events.values.identity import BUILT_IN_ADMIN, BUILT_IN_SYSTEM, OWN_COMPANY, PersonId
from events.values.people import Group, Language
from events.values.person_name import PersonName
from events.values.schedule import refuse_unknown_zone

BUILT_IN: tuple[tuple[PersonId, str, Group], ...] = (
    (BUILT_IN_ADMIN, "admin", "administrator"),
    (BUILT_IN_SYSTEM, "system", "technologist"),
)


class FoundDesk(Command, frozen=True, kw_only=True):
    """Found the desk: its own company and the accounts ``admin`` and ``system``, which have no password yet."""

    name: ClassVar[str] = "found-desk"

    title: Named = Named(ru="Наша компания", en="Our company")
    time_zone: Zone = ""
    language: Language = "ru"

    def __post_init__(self) -> None:
        if self.time_zone:
            refuse_unknown_zone(self.time_zone, "time_zone")


@handles(FoundDesk)
def found_desk(command: FoundDesk, work: UnitOfWork) -> UUID:
    """What is there already stays as it is, so that every start may ask for it."""
    if not work.history(OWN_COMPANY):
        facts = OrgUnit.add(OWN_COMPANY, "own_company", command.title.text, None, None, command.time_zone)
        work.record(OWN_COMPANY, facts)
    for person_id, login, group in BUILT_IN:
        if work.history(person_id):
            continue
        work.record(
            person_id,
            [
                PersonRegistered(
                    person_id=person_id, kind="built_in", name=PersonName(login), language=command.language
                ),
                PersonLoginGiven(person_id=person_id, login=login),
                PersonGroupsGranted(person_id=person_id, groups=frozenset({group})),
            ],
        )
        exchange_login(work, "", login, person_id)
    return OWN_COMPANY
