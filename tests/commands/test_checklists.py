"""Checklists: items ticked off one by one, templates of them, and what is resolved only once all is done."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

import pytest
from msgspec.structs import replace

from aggregates.checklist_template import NoSuchChecklistTemplate
from aggregates.kept_at_hand import IsArchived
from aggregates.macro import MacroActRefused
from aggregates.ticket_checks import CheckIsWithdrawn, NoSuchCheck, TooManyChecks
from aggregates.ticket_refusals import ChecklistIsNotDone, TicketIsClosed
from commands.checklist_template import (
    ArchiveChecklistTemplate,
    ChangeChecklistTemplate,
    CopyChecklistTemplate,
    MakeChecklistTemplate,
    RestoreChecklistTemplate,
    ShareChecklistTemplate,
)
from commands.fields import Named
from commands.refusals import NothingIsAsked
from commands.service_checklists import SetServiceChecklists
from commands.ticket.checks import (
    AddChecklist,
    ReorderChecklist,
    RestoreChecks,
    RewordCheck,
    TickChecks,
    UntickChecks,
    WithdrawChecks,
)
from commands.ticket.children import ChildrenStayOpen
from commands.ticket.macros import ApplyMacro
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.split import SplitComment
from commands.ticket.undo import UndoBulk
from commands.ticket.unmerge import UnmergeTicket
from commands.ticket.work import CloseTicket, DeclineTicket, MergeTicket, MoveTicket, ResolveTicket
from commands.ticket_type.checklist import SetTypeChecklist
from events.checklist_template import (
    ChecklistTemplateArchived,
    ChecklistTemplateChanged,
    ChecklistTemplateMade,
    ChecklistTemplateRestored,
    ChecklistTemplateShared,
)
from events.folds.ticket_work import TicketWorkState, around
from events.service import ServiceChecklistsSet
from events.ticket import TicketRegistered, TicketResolved
from events.ticket_checks import (
    CheckRestored,
    CheckReworded,
    ChecksAdded,
    ChecksReordered,
    CheckTicked,
    CheckUnticked,
    CheckWithdrawn,
)
from events.ticket_links import TicketLinked
from events.ticket_type import TicketTypeChecklistSet, TicketTypeRevised
from events.values import macro as acts
from events.values.checklist import MOST_CHECKS, ChecklistPolicy, NewCheck
from events.values.faults import InvalidValue
from events.values.identity import (
    CheckId,
    ChecklistTemplateId,
    CommandId,
    StreamId,
    TicketId,
    ticket_id,
    ticket_type_id,
)
from events.values.lifecycle import Transition
from events.values.macro import Offered
from events.values.shared_with import OpenTo
from events.values.text import Text
from events.values.ticket_type import SHIPPED_TYPES
from tests.commands.lives import ANOTHER
from tests.dsl import NOW, Like, Story, given
from tests.gallery import CLOSED, COMMENTED, DESK, DESK_WITH_VIP, OTHER_TICKET, REGISTERED, RESOLVED, TICKET
from tests.gallery_at_hand import CHECKLIST, CHECKLIST_MADE, MACRO, MACRO_MADE
from tests.gallery_services import INTERNET
from tests.gallery_ticket_work import CHECK, OTHER_CHECK
from tests.people import (
    ADMINISTRATOR,
    ANNA,
    FIRST_LINE,
    OLGA,
    OPERATOR,
    REQUESTER,
    SPECIALIST_OF_THE_SECOND_LINE,
)

ON_CHECK: dict[str, Any] = {"ticket_id": TICKET, "requester_id": ANNA, "check_id": CHECK, "words": "Ноутбук"}
ADDED = ChecksAdded(
    ticket_id=TICKET,
    requester_id=ANNA,
    checks=(NewCheck(check_id=CHECK, words="Ноутбук"), NewCheck(check_id=OTHER_CHECK, words="Акт")),
)
FOR_ALL = replace(CHECKLIST_MADE, audience=OpenTo(kind="everyone"))
HELD = TicketTypeChecklistSet(
    type_id=ticket_type_id(REGISTERED.type), code=REGISTERED.type, policy=ChecklistPolicy(all_before_resolved=True)
)
RESOLVE = ResolveTicket(ticket_id=TICKET, solution="Готово")


def desk(*facts: Any) -> Story:
    return given(*DESK, REGISTERED, *facts)


def checklist(story: Story, of: TicketId = TICKET) -> list[tuple[str, bool]]:
    found = around(TicketWorkState, story.log.load(StreamId(of)))
    assert found is not None
    return [(one.words, one.is_ticked) for one in found.checklist]


def test_items_are_added_ticked_off_unticked_and_reworded_and_what_is_so_already_tells_nothing() -> None:
    story = desk().when(AddChecklist(ticket_id=TICKET, items=("Выдать\nноутбук", "Акт")), by=OPERATOR)
    story.then(Like(ChecksAdded, requester_id=ANNA, checklist_id=None))
    assert checklist(story) == [("Выдать ноутбук", False), ("Акт", False)]
    story = desk(ADDED)
    story.when(TickChecks(ticket_id=TICKET, checks=(CHECK,)), by=OPERATOR).then(CheckTicked(**ON_CHECK))
    story.when(TickChecks(ticket_id=TICKET, checks=(CHECK, CHECK)), by=OPERATOR).then_nothing()
    stands = around(TicketWorkState, story.log.load(StreamId(TICKET)))
    assert stands is not None
    assert (stands.checks[CHECK].ticked_by, stands.checks[CHECK].ticked_at) == (OLGA, NOW)
    story.when(RewordCheck(ticket_id=TICKET, check_id=CHECK, words="Ноутбук и мышь"), by=OPERATOR)
    story.then(CheckReworded(**{**ON_CHECK, "words": "Ноутбук и мышь"}))
    assert checklist(story) == [("Ноутбук и мышь", True), ("Акт", False)]
    story.when(RewordCheck(ticket_id=TICKET, check_id=CHECK, words="Ноутбук и  мышь"), by=OPERATOR).then_nothing()
    story.when(UntickChecks(ticket_id=TICKET, checks=(CHECK, OTHER_CHECK)), by=OPERATOR)
    story.then(Like(CheckUnticked, check_id=CHECK))


def test_items_are_reordered_withdrawn_and_restored_where_they_stood() -> None:
    story = desk(ADDED, CheckTicked(**ON_CHECK))
    story.when(ReorderChecklist(ticket_id=TICKET, checks=(OTHER_CHECK,)), by=OPERATOR)
    story.then(ChecksReordered(ticket_id=TICKET, checks=(OTHER_CHECK,)))
    assert checklist(story) == [("Акт", False), ("Ноутбук", True)]
    story.when(ReorderChecklist(ticket_id=TICKET, checks=(OTHER_CHECK, CHECK)), by=OPERATOR).then_nothing()
    story.when(WithdrawChecks(ticket_id=TICKET, checks=(OTHER_CHECK,)), by=OPERATOR)
    story.then(Like(CheckWithdrawn, check_id=OTHER_CHECK, words="Акт"))
    assert checklist(story) == [("Ноутбук", True)]
    story.when(TickChecks(ticket_id=TICKET, checks=(OTHER_CHECK,)), by=OPERATOR).then_refused(CheckIsWithdrawn)
    gone = ReorderChecklist(ticket_id=TICKET, checks=(CHECK, OTHER_CHECK))
    story.when(gone, by=OPERATOR).then_refused(NoSuchCheck, field="checks[1]")
    story.when(RestoreChecks(ticket_id=TICKET, checks=(OTHER_CHECK,)), by=OPERATOR)
    story.then(Like(CheckRestored, check_id=OTHER_CHECK))
    assert checklist(story) == [("Акт", False), ("Ноутбук", True)]
    story.when(RestoreChecks(ticket_id=TICKET, checks=(OTHER_CHECK,)), by=OPERATOR).then_nothing()


def test_what_cannot_be_is_refused_by_the_field_that_says_it() -> None:
    story = desk(ADDED)
    nowhere = TickChecks(ticket_id=TICKET, checks=(CHECK, CheckId(OLGA)))
    story.when(nowhere, by=OPERATOR).then_refused(NoSuchCheck, field="checks[1]")
    story.when(AddChecklist(ticket_id=TICKET), by=OPERATOR).then_refused(NothingIsAsked)
    many = AddChecklist(ticket_id=TICKET, items=("пункт",) * (MOST_CHECKS - 1))
    story.when(many, by=OPERATOR).then_refused(TooManyChecks, there=2)
    with pytest.raises(InvalidValue) as refused:
        AddChecklist(ticket_id=TICKET, items=("да", "\u202eнет"))
    assert refused.value.field == "items[1]"
    over = given(*DESK, REGISTERED, ADDED, RESOLVED, CLOSED)
    over.when(AddChecklist(ticket_id=TICKET, items=("ещё",)), by=OPERATOR).then_refused(TicketIsClosed)


def test_a_template_is_made_copied_changed_shared_archived_and_restored() -> None:
    story = given(*DESK).when(
        MakeChecklistTemplate(title=Named(ru="Новичок"), items=("Учётная\nзапись", "Ноутбук")), by=OPERATOR
    )
    story.then(
        Like(ChecklistTemplateMade, name=Text.same("Новичок"), items=("Учётная запись", "Ноутбук"), maker_id=OLGA)
    )
    theirs = given(*DESK, CHECKLIST_MADE)
    theirs.when(CopyChecklistTemplate(checklist_id=CHECKLIST), by=SPECIALIST_OF_THE_SECOND_LINE)
    theirs.then_refused(NoSuchChecklistTemplate)
    story = given(*DESK, FOR_ALL).when(CopyChecklistTemplate(checklist_id=CHECKLIST), by=SPECIALIST_OF_THE_SECOND_LINE)
    story.then(Like(ChecklistTemplateMade, items=CHECKLIST_MADE.items, copied_from=CHECKLIST, audience=OpenTo()))
    story = given(*DESK, CHECKLIST_MADE)
    story.when(ChangeChecklistTemplate(checklist_id=CHECKLIST, items=("Одно",)), by=OPERATOR)
    story.then(Like(ChecklistTemplateChanged, name=CHECKLIST_MADE.name, items=("Одно",)))
    for_team = OpenTo(kind="team", team_id=FIRST_LINE)
    story.when(ShareChecklistTemplate(checklist_id=CHECKLIST, audience=for_team), by=OPERATOR)
    story.then(Like(ChecklistTemplateShared, audience=for_team, edited_by="maker"))
    story.when(ArchiveChecklistTemplate(checklist_id=CHECKLIST), by=OPERATOR)
    story.then(ChecklistTemplateArchived(checklist_id=CHECKLIST))
    story.when(RestoreChecklistTemplate(checklist_id=CHECKLIST), by=OPERATOR)
    story.then(ChecklistTemplateRestored(checklist_id=CHECKLIST))


def test_a_ticket_is_given_a_template_that_is_open_to_the_giver_and_in_use() -> None:
    story = desk(FOR_ALL).when(AddChecklist(ticket_id=TICKET, checklist_id=CHECKLIST, items=("Сверх",)), by=OPERATOR)
    named = Like(ChecksAdded, checklist_id=CHECKLIST, name=CHECKLIST_MADE.name)
    story.then(named, Like(ChecksAdded, checklist_id=None))
    assert [words for words, _ in checklist(story)] == [*CHECKLIST_MADE.items, "Сверх"]
    foreign = replace(CHECKLIST_MADE, maker_id=ANNA)
    give = AddChecklist(ticket_id=TICKET, checklist_id=CHECKLIST)
    desk(foreign).when(give, by=OPERATOR).then_refused(NoSuchChecklistTemplate, field="checklist_id")
    archived = desk(FOR_ALL, ChecklistTemplateArchived(checklist_id=CHECKLIST))
    archived.when(give, by=OPERATOR).then_refused(IsArchived, field="checklist_id")


def test_a_macro_gives_a_template_and_a_bulk_order_of_it_is_undone() -> None:
    of = replace(MACRO_MADE, acts=(acts.GiveChecklist(checklist_id=CHECKLIST),), offered=Offered())
    story = desk(FOR_ALL, of).when(ApplyMacro(ticket_id=TICKET, macro_id=MACRO), by=OPERATOR)
    assert [words for words, _ in checklist(story)] == [*CHECKLIST_MADE.items]
    job = UUID(int=0xB7)
    story = desk(FOR_ALL)
    order = AddChecklist(ticket_id=TICKET, checklist_id=CHECKLIST)
    story.bus.execute(order, viewer=OPERATOR, command_id=CommandId(uuid5(job, str(TICKET))))
    story.when(UndoBulk(ticket_id=TICKET, job_id=job), by=OPERATOR)
    assert checklist(story) == []


def test_types_and_services_name_the_checklists_that_their_tickets_begin_with() -> None:
    policy = ChecklistPolicy(templates=(CHECKLIST, CHECKLIST), all_before_resolved=True)
    story = given(*DESK_WITH_VIP, FOR_ALL).when(SetTypeChecklist(code="incident", policy=policy), by=ADMINISTRATOR)
    story.then(Like(TicketTypeChecklistSet, policy=replace(policy, templates=(CHECKLIST,))))
    service = SetServiceChecklists(service_id=INTERNET, checklists=(CHECKLIST,))
    story.when(service, by=ADMINISTRATOR).then(ServiceChecklistsSet(service_id=INTERNET, checklists=(CHECKLIST,)))
    story.when(service, by=ADMINISTRATOR).then_nothing()
    unknown = SetServiceChecklists(service_id=INTERNET, checklists=(CHECKLIST, ChecklistTemplateId(OLGA)))
    story.when(unknown, by=ADMINISTRATOR).then_refused(NoSuchChecklistTemplate, field="checklists[1]")
    story.when(SetServiceChecklists(service_id=INTERNET, checklists=None), by=ADMINISTRATOR)
    story.then(ServiceChecklistsSet(service_id=INTERNET, checklists=None))


def test_a_registration_begins_with_them_and_with_nothing_where_none_are_named_or_they_are_archived() -> None:
    of_type = replace(HELD, type_id=ticket_type_id("incident"), code="incident")
    of_type = replace(of_type, policy=ChecklistPolicy(templates=(CHECKLIST,)))
    ask = RegisterTicket(subject="Новичок", type="incident")
    story = given(*DESK, CHECKLIST_MADE, of_type).when(ask, by=REQUESTER)
    story.then(Like(TicketRegistered), Like(ChecksAdded, checklist_id=CHECKLIST, requester_id=ANNA))
    given(*DESK, CHECKLIST_MADE).when(ask, by=REQUESTER).then(Like(TicketRegistered))
    archived = ChecklistTemplateArchived(checklist_id=CHECKLIST)
    given(*DESK, CHECKLIST_MADE, of_type, archived).when(ask, by=REQUESTER).then(Like(TicketRegistered))


def test_before_a_ticket_of_such_a_type_is_resolved_all_is_ticked_off_and_the_refusal_names_what_is_open() -> None:
    story = desk(HELD, ADDED, CheckTicked(**ON_CHECK)).when(RESOLVE, by=OPERATOR)
    refused = story.outcome
    story.then_refused(ChecklistIsNotDone, open=1, items=(str(OTHER_CHECK),))
    assert isinstance(refused, ChecklistIsNotDone)
    assert "«Акт»" in refused.text.ru
    moved = MoveTicket(ticket_id=TICKET, to="resolved", solution="Готово")
    story.when(moved, by=OPERATOR).then_refused(ChecklistIsNotDone)
    story.when(DeclineTicket(ticket_id=TICKET, reason="Не наше"), by=OPERATOR)
    assert checklist(story) == [("Ноутбук", True), ("Акт", False)]
    done = desk(HELD, ADDED, CheckTicked(**ON_CHECK))
    done.when(TickChecks(ticket_id=TICKET, checks=(OTHER_CHECK,)), by=OPERATOR)
    done.when(RESOLVE, by=OPERATOR).then(Like(TicketResolved))
    # What is solved may be closed, whatever was unticked meanwhile.
    done.when(UntickChecks(ticket_id=TICKET, checks=(CHECK,)), by=OPERATOR)
    done.when(CloseTicket(ticket_id=TICKET), by=OPERATOR).then(CLOSED)
    desk(ADDED).when(RESOLVE, by=OPERATOR).then(Like(TicketResolved))


def test_macros_meet_the_rule_and_say_which_act_it_stopped() -> None:
    of = replace(MACRO_MADE, acts=(acts.Resolve(solution="Готово"),), offered=Offered())
    story = desk(HELD, ADDED, of).when(ApplyMacro(ticket_id=TICKET, macro_id=MACRO), by=OPERATOR)
    story.then_refused(MacroActRefused, field="acts[0]")


def test_children_meet_the_rule_when_they_are_closed_with_what_stands_above_them() -> None:
    """By a life cycle that leads from the beginning to the end: nothing is solved in between."""
    family = (
        replace(ANOTHER, type="inquiry"),
        TicketLinked(ticket_id=TICKET, kind="parent_of", to=OTHER_TICKET),
        TicketLinked(ticket_id=OTHER_TICKET, kind="child_of", to=TICKET),
        replace(ADDED, ticket_id=OTHER_TICKET),
    )
    shipped = SHIPPED_TYPES["inquiry"]
    ways = (*shipped.lifecycle.transitions, Transition(leaves="new", enters="closed"))
    straight = replace(shipped, lifecycle=replace(shipped.lifecycle, transitions=ways))
    rule = TicketTypeChecklistSet(
        type_id=ticket_type_id("inquiry"), code="inquiry", policy=ChecklistPolicy(all_before_resolved=True)
    )
    revised = TicketTypeRevised(type_id=ticket_type_id("inquiry"), code="inquiry", definition=straight)
    story = desk(RESOLVED, *family, revised, rule)
    story.when(CloseTicket(ticket_id=TICKET, children=True), by=OPERATOR)
    refused = story.outcome
    story.then_refused(ChildrenStayOpen)
    assert isinstance(refused, ChildrenStayOpen)
    assert "«Ноутбук»" in refused.text.ru


def test_a_merge_brings_the_checklist_as_it_was_ticked_off_and_its_undoing_takes_back_what_nobody_touched() -> None:
    story = given(*DESK, REGISTERED, ANOTHER, ADDED, CheckTicked(**ON_CHECK))
    story.when(MergeTicket(ticket_id=TICKET, into=OTHER_TICKET), by=ADMINISTRATOR)
    assert checklist(story, OTHER_TICKET) == [("Ноутбук", True), ("Акт", False)]
    stands = around(TicketWorkState, story.log.load(StreamId(OTHER_TICKET)))
    assert stands is not None
    assert stands.checks[CHECK].ticked_by != ADMINISTRATOR.actor.id
    story.when(UnmergeTicket(ticket_id=TICKET), by=ADMINISTRATOR)
    assert checklist(story, OTHER_TICKET) == []
    assert checklist(story) == [("Ноутбук", True), ("Акт", False)]
    # Merged once more, it is there once more; what somebody ticked off there stays there.
    story.when(MergeTicket(ticket_id=TICKET, into=OTHER_TICKET), by=ADMINISTRATOR)
    story.when(TickChecks(ticket_id=OTHER_TICKET, checks=(OTHER_CHECK,)), by=OPERATOR)
    story.when(UnmergeTicket(ticket_id=TICKET), by=ADMINISTRATOR)
    assert checklist(story, OTHER_TICKET) == [("Акт", True)]


def test_what_is_split_off_begins_without_the_checklist_that_stays() -> None:
    story = desk(ADDED, COMMENTED)
    for_anna = From(person_id=ANNA)
    order = SplitComment(ticket_id=TICKET, comment_id=COMMENTED.comment_id, requester=for_anna, public=True)
    story.when(order, by=OPERATOR)
    assert checklist(story) == [("Ноутбук", False), ("Акт", False)]
    assert checklist(story, ticket_id(int(story.receipt.reference))) == []
