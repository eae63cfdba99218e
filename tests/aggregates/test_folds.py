from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from aggregates.agreement import Agreement
from aggregates.org_unit import OrgUnit
from aggregates.person import Person
from aggregates.service_schedule import Schedule
from aggregates.team import Team
from aggregates.ticket import Ticket
from events.fact import Fact, Recorded
from events.person import NameTaken, PersonDeactivated, PersonReactivated
from events.team import TeamLeadNamed, TeamMembersLinked, TeamMembersUnlinked, TeamRenamed
from events.ticket import DeadlineMissed, TicketResumed
from events.ticket_history import withdraws
from events.values.people import Responsible
from events.values.text import Text
from tests.dsl import given, stream_of
from tests.gallery import (
    COMMENTED,
    CONCLUDED,
    DESK,
    DRAWN_UP,
    GALLERY,
    MISSED,
    ON_HOLD,
    REGISTERED,
    ROUND_THE_CLOCK,
    START,
    TICKET,
    WAKE_UP_AT,
)
from tests.gallery_people import ANNA_REGISTERED, CLIENT, DEPARTMENT_ADDED, FIRST_LINE_FORMED, PHOTO
from tests.people import ANNA, FIRST_LINE, OLGA, SECOND_LINE, SEMYON

FOLDS: dict[Callable[[Sequence[Recorded]], Any], Fact] = {
    Ticket.fold: REGISTERED,
    Agreement.fold: CONCLUDED,
    Schedule.fold: DRAWN_UP,
    Person.fold: ANNA_REGISTERED,
    Team.fold: FIRST_LINE_FORMED,
    OrgUnit.fold: DEPARTMENT_ADDED,
}


def recorded(*facts: Fact) -> list[Recorded]:
    """What a log gives back of some facts of one stream."""
    return list(given(*facts).log.load(stream_of(facts[0])))


@pytest.mark.parametrize("fold", FOLDS, ids=lambda fold: fold.__qualname__)
def test_a_fold_knows_the_stream_of_its_noun_and_no_other(fold: Callable[[Sequence[Recorded]], Any]) -> None:
    assert fold([]) is None
    for first in FOLDS.values():
        assert (fold(recorded(first)) is not None) == (first is FOLDS[fold])
    taken = msgspec.structs.replace(recorded(DRAWN_UP)[0], fact=NameTaken(what="login", person_id=OLGA))
    assert fold([taken]) is None


def _of(prefix: str, first: Fact) -> list[Fact]:
    return [
        first,
        *(fact for name, fact in GALLERY.items() if name.startswith(prefix) and type(fact) is not type(first)),
    ]


@pytest.mark.parametrize(
    ("fold", "facts"),
    [
        (Ticket.fold, _of("ticket.", REGISTERED)),
        (Agreement.fold, _of("agreement.", CONCLUDED)),
        (Schedule.fold, _of("service-schedule.", DRAWN_UP)),
        (Team.fold, _of("team.", FIRST_LINE_FORMED)),
        (Person.fold, [*_of("person.", ANNA_REGISTERED), *_of("account.", ANNA_REGISTERED)[1:]]),
        (OrgUnit.fold, _of("org-unit.", DEPARTMENT_ADDED)),
    ],
    ids=["ticket", "agreement", "schedule", "team", "person", "org unit"],
)
def test_every_fact_of_a_noun_folds_and_moves_its_version(
    fold: Callable[[Sequence[Recorded]], Any], facts: list[Fact]
) -> None:
    first, *rest = facts
    history = [
        msgspec.structs.replace(recorded(first)[0], fact=fact, version=nth)
        for nth, fact in enumerate([first, *rest], 1)
    ]
    for length in range(1, len(history) + 1):
        assert fold(history[:length]).version == length


def test_a_ticket_that_is_told_what_is_new_is_the_one_that_is_folded_anew() -> None:
    """Unless some of before is taken back: then it says so. What it goes on from stays as it was."""
    first, *rest = _of("ticket.", REGISTERED)
    begun = recorded(first)[0]
    history = [
        msgspec.structs.replace(begun, fact=fact, version=nth) for nth, fact in enumerate([first, *rest, *rest], 1)
    ]
    taken_back = 0
    for length in range(1, len(history)):
        before = Ticket.fold(history[:length])
        assert before is not None
        for until in (length, length + 1, len(history)):
            news = history[length:until]
            onward = before.onward(news)
            if onward is None:
                taken_back += 1
                assert any(withdraws(told.fact) for told in news)
            else:
                assert onward == Ticket.fold(history[:until])
        assert before == Ticket.fold(history[:length])
    assert taken_back


def test_a_ticket_remembers_its_wake_up_only_while_it_waits() -> None:
    waiting = Ticket.fold(recorded(REGISTERED, ON_HOLD))
    awake = Ticket.fold(recorded(REGISTERED, ON_HOLD, TicketResumed(ticket_id=TICKET)))
    assert waiting is not None
    assert awake is not None
    assert (waiting.wake_up_at, awake.wake_up_at) == (WAKE_UP_AT, None)


def test_rule_c8_crossings_are_remembered_apart_from_what_people_did() -> None:
    other_clock = msgspec.structs.replace(MISSED, clock="reaction", target_no=3)
    withdrawn = GALLERY["ticket.deadline-miss-withdrawn@1"]
    ticket = Ticket.fold(recorded(REGISTERED, MISSED, other_clock, withdrawn, GALLERY["ticket.escalation-reached@1"]))
    assert ticket is not None
    assert isinstance(other_clock, DeadlineMissed)
    assert ticket.standing_misses == {"reaction": 3}
    assert ticket.withdrawn_misses == {("resolution", 1)}
    assert ticket.fired == {("reaction", 2, "75")}
    assert (ticket.last_at, ticket.version) == (START, 5)


def test_two_folds_share_nothing() -> None:
    """Empty sets and dictionaries that stand as defaults are copied for each."""
    one, other = Ticket.fold(recorded(REGISTERED)), Ticket.fold(recorded(REGISTERED))
    assert one is not None
    assert other is not None
    one.fired.add(("reaction", 1, "75"))
    one.standing_misses["reaction"] = 1
    assert (other.fired, other.standing_misses) == (set(), {})


def test_time_never_runs_backwards_in_a_ticket() -> None:
    story = given(REGISTERED).given(COMMENTED, at=START - timedelta(days=1))
    ticket = Ticket.fold(story.log.load(stream_of(REGISTERED)))
    assert ticket is not None
    assert ticket.last_at == START


def test_an_agreement_is_what_was_last_said_of_it() -> None:
    agreement = Agreement.fold(recorded(*_of("agreement.", CONCLUDED)))
    assert agreement is not None
    assert agreement.name == Text.same("VIP")
    assert agreement.schedule_id == ROUND_THE_CLOCK
    assert agreement.default_responsible == Responsible(SECOND_LINE, SEMYON)


def test_a_team_is_who_was_linked_and_not_unlinked() -> None:
    team = Team.fold(
        recorded(
            FIRST_LINE_FORMED,
            TeamMembersLinked(team_id=FIRST_LINE, members=(SEMYON,)),
            TeamLeadNamed(team_id=FIRST_LINE, lead=SEMYON),
            TeamMembersUnlinked(team_id=FIRST_LINE, members=(SEMYON, OLGA)),
            TeamRenamed(team_id=FIRST_LINE, name=Text.same("Empty")),
        )
    )
    assert team is not None
    assert (team.members, team.lead, team.name) == (frozenset(), None, Text.same("Empty"))


def test_the_gallery_s_desk_is_one_that_the_desk_would_have_accepted() -> None:
    """Every schedule, person, team and agreement of the stories folds."""
    log = given(*DESK).log
    for fact in DESK:
        folds = [fold for fold in FOLDS if fold(log.load(stream_of(fact))) is not None]
        assert len(folds) == (0 if fact == GALLERY["desk.base-agreement-chosen@1"] else 1)


def test_a_person_is_what_their_facts_last_said() -> None:
    person = Person.fold(
        recorded(*[fact for fact in GALLERY.values() if getattr(fact, "person_id", None) == ANNA][:11])
    )
    assert person is not None
    assert (person.name.full, person.unit_id, person.position) == (
        "Соколова Анна Сергеевна",
        CLIENT,
        "Финансовый директор",
    )
    assert (person.emails, person.phones) == (("sokolova@client.example",), ("+7 343 000-00-02",))
    assert (person.photo, person.time_zone, person.login) == (PHOTO, "Europe/Moscow", "a.orlova")
    assert person.rights == {"requester"}


def test_who_is_deactivated_has_no_rights_until_they_come_back() -> None:
    gone, back = PersonDeactivated(person_id=ANNA, reason="x"), PersonReactivated(person_id=ANNA)
    for facts, rights in (([gone], set()), ([gone, back], {"requester"})):
        person = Person.fold(recorded(ANNA_REGISTERED, *facts))
        assert person is not None
        assert person.rights == rights
