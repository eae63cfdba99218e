"""Each noun's facts are read in one place, and none is forgotten in silence."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy, deepcopy
from datetime import timedelta
from typing import Any, ClassVar

import msgspec
import pytest
from msgspec.structs import asdict, replace

from aggregates.module import hidden_modules
from events.agreement import DeskResponsibleNamed
from events.approval import APPROVAL_FACTS
from events.catalogue import FACTS
from events.fact import Fact, Recorded
from events.folds.agreement import AGREEMENT
from events.folds.approval import APPROVAL
from events.folds.article import ARTICLE, FEEDBACK
from events.folds.change_freeze import FREEZES
from events.folds.change_request import CHANGE_REQUEST
from events.folds.checklist_template import CHECKLIST_TEMPLATE
from events.folds.desk import DESK, LABELS, DeskState, LabelsState
from events.folds.log import LOG, EpochState
from events.folds.macro import MACRO
from events.folds.on_call import ON_CALL
from events.folds.org_unit import ORG_UNIT
from events.folds.outage import AFFECTED, OUTAGE
from events.folds.person import PERSON
from events.folds.problem import PROBLEM
from events.folds.reading import Reading, UnreadFactError, begins, on_told, passes_over, says, told_by
from events.folds.reply_template import REPLY_TEMPLATE
from events.folds.schedule import SCHEDULE
from events.folds.service import SERVICE
from events.folds.service_windows import WINDOWS
from events.folds.substitute import SubstitutionState, substitution
from events.folds.team import TEAM, TeamState
from events.folds.ticket import TICKET as TICKET_READING
from events.folds.ticket import TicketState
from events.folds.ticket_grounds import GROUNDS, TicketGrounds
from events.folds.ticket_traits import TRAITS, TraitsState
from events.folds.ticket_type import TICKET_TYPE
from events.folds.ticket_view import VIEW
from events.log import LogResumed
from events.module import ModuleHidden, ModuleShown
from events.team import TeamFormed, TeamMembersLinked, TeamMembersUnlinked, TeamRenamed
from events.values.people import Responsible
from events.values.text import Text
from projections.desk.labels import labels
from tests.dsl import NOW, given, stream_of
from tests.gallery import GALLERY, ON_HOLD, REGISTERED, START
from tests.gallery_people import FIRST_LINE_FORMED
from tests.people import FIRST_LINE, OLGA, SECOND_LINE, SEMYON

READINGS: dict[str, Reading[Any]] = {
    "agreement": AGREEMENT,
    "article": ARTICLE,
    "affected": AFFECTED,
    "article-feedback": FEEDBACK,
    "change": CHANGE_REQUEST,
    "freeze": FREEZES,
    "on-call": ON_CALL,
    "outage": OUTAGE,
    "problem": PROBLEM,
    "service": SERVICE,
    "service-schedule": SCHEDULE,
    "account": PERSON,
    "desk": DESK,
    "log": LOG,
    "module": LABELS,
    "org-unit": ORG_UNIT,
    "person": PERSON,
    "team": TEAM,
    "ticket": TICKET_READING,
    "ticket-type": TICKET_TYPE,
    "view": VIEW,
    "reply-template": REPLY_TEMPLATE,
    "macro": MACRO,
    "checklist-template": CHECKLIST_TEMPLATE,
    "window": WINDOWS,
}
"""The nouns of stored names, each with its reading."""

READ_APART = {
    "headship",
    "holding",
    "name",
}
"""Relations, and no nouns to fold (0131 says why each is read beside its facts); a noun that is new has a reading."""


def recorded(*facts: Fact) -> Sequence[Recorded]:
    return given(*facts).log.load(stream_of(facts[0]))


def test_what_is_read_apart_tells_only_of_a_relation_that_begins_and_ends() -> None:
    told = {noun: {name for name in FACTS if name.startswith(f"{noun}.")} for noun in READ_APART}
    assert told == {
        "headship": {"headship.taken@1", "headship.laid-down@1"},
        "holding": {"holding.granted@1", "holding.withdrawn@1"},
        "name": {"name.taken@1", "name.freed@1"},
    }


@pytest.mark.parametrize("name", FACTS)
def test_every_fact_of_a_noun_is_read_or_passed_over_by_the_noun_s_one_reading(name: str) -> None:
    noun = name.partition(".")[0]
    assert (noun in READINGS) != (noun in READ_APART)
    if noun in READINGS:
        assert FACTS[name] in {*READINGS[noun].facts, *READINGS[noun].passed_over}
    strangers = {other for other, reading in READINGS.items() if FACTS[name] in {*reading.facts, *reading.passed_over}}
    assert all(READINGS[other] is READINGS[noun] for other in strangers)


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    name: Text
    version: int = 0


class _Decided(_Told, frozen=True, kw_only=True):
    word: ClassVar[str] = "decides"


def _formed(kind: type[_Told], fact: TeamFormed) -> _Told:
    return kind(name=fact.name)


def _counted(state: _Told, told: Recorded) -> _Told:
    return replace(state, version=told.version)


SMALL = Reading(
    _Told,
    begins(TeamFormed, _formed),
    says(TeamRenamed, "name"),
    on_told(TeamMembersLinked, _counted),
    passes_over(TeamMembersUnlinked),
)
RENAMED = TeamRenamed(team_id=FIRST_LINE, name=Text.same("Other"))
LINKED = TeamMembersLinked(team_id=FIRST_LINE, members=(SEMYON,))
UNLINKED = TeamMembersUnlinked(team_id=FIRST_LINE, members=(SEMYON,))


def test_a_fact_that_a_noun_neither_reads_nor_passes_over_is_an_error() -> None:
    history = recorded(FIRST_LINE_FORMED, GALLERY["team.disbanded@1"])
    with pytest.raises(UnreadFactError, match=r"team\.disbanded@1"):
        SMALL.fold(_Told, history)


def test_a_reading_folds_what_is_said_counted_and_passed_over_and_keeps_the_class_it_was_given() -> None:
    history = recorded(FIRST_LINE_FORMED, RENAMED, LINKED, UNLINKED)
    assert SMALL.fold(_Told, history) == _Told(name=Text.same("Other"), version=3)
    assert SMALL.fold(_Decided, history) == _Decided(name=Text.same("Other"), version=3)
    assert SMALL.fold(_Told, ()) is None
    assert SMALL.fold(_Told, history[1:]) is None
    assert SMALL.facts == (TeamFormed, TeamRenamed, TeamMembersLinked)
    assert SMALL.passed_over == (TeamMembersUnlinked,)


def test_a_state_stays_what_it_was_when_one_more_fact_is_tried_on_it() -> None:
    """What-if puts facts in: whoever holds the state before keeps it."""
    first, renamed = recorded(FIRST_LINE_FORMED, RENAMED)
    before = SMALL.begun(_Told, first)
    assert before is not None
    assert SMALL.after(before, renamed).name == Text.same("Other")
    assert before.name == FIRST_LINE_FORMED.name


@pytest.mark.parametrize(
    "row", [says(TeamRenamed, "members"), says(LINKED.__class__, "name"), begins(TeamFormed, _formed)]
)
def test_a_reading_names_each_fact_once_and_only_fields_that_fact_and_state_have(row: Any) -> None:
    with pytest.raises(UnreadFactError, match="_Told"):
        Reading(_Told, begins(TeamFormed, _formed), row)


def test_as_it_was_then_is_the_fold_of_what_had_happened_by_then() -> None:
    history = given(FIRST_LINE_FORMED).given(RENAMED, at=NOW).log.load(stream_of(FIRST_LINE_FORMED))
    assert [len(told_by(history, at)) for at in (START - timedelta(seconds=1), START, NOW)] == [0, 1, 2]


def test_who_left_a_team_is_remembered_with_who_has_their_tickets_until_they_come_back() -> None:
    heir = Responsible(SECOND_LINE)
    gone = TeamMembersUnlinked(team_id=FIRST_LINE, members=(OLGA, SEMYON), hand_over_to=heir)
    left = TEAM.fold(TeamState, recorded(FIRST_LINE_FORMED, LINKED, UNLINKED))
    handed = TEAM.fold(TeamState, recorded(FIRST_LINE_FORMED, LINKED, gone))
    back = TEAM.fold(TeamState, recorded(FIRST_LINE_FORMED, LINKED, gone, LINKED))
    assert left is not None
    assert handed is not None
    assert back is not None
    assert left.left == {SEMYON: Responsible(FIRST_LINE)}
    assert handed.left == {OLGA: heir, SEMYON: heir}
    assert back.left == {OLGA: heir}


def test_what_decisions_on_a_ticket_hang_on_is_read_from_every_fact_of_it() -> None:
    """The second reading of a ticket, on top of what its card tells, forgets none either."""
    assert {*GROUNDS.facts, *GROUNDS.passed_over} == {*TICKET_READING.facts, *TICKET_READING.passed_over}


def test_a_ticket_is_changed_in_place_and_whoever_tries_a_fact_on_it_copies_it() -> None:
    registered, on_hold = recorded(REGISTERED, ON_HOLD)
    before = TICKET_READING.begun(TicketState, registered)
    assert before is not None
    tried = TICKET_READING.after(copy(before), on_hold)
    assert (before.status, before.reason, tried.status, tried.reason) == ("new", None, "on_hold", ON_HOLD.reason)
    assert TICKET_READING.after(before, on_hold) is before
    assert before == tried


def test_a_copy_of_a_ticket_is_enough_to_try_any_fact_on_it() -> None:
    """Its collections are replaced, not filled: what was copied stays what it was."""
    history = recorded(REGISTERED, *(fact for name, fact in GALLERY.items() if name.startswith("ticket.")))
    ticket = GROUNDS.begun(TicketGrounds, history[0])
    assert ticket is not None
    for told in history[2:]:
        before, kept = copy(ticket), deepcopy(ticket)
        ticket = GROUNDS.after(TICKET_READING.after(ticket, told), told)
        assert before == kept


def test_what_a_timeline_says_a_ticket_was_is_what_its_card_told_then() -> None:
    """The little that is kept with each line is read apart, and never otherwise."""
    history = recorded(REGISTERED, *(fact for name, fact in GALLERY.items() if name.startswith("ticket.")))
    ticket, traits = TICKET_READING.begun(TicketState, history[0]), TRAITS.begun(TraitsState, history[0])
    assert ticket is not None
    assert traits is not None
    seen = {traits}
    for told in history[2:]:
        ticket = TICKET_READING.after(ticket, told)
        traits = TRAITS.after(traits, told) if type(told.fact) in TRAITS.facts else traits
        assert {field: getattr(ticket, field) for field in traits.__struct_fields__} == asdict(traits)
        seen.add(traits)
    assert {*TRAITS.facts} <= {type(told.fact) for told in history}
    assert len(seen) > 2, "the history changes nothing"


def test_who_was_named_last_stands_in_for_a_person_unless_they_were_dismissed() -> None:
    named, dismissed = GALLERY["person.substitute-named@1"], GALLERY["person.substitute-dismissed@1"]
    other = replace(named, substitute_id=OLGA)
    fold = {facts: substitution(SubstitutionState, recorded(*facts)) for facts in ((named,), (named, other))}
    assert [getattr(found, "substitute_id", None) for found in fold.values()] == [named.substitute_id, OLGA]  # type: ignore[attr-defined] # the fact of that name
    for gone in ((dismissed,), (named, dismissed), (named, other, dismissed, dismissed)):
        assert substitution(SubstitutionState, recorded(*gone)) is None
    assert substitution(SubstitutionState, recorded(named, dismissed, other)) is not None


def test_every_fact_about_an_approval_is_read_by_the_one_reading_of_approvals() -> None:
    """They stand on the ticket's stream, whose other facts are none of its business."""
    assert {*APPROVAL_FACTS} < {*APPROVAL.facts}


def test_a_log_is_born_in_its_first_epoch_and_a_restore_leads_to_the_one_that_its_fact_names() -> None:
    told = [LogResumed(epoch=nth + 1, seen_epoch=nth, seen_position=90 * nth, seen_link="00" * 32) for nth in (1, 2)]
    assert LOG.followed(EpochState(), ()) == EpochState(number=1)
    assert LOG.followed(EpochState(), given(*told).log.after(0)) == EpochState(
        number=3, began_at=START, began_behind=1, seen_position=180
    )


def test_the_labels_and_the_desk_are_read_from_what_the_desk_was_born_with() -> None:
    hidden, shown = ModuleHidden(module="problems"), ModuleShown(module="problems")
    for facts, expected in (((), set()), ((hidden,), {"problems"}), ((hidden, shown), set())):
        history = given(*facts).log.after(0)
        assert LABELS.followed(LabelsState(), history).hidden == hidden_modules(history) == expected
        assert {label.module for label in labels(history) if not label.is_shown} == expected
    named = DeskResponsibleNamed(responsible=Responsible(FIRST_LINE))
    history = given(named).log.after(0)
    assert DESK.followed(DeskState(), ()) == DeskState()
    assert DESK.followed(DeskState(), history) == DeskState(
        responsible=named.responsible, since_at=START, by=history[0].metadata.actor
    )
