"""No sequence of commands leaves a ring, an orphan, two owners of one name or a forbidden combination of groups."""

from __future__ import annotations

import os
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from aggregates.org_unit import OrgUnit
from aggregates.person import Person
from commands.command import Command
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.org_unit.add import AddBranch, AddCompany, AddDepartment
from commands.org_unit.change import ArchiveOrgUnit, MoveOrgUnit, NameHead, RestoreOrgUnit
from commands.person.access import DeactivatePerson, GiveLogin, GrantGroups, LicensePerson, ReactivatePerson
from commands.person.card import ChangeEmails, MovePerson
from commands.person.register import RegisterPerson
from events.fact import Recorded
from events.org_unit import OrgUnitAdded, OrgUnitMoved
from events.person import NameFreed, NameTaken, PersonMoved, PersonRegistered
from events.values.identity import OWN_COMPANY, OrgUnitId, PersonId, StreamId
from events.values.people import Group, Licence
from events.values.person_name import PersonName
from events.values.refusal import Refusal
from tests.commands.people_model import Human, Model, Unit
from tests.dsl import Story
from tests.people import THE_DESK
from tests.support.keyed import reservation

IS_LONG = bool(os.environ.get("DESK_TEST_LONG"))
TITLE = Named(ru="Единица")
NAME = PersonName("Новый")
COMBINED: tuple[frozenset[Group], ...] = (
    frozenset(),
    frozenset({"second_line"}),
    frozenset({"second_line", "change_specialist"}),
    frozenset({"specialist", "problem_specialist"}),
)
GROUPS = st.one_of(st.sampled_from(COMBINED), st.frozensets(st.sampled_from(get_args(Group)), max_size=3))
LICENCES = st.sampled_from(get_args(Licence))
NAMES = ["a@c.example", "b@c.example", "C@c.example"]
EMAILS = st.lists(st.sampled_from(NAMES), max_size=2)
LOGINS = st.sampled_from(["", "anna", "ANNA", "boris", *NAMES])


class Desk(RuleBasedStateMachine):
    """A desk and its plain model: both take the same commands, and agree on what may be."""

    ours = Bundle("ours")
    theirs = Bundle("theirs")
    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.story = Story()
        self.position = 0
        self.parents: dict[UUID, UUID | None] = {}
        self.homes: dict[UUID, UUID | None] = {}
        self.owners: dict[StreamId, UUID] = {}
        self.order(FoundDesk(), may=True)
        self.model.units[OWN_COMPANY] = Unit("own_company", None)

    def order(self, command: Command, *, may: bool) -> UUID | None:
        """The desk takes what the model allows and nothing else; the id of what was made or changed."""
        story = self.story.when(command, by=THE_DESK)
        outcome, story.outcome = story.outcome, None
        assert isinstance(outcome, Refusal) != may, (command, outcome)
        return None if isinstance(outcome, Refusal) or outcome is None else outcome.stream

    # -- the tree ----------------------------------------------------------------------------------------------
    @initialize(target=ours)
    def first_department(self) -> Any:
        inner = self._added(AddDepartment(title=TITLE), "department", OWN_COMPANY)
        return multiple(OWN_COMPANY, inner)

    @initialize(target=theirs)
    def first_client(self) -> UUID:
        return self._added(AddCompany(title=TITLE), "company", None)

    @initialize(target=people)
    def first_employee(self) -> UUID:
        """Somebody whose groups need both each other and the licence, and whose names others want."""
        unit = self._added(AddDepartment(title=TITLE), "department", OWN_COMPANY)
        groups, email = COMBINED[2], NAMES[0]
        made = self.order(
            RegisterPerson(
                full_name=NAME,
                unit_id=OrgUnitId(unit),
                emails=(email,),
                login="anna",
                licence="named",
                groups=groups,
            ),
            may=True,
        )
        assert made is not None
        self.model.people[made] = Human("employee", unit, [email], "anna", "named", groups)
        return made

    @rule(target=theirs)
    def add_company(self) -> UUID:
        return self._added(AddCompany(title=TITLE), "company", None)

    @rule(target=ours, parent=st.one_of(ours, ours, theirs))
    def add_department(self, parent: UUID) -> Any:
        command = AddDepartment(title=TITLE, parent_id=OrgUnitId(parent))
        return self._added_inside(command, "department", parent)

    @rule(target=theirs, parent=st.one_of(theirs, theirs, ours))
    def add_branch(self, parent: UUID) -> Any:
        return self._added_inside(AddBranch(title=TITLE, parent_id=OrgUnitId(parent)), "branch", parent)

    def _added_inside(self, command: Command, kind: str, parent: UUID) -> Any:
        if self.model.may_add(kind, parent):
            return self._added(command, kind, parent)
        self.order(command, may=False)
        return multiple()

    def _added(self, command: Command, kind: str, parent: UUID | None) -> UUID:
        made = self.order(command, may=True)
        assert made is not None
        self.model.units[made] = Unit(kind, parent)
        return made

    @rule(unit=ours, parent=ours)
    def move_department(self, unit: UUID, parent: UUID) -> None:
        self._move_unit(unit, parent)

    @rule(unit=theirs, parent=theirs)
    def move_branch(self, unit: UUID, parent: UUID) -> None:
        self._move_unit(unit, parent)

    @rule(unit=ours, parent=theirs)
    def move_out_of_the_company(self, unit: UUID, parent: UUID) -> None:
        self._move_unit(unit, parent)

    def _move_unit(self, unit: UUID, parent: UUID) -> None:
        may = self.model.may_move(unit, parent)
        self.order(MoveOrgUnit(unit_id=OrgUnitId(unit), parent_id=OrgUnitId(parent)), may=may)
        if may:
            self.model.units[unit].parent = parent
            self.model.part()

    @rule(unit=st.one_of(ours, theirs), is_for_good=st.booleans())
    def archive(self, unit: UUID, is_for_good: bool) -> None:  # noqa: FBT001 - hypothesis names it
        may = unit != OWN_COMPANY
        self.order(ArchiveOrgUnit(unit_id=OrgUnitId(unit), reason="Конец"), may=may)
        self.model.units[unit].is_archived = may
        if not is_for_good:
            self.restore(unit)

    @rule(unit=st.one_of(ours, theirs))
    def restore(self, unit: UUID) -> None:
        self.order(RestoreOrgUnit(unit_id=OrgUnitId(unit)), may=True)
        self.model.units[unit].is_archived = False

    # -- people ------------------------------------------------------------------------------------------------
    @rule(
        target=people,
        unit=st.one_of(ours, theirs),
        is_misplaced=st.sampled_from([False, False, False, True]),
        emails=EMAILS,
        login=LOGINS,
        licence=LICENCES,
        groups=GROUPS,
    )
    def register(
        self,
        unit: UUID,
        is_misplaced: bool,  # noqa: FBT001 - hypothesis names it
        emails: list[str],
        login: str,
        licence: Licence,
        groups: frozenset[Group],
    ) -> Any:
        model = self.model
        is_client = model.units[unit].kind in {"company", "branch"}
        kind: Any = "contact" if is_client != is_misplaced else "employee"
        groups = frozenset() if is_client else groups
        command = RegisterPerson(
            full_name=NAME,
            kind=kind,
            unit_id=OrgUnitId(unit),
            emails=tuple(emails),
            login=login or None,
            licence=licence,
            groups=groups,
        )
        may = model.may_live(kind, unit) and model.may_hold(kind, licence, groups)
        made = self.order(command, may=may and model.are_free(filter(None, [*emails, login])))
        if made is None:
            return multiple()
        model.people[made] = Human(kind, unit, _kept(emails), login, licence, groups)
        return made

    @rule(person=people, unit=st.one_of(ours, theirs))
    def move_person(self, person: UUID, unit: UUID) -> None:
        human = self.model.people[person]
        may = human.unit == unit or self.model.may_live(human.kind, unit)
        self.order(MovePerson(person_id=PersonId(person), unit_id=OrgUnitId(unit)), may=may)
        human.unit = unit if may else human.unit
        self.model.part()

    @rule(person=people, emails=EMAILS)
    def change_emails(self, person: UUID, emails: list[str]) -> None:
        may = self.model.are_free(emails, but=person)
        self.order(ChangeEmails(person_id=PersonId(person), emails=tuple(emails)), may=may)
        if may:
            self.model.people[person].emails = _kept(emails)

    @rule(person=people, login=LOGINS)
    def give_login(self, person: UUID, login: str) -> None:
        may = not login or self.model.are_free([login], but=person)
        self.order(GiveLogin(person_id=PersonId(person), login=login or None), may=may)
        if may:
            self.model.people[person].login = login

    @rule(person=people, licence=LICENCES)
    def license(self, person: UUID, licence: Licence) -> None:
        human = self.model.people[person]
        may = self.model.may_hold(human.kind, licence, human.groups)
        self.order(LicensePerson(person_id=PersonId(person), licence=licence), may=may)
        human.licence = licence if may else human.licence

    @rule(person=people, groups=GROUPS)
    def grant(self, person: UUID, groups: frozenset[Group]) -> None:
        human = self.model.people[person]
        may = self.model.may_hold(human.kind, human.licence, groups)
        self.order(GrantGroups(person_id=PersonId(person), groups=groups), may=may)
        human.groups = groups if may else human.groups

    @rule(unit=st.one_of(ours, theirs), person=people)
    def name_head(self, unit: UUID, person: UUID) -> None:
        may = self.model.may_head(person, unit)
        self.order(NameHead(unit_id=OrgUnitId(unit), head=PersonId(person)), may=may)
        if may:
            self.model.heads[unit] = person

    @rule(person=people, is_for_good=st.booleans())
    def deactivate(self, person: UUID, is_for_good: bool) -> None:  # noqa: FBT001 - hypothesis names it
        self.order(DeactivatePerson(person_id=PersonId(person), reason="Ушёл"), may=True)
        self.model.people[person].is_active = False
        self.model.part()
        if not is_for_good:
            self.order(ReactivatePerson(person_id=PersonId(person)), may=True)
            self.model.people[person].is_active = True

    # -- what always holds, told by the log alone ----------------------------------------------------------------
    @invariant()
    def the_log_tells_of_whole_trees(self) -> None:
        self._catch_up()
        for unit in self.parents:
            seen = {unit}
            while (above := self.parents[unit]) is not None:
                assert above in self.parents, "an orphan"
                assert above not in seen, "a ring"
                seen.add(above)
                unit = above  # noqa: PLW2901 - the way up
        assert all(home in self.parents for home in self.homes.values())

    def _catch_up(self) -> None:
        for recorded in self.story.log.after(self.position):
            self.position = recorded.position
            self._follow(recorded)

    def _follow(self, recorded: Recorded) -> None:
        fact = recorded.fact
        match fact:
            case OrgUnitAdded():
                self.parents[fact.unit_id] = fact.parent_id
            case OrgUnitMoved():
                self.parents[fact.unit_id] = fact.parent_id
            case PersonRegistered() if fact.kind != "built_in":
                self.homes[fact.person_id] = fact.unit_id
            case PersonMoved():
                self.homes[fact.person_id] = fact.unit_id
            case NameTaken():
                assert recorded.stream not in self.owners, "two owners of one name"
                self.owners[recorded.stream] = fact.person_id
            case NameFreed():
                assert self.owners.pop(recorded.stream) == fact.person_id
            case _:
                pass

    @invariant()
    def every_head_has_access_and_belongs_to_the_unit_s_company(self) -> None:
        self._catch_up()
        for unit_id in self.parents:
            unit = OrgUnit.fold(self.story.log.load(StreamId(unit_id)))
            assert unit is not None
            assert self.model.heads.get(unit_id) == unit.head
            if unit.head is not None:
                human = self.model.people[unit.head]
                assert human.is_active
                assert self.model.above(human.unit)[-1] == self.model.above(unit_id)[-1]

    @invariant()
    def every_name_on_a_card_is_its_owner_s_alone(self) -> None:
        self._catch_up()
        held: dict[StreamId, UUID] = {}
        for person_id in self.homes:
            person = Person.fold(self.story.log.load(StreamId(person_id)))
            assert person is not None
            assert self.model.may_hold(person.kind, person.licence, person.groups)
            held |= {reservation("email", email): person_id for email in person.emails}
            held |= {reservation("login", login): person_id for login in [person.login] if login}
        built_in = {reservation("login", login) for login in ("admin", "system")}
        assert {stream: owner for stream, owner in self.owners.items() if stream not in built_in} == held


def _kept(emails: list[str]) -> list[str]:
    return list(dict.fromkeys(email.lower() for email in emails))


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not IS_LONG,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_no_sequence_of_commands_leaves_a_ring_an_orphan_two_owners_or_a_forbidden_combination() -> None:
    run(80, 30)


@pytest.mark.long
@pytest.mark.skipif(not IS_LONG, reason="minutes: make test-long")
def test_no_sequence_of_commands_leaves_one_in_the_long_run_either() -> None:
    run(2_000, 60)
