"""Example answers of the questions about units, people and teams; part of ``examples``, for the document."""

from __future__ import annotations

from uuid import UUID

import msgspec

from api.openapi.examples_sla import PERSON_ID, TEAM_ID
from api.questions.answers import InHand, PersonList, PersonPage, TeamList, UnitList
from api.questions.rights import rights
from api.rest.command_route import UNIT
from events.values.text import Text
from projections.org_unit.card import UnitCard
from projections.org_unit.tree import Branches, UnitLine
from projections.person.card import Named, PersonCard, TeamOfCard, TicketsOfCard
from projections.person.directory import PersonView, TeamView
from projections.ticket.handovers import OpenTickets

FIRST_LINE = Text(ru="Первая линия", en="First line")
_PERSON = PersonView(
    person_id=PERSON_ID,
    kind="employee",
    name="Орлова Анна Сергеевна",
    last="Орлова",
    first="Анна",
    middle="Сергеевна",
    position="Инженер",
    unit_id=UUID(UNIT),
    emails=("anna@desk.example",),
    phones=("+7 495 000-00-01",),
    login="anna.orlova",
    licence="named",
    groups=("specialist", "requester"),
    photo=None,
    is_active=True,
    source=None,
    language="ru",
    time_zone="",
)
_UNIT = UnitLine(
    unit_id=UUID(UNIT),
    kind="department",
    name=Text(ru="Служба поддержки", en="Support"),
    parent_id=UUID("9b0d9f0a-5b3c-5f0e-8c55-3a0a4a9e1b11"),
    head_id=PERSON_ID,
    is_archived=False,
    is_barred=False,
    source=None,
    shares_tickets=False,
    time_zone="Europe/Moscow",
    units=2,
    people=7,
)
_TEAM = TeamView(team_id=TEAM_ID, name=FIRST_LINE, lead_id=PERSON_ID, members=(PERSON_ID,))

PEOPLE_ANSWERS: dict[str, msgspec.Struct] = {
    "list-teams": TeamList([_TEAM]),
    "read-team": _TEAM,
    "count-team-tickets": OpenTickets(team_id=TEAM_ID, whole=4, of_members={PERSON_ID: 3}),
    "find-persons": PersonList([_PERSON]),
    "read-person": PersonCard(
        person=_PERSON,
        units=(_UNIT,),
        heads=(_UNIT,),
        teams=(TeamOfCard(team_id=TEAM_ID, name=FIRST_LINE, is_lead=True),),
        reports_to=Named(person_id=PERSON_ID, name="Смирнова Ольга"),
        time_zone="Europe/Moscow",
        is_barred=False,
        tickets=TicketsOfCard(asked_open=1, asked=5, in_hand=3),
    ),
    "read-reports": PersonPage([_PERSON]),
    "count-person-tickets": InHand({TEAM_ID: 3}),
    "list-units": Branches(units=(_UNIT,)),
    "find-units": UnitList([_UNIT]),
    "read-unit": UnitCard(
        unit=_UNIT,
        path=(_UNIT,),
        head=_PERSON,
        below=Branches(units=(_UNIT,)),
        people=(_PERSON,),
        all_units=2,
        all_people=9,
    ),
    "list-unit-people": PersonPage([_PERSON]),
    "read-rights": rights(),
}
