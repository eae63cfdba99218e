"""What each group sees (rows 80-86): the predicate in SQL is its plain reading; what is hidden looks absent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import get_args
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.fields import Named
from commands.org_unit.add import AddBranch, AddCompany
from commands.org_unit.change import ShareCompanyTickets
from commands.person.units import AddPersonUnit, LeavePersonUnit
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.work import AssignTicket
from connectors.inbound.identities import Identities
from connectors.storage.server.database import Database
from events.values.identity import OrgUnitId, TeamId, ticket_id
from events.values.people import STAFF_GROUPS, Actor, Group, Responsible, Viewer
from projections.kit import visibility
from projections.live import changes
from projections.org_unit import card as unit_card
from projections.org_unit import contents
from projections.person import card as person_card
from projections.search import tickets
from projections.search.sought import sought
from projections.ticket.card import whole_card
from projections.ticket.lists.filters import TicketFilter
from projections.ticket.lists.pages import visible_to
from tests.projections.world import World, viewer

IDS = [UUID(int=nth) for nth in range(1, 5)]
SOMEBODY = st.sampled_from([None, *IDS])
ROWS = st.lists(st.tuples(SOMEBODY, SOMEBODY, st.sampled_from(IDS), SOMEBODY), min_size=1, max_size=12)
TASKS = st.lists(
    st.tuples(st.integers(0, 11), st.sampled_from(["open", "open", "done"]), SOMEBODY, SOMEBODY), max_size=4
)
VIEWERS = st.builds(
    Viewer,
    actor=st.builds(
        Actor, kind=st.sampled_from(["person", "person", "system"]), id=st.sampled_from(IDS), name=st.just("")
    ),
    groups=st.frozensets(st.sampled_from(get_args(Group)), max_size=3),
    teams=st.frozensets(st.sampled_from([TeamId(one) for one in IDS]), max_size=2),
    company=st.sampled_from([None, None, *(OrgUnitId(one) for one in IDS)]),
    further=st.frozensets(st.sampled_from([OrgUnitId(one) for one in IDS]), max_size=2),
)


Row = tuple[UUID | None, UUID | None, UUID, UUID | None]
Task = tuple[int, str, UUID | None, UUID | None]


def may_see(by: Viewer, row: Row, tasks: Sequence[Task] = ()) -> bool:
    """Rows 80-86 read aloud, and what is to be done on a ticket opens it to whoever may do it."""
    team, responsible, requester, company = row
    if by.actor.kind == "system" or by.groups & {"administrator", "technologist", "specialist", "auditor"}:
        return True
    if not by.groups:
        return False
    if requester == by.actor.id or (company is not None and (company == by.company or company in by.further)):
        return True
    at_hand = responsible == by.actor.id or team in by.teams
    to_do = any(
        stands == "open" and (whose == by.actor.id or (whose is None and of in by.teams))
        for _, stands, of, whose in tasks
    )
    return "second_line" in by.groups and (at_hand or to_do)


def test_row_81_to_86_the_predicate_equals_a_plain_reading_of_the_rows(database: Database) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows=ROWS, tasks=TASKS, by=VIEWERS)
    def holds(rows: list[Row], tasks: list[Task], by: Viewer) -> None:
        predicate, params = visibility.tickets(by, "t", by_merge=False)
        teams, responsibles, requesters, companies = (list(column) for column in zip(*rows, strict=True))
        params |= {"teams": teams, "responsibles": responsibles, "requesters": requesters, "companies": companies}
        params |= {"tickets": [UUID(int=nth) for nth in range(len(rows))]}
        with database.transaction() as cursor, cursor.connection.transaction(force_rollback=True):
            cursor.executemany(
                "INSERT INTO ticket_tasks (task_id, ticket_id, place, title, stands, team_id, responsible_id, reason,"
                " added_at) VALUES (gen_random_uuid(), %s, 0, '', %s, %s, %s, '', now())",
                [(UUID(int=nth), *task) for nth, *task in tasks],
            )
            found = cursor.execute(
                "SELECT nth - 1 FROM unnest(%(tickets)s::uuid[], %(teams)s::uuid[], %(responsibles)s::uuid[],"  # noqa: S608 - the fragment under test
                " %(requesters)s::uuid[], %(companies)s::uuid[]) WITH ORDINALITY"
                " AS t (ticket_id, team_id, responsible_id, requester_id, company_id, nth)"
                f" WHERE {predicate}".encode(),
                params,
            ).fetchall()
        seen = {nth for nth, row in enumerate(rows) if may_see(by, row, [one for one in tasks if one[0] == nth])}
        assert {nth for (nth,) in found} == seen

    holds()


def test_what_may_not_be_seen_looks_absent_on_the_list_and_on_the_card(world: World) -> None:
    world.agreement(world.schedule())
    ivan, olga = world.person("Иван"), world.person("Ольга", groups=frozenset({"second_line"}))
    team = world.team(members=[olga])
    seen, hidden = world.ticket("видна", person=ivan), world.ticket("скрыта", person=olga)
    world.do(AssignTicket(ticket_id=seen, responsible=Responsible(team)))
    world.fold()
    for by in (viewer("requester", who=ivan), viewer("second_line", teams=[team])):
        with world.cursor() as cursor:
            page = visible_to(cursor, by, TicketFilter(), now=world.now)
            assert [line.ticket_id for line in page.tickets] == [seen]
            assert whole_card(cursor, by, hidden, now=world.now) is None
            assert whole_card(cursor, by, seen, now=world.now) is not None
    with world.cursor() as cursor:
        nobody = viewer()
        assert visible_to(cursor, nobody, TicketFilter(), now=world.now).tickets == ()
        assert whole_card(cursor, nobody, seen, now=world.now) is None


def test_row_86_groups_add_up(world: World) -> None:
    world.agreement(world.schedule())
    ticket = world.ticket()
    world.fold()
    with world.cursor() as cursor:
        assert whole_card(cursor, viewer("second_line"), ticket, now=world.now) is None
        assert whole_card(cursor, viewer("second_line", "auditor"), ticket, now=world.now) is not None


def test_row_30_a_contact_sees_the_companys_tickets_where_it_shares_them_and_no_private_comment(world: World) -> None:
    world.agreement(world.schedule())
    client, other = world.client(), world.unit(AddCompany(title=Named(en="Other")))
    branch = world.unit(AddBranch(title=Named(en="Branch"), parent_id=client))
    anna = world.person("Анна", kind="contact", unit_id=client)
    boris = world.person("Борис", kind="contact", unit_id=branch)
    clara = world.person("Клара", kind="contact", unit_id=other)
    hers, his, foreign = (world.ticket(person=one) for one in (anna, boris, clara))
    world.fold()
    alone = viewer("requester", who=anna)
    shared = Viewer(actor=alone.actor, groups=alone.groups, company=client)
    assert not visibility.sees_inner(shared)
    with world.cursor() as cursor:
        for by, seen in ((alone, [hers]), (shared, [hers, his])):
            page = visible_to(cursor, by, TicketFilter(), now=world.now, sort="number")
            assert [line.ticket_id for line in page.tickets] == seen
            assert [whole_card(cursor, by, one, now=world.now) is not None for one in (hers, his, foreign)] == [
                one in seen for one in (hers, his, foreign)
            ]


def test_row_30_who_belongs_to_two_clients_sees_in_every_list_what_each_shares_until_they_leave(world: World) -> None:
    """The list, its counts, search, streams, cards and the directory say the same of somebody of two companies."""
    world.agreement(world.schedule())
    first, second = world.client(), world.unit(AddCompany(title=Named(en="Second")))
    anna = world.person("Анна", kind="contact", unit_id=first)
    boris, clara = (
        world.person(name, kind="contact", unit_id=unit) for name, unit in (("Борис", first), ("Клара", second))
    )
    for unit in (first, second):
        world.do(ShareCompanyTickets(unit_id=unit, shares_tickets=True))
    until = world.now + timedelta(hours=4)
    world.do(AddPersonUnit(person_id=anna, unit_id=second, until_at=until))
    there = RegisterTicket(subject="Касса молчит", requester=From(person_id=anna), unit_id=second)
    hers = ticket_id(int(world.do(there).reference))
    his, foreign = (world.ticket("Касса молчит", person=one) for one in (boris, clara))
    world.fold()

    def seen() -> list[UUID]:
        identity = Identities(world.log).of(anna)
        assert identity is not None
        by = identity.viewer(frozenset({"requester"}), frozenset(), world.now)
        words = sought("касса")
        assert words is not None
        with world.cursor() as cursor:
            page = visible_to(cursor, by, TicketFilter(), now=world.now, sort="number")
            ids = [line.ticket_id for line in page.tickets]
            assert {hit.ticket_id for hit in tickets.found(cursor, by, words).page} == set(ids)
            (sights,) = changes.sights(cursor, [by], [hers, his, foreign])
            assert sights.seen == set(ids)
            assert not sights.inner
            cards = [one for one in (hers, his, foreign) if whole_card(cursor, by, one, now=world.now) is not None]
            assert cards == ids
        return ids

    def of_second() -> tuple[list[str], int | None]:
        with world.cursor() as cursor:
            card = unit_card.card(cursor, viewer("administrator"), second, world.now)
        assert card is not None
        return [one.name for one in card.people or ()], card.all_further

    assert seen() == [hers, his, foreign]
    assert of_second() == (["Анна", "Клара"], 1)
    with world.cursor() as cursor:
        shown = person_card.card(cursor, viewer("requester", who=anna), anna, world.now)
        assert contents.inside(cursor, second, world.now).further == 1
        assert contents.inside(cursor, second, world.now).people == 1
    assert shown is not None
    assert [(one.units[0].unit_id, one.sees, one.holds) for one in shown.further] == [(second, "company", True)]
    world.pass_time(hours=4)
    assert seen() == [hers, his], "hers stays hers"
    assert of_second() == (["Клара"], 0)
    world.do(AddPersonUnit(person_id=anna, unit_id=second))
    world.fold()
    assert seen() == [hers, his, foreign]
    world.do(LeavePersonUnit(person_id=anna, unit_id=second))
    world.fold()
    assert seen() == [hers, his]
    assert of_second() == (["Клара"], 0)


def test_row_79_the_table_names_what_every_group_sees() -> None:
    assert set(visibility.SEES) == set(get_args(Group))
    assert {group for group, sight in visibility.SEES.items() if sight.tickets == "all"} == visibility.EVERYTHING
    assert {group for group, sight in visibility.SEES.items() if sight.inner} == STAFF_GROUPS | {"auditor"}
    for group, sight in visibility.SEES.items():
        by = viewer(group)
        assert visibility.sees_everything(by) == (sight.tickets == "all")
        assert visibility.sees_inner(by) == sight.inner
        assert visibility.sees_cards(by) == (sight.cards == "all")
        assert visibility.sees_person(by, by.actor.id)
        assert {sight.tickets, sight.cards, sight.problems, sight.changes} <= set(visibility.WORDS)
