"""A head can work and belongs to the unit's company, whatever happens after they were named (rows 63, 72i)."""

from __future__ import annotations

from uuid import UUID

from aggregates.org_unit import OrgUnit
from commands.org_unit.change import MoveOrgUnit, NameHead
from commands.person.access import DeactivatePerson, ReactivatePerson
from commands.person.card import MovePerson
from events.org_unit import OrgUnitAdded, OrgUnitFed, OrgUnitHeadNamed
from events.person import PersonRegistered
from events.values.identity import OrgUnitId, PersonId, StreamId
from events.values.people import Source
from events.values.person_name import PersonName
from events.values.text import Text
from projections.facts.describe import sentence
from tests.dsl import Story, given
from tests.gallery import PEOPLE
from tests.gallery_people import BRANCH, CLIENT, DEPARTMENT, OTHER_CLIENT, OTHER_DEPARTMENT
from tests.people import ADMINISTRATOR, ANNA, OLGA

HEAD_IS_FED = Source(system="ldap", name="ad.company.example", key="00aa11", fields=frozenset({"head"}))


def head(story: Story, unit_id: OrgUnitId) -> PersonId | None:
    """Who heads the unit, as the log tells; what was asked last was taken."""
    assert story.receipt is not None
    found = OrgUnit.fold(story.log.load(StreamId(unit_id)))
    assert found is not None
    return found.head


def test_row_63_who_loses_their_access_heads_nothing_any_more_and_is_not_seated_by_coming_back() -> None:
    story = given(*PEOPLE)
    for unit_id in (DEPARTMENT, OTHER_DEPARTMENT):
        story.when(NameHead(unit_id=unit_id, head=OLGA), by=ADMINISTRATOR)
    # The source that owns the field is not asked: nobody names a head here.
    story.given(OrgUnitFed(unit_id=DEPARTMENT, source=HEAD_IS_FED))
    story.when(DeactivatePerson(person_id=OLGA, reason="Уволилась"), by=ADMINISTRATOR)
    assert [head(story, unit_id) for unit_id in (DEPARTMENT, OTHER_DEPARTMENT)] == [None, None]
    story.when(ReactivatePerson(person_id=OLGA), by=ADMINISTRATOR)
    assert head(story, DEPARTMENT) is None


def test_row_72i_a_contact_who_moves_to_another_client_heads_nothing_at_the_former() -> None:
    story = given(*PEOPLE)
    for unit_id in (CLIENT, BRANCH):
        story.when(NameHead(unit_id=unit_id, head=ANNA), by=ADMINISTRATOR)
    story.when(MovePerson(person_id=ANNA, unit_id=CLIENT), by=ADMINISTRATOR)
    assert [head(story, unit_id) for unit_id in (CLIENT, BRANCH)] == [ANNA, ANNA]
    story.when(MovePerson(person_id=ANNA, unit_id=OTHER_CLIENT), by=ADMINISTRATOR)
    assert [head(story, unit_id) for unit_id in (CLIENT, BRANCH)] == [None, None]


def test_row_72i_a_branch_that_goes_to_another_client_takes_its_own_heads_along_and_no_others() -> None:
    inner = OrgUnitAdded(unit_id=OrgUnitId(UUID(int=901)), kind="branch", name=Text.same("Склад"), parent_id=BRANCH)
    boss = PersonRegistered(person_id=PersonId(UUID(int=902)), kind="contact", name=PersonName("Босс"), unit_id=CLIENT)
    story = given(*PEOPLE, inner, boss)
    # Anna sits in the branch and heads it and the company; the boss in the company, and heads what is in the branch.
    for unit_id, who in ((CLIENT, ANNA), (BRANCH, ANNA), (inner.unit_id, boss.person_id)):
        story.when(NameHead(unit_id=unit_id, head=who), by=ADMINISTRATOR)
    story.when(MoveOrgUnit(unit_id=BRANCH, parent_id=OTHER_CLIENT), by=ADMINISTRATOR)
    assert [head(story, unit_id) for unit_id in (CLIENT, BRANCH, inner.unit_id)] == [None, ANNA, None]
    # Where it is now it is known who heads it: the way back parts Anna from nothing, her own move does.
    story.when(MoveOrgUnit(unit_id=BRANCH, parent_id=CLIENT), by=ADMINISTRATOR)
    assert head(story, BRANCH) == ANNA
    story.when(MovePerson(person_id=ANNA, unit_id=OTHER_CLIENT), by=ADMINISTRATOR)
    assert head(story, BRANCH) is None


def test_row_63_that_nobody_heads_a_unit_any_more_is_told_in_its_history() -> None:
    story = given(*PEOPLE).when(NameHead(unit_id=DEPARTMENT, head=OLGA), by=ADMINISTRATOR)
    story.when(DeactivatePerson(person_id=OLGA, reason="Уволилась"), by=ADMINISTRATOR)
    told = story.log.load(StreamId(DEPARTMENT))[-1]
    assert told.fact == OrgUnitHeadNamed(unit_id=DEPARTMENT, head=None)
    assert told.metadata.actor == ADMINISTRATOR.actor
    assert sentence(told.fact).en == "Nobody heads the unit any more"
