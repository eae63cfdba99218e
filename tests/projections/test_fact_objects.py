"""What a fact is about beyond its sentence: every id in it that people know by a name is told by that name."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import msgspec
import pytest

from commands.ticket.work import AssignTicket, MergeTicket
from events.catalogue import FACTS
from events.fact import Fact
from events.ticket_shares import TicketShared, TicketShareEnded
from events.values.identity import PersonId, TicketId, ticket_type_id
from events.values.people import CARETAKER, TIMEKEEPER, Responsible
from events.values.text import Text
from projections.facts.describe import called_actor, point_in_words, sentence
from projections.facts.objects import about, called, completed
from projections.facts.trait_changes import SILENT
from projections.facts.whom.parts import About
from projections.ticket import timeline as ticket_timeline
from tests.gallery import GALLERY
from tests.projections.world import World, viewer

NAMED = {
    *("responsible", "into", "approvers", "approver_id", "substitute_id", "head", "lead", "members", "incidents"),
    *("schedule_id", "provider_id", "units", "persons", "services", "hand_over_to", "from_id"),
}
"""Fields that name somebody or something else than the thing itself."""
TELLS_ITSELF = {
    *("ticket.registered@2", "agreement.concluded@1", "agreement.promise-revised@1", "problem.registered@2"),
    *("problem.described@2", "change.drafted@2", "change.outlined@2", "ticket.requester-corrected@1"),
    "ticket.comment-split-off@1",
}
"""Facts whose sentence names the thing that came to be: the card has the rest of a long content."""


def ids_in(value: object, field: str = "") -> Iterator[tuple[str, UUID]]:
    if isinstance(value, UUID):
        yield field, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from ids_in(getattr(value, name), name)
    elif isinstance(value, list | tuple | frozenset):
        for inner in value:
            yield from ids_in(inner, field)


@pytest.mark.parametrize("name", FACTS)
def test_whom_and_what_a_fact_names_is_told(name: str) -> None:
    """Who, to whom, into which, from where: none of it is left in a fact for programs alone."""
    fact: Fact = GALLERY[name]
    told = {thing for one in about(fact) for thing in one.things}
    wanted = {thing for field, thing in ids_in(fact) if field in NAMED}
    own = {getattr(fact, fact.__struct_fields__[0])}
    if name not in TELLS_ITSELF:
        assert wanted - own <= told


def test_a_share_says_with_whom_and_no_more() -> None:
    ticket_id, anna = TicketId(UUID(int=1)), PersonId(UUID(int=2))
    names: dict[UUID, Text] = {anna: Text.same("Анна Орлова")}

    def told(fact: Fact) -> Text:
        return completed(sentence(fact), about(fact), names)

    assert told(TicketShared(ticket_id=ticket_id, person_id=anna)) == Text(
        "Открыта для чтения: Анна Орлова", "Shared to read: Анна Орлова"
    )
    assert told(TicketShareEnded(ticket_id=ticket_id, group="second_line")) == Text(
        "Больше не открыта для чтения: вторая линия", "Shared no longer: second line"
    )


def test_the_sentence_says_to_whom_into_which_and_from_where() -> None:
    names = {thing: Text.same(f"<{at}>") for at, (_, thing) in enumerate(ids_in(list(GALLERY.values())))}
    for name in ("ticket.assigned@2", "ticket.merged@1", "team.members-linked@1", "org-unit.moved@1", "person.moved@1"):
        fact = GALLERY[name]
        bare, whole = sentence(fact), completed(sentence(fact), about(fact), names)
        for language in ("ru", "en"):
            assert whole.to(language).startswith(bare.to(language) + ": ")
            assert "<" in whole.to(language)
    assert completed(sentence(GALLERY["ticket.merged@1"]), about(GALLERY["ticket.merged@1"]), {}) == sentence(
        GALLERY["ticket.merged@1"]
    )


def test_a_timeline_names_whom_a_ticket_was_given_to_and_into_which_it_went(world: World) -> None:
    world.agreement(world.schedule())
    team = world.team()
    first, second = world.ticket(), world.ticket()
    world.do(AssignTicket(ticket_id=first, responsible=Responsible(team)))
    world.do(MergeTicket(ticket_id=first, into=second))
    world.fold()
    with world.cursor() as cursor:
        staff = ticket_timeline.timeline(cursor, viewer("specialist"), first)
        theirs = ticket_timeline.timeline(cursor, viewer("requester"), first)
    told = {entry.name: entry.what.ru for entry in staff}
    assert told["ticket.assigned@2"].startswith("Назначен ответственный: ")
    assert told["ticket.merged@1"] == "Объединена с другой заявкой: №1002"
    assert {entry.name: entry.what.ru for entry in theirs}["ticket.merged@1"] == "Объединена с другой заявкой"


@pytest.mark.parametrize("others", [0, 1, 5, 31, 40])
def test_few_things_and_many_are_called_alike_beside_others_without_a_name(world: World, others: int) -> None:
    world.agreement(world.schedule())
    anna, line = world.person("Анна Орлова"), world.team("Первая линия")
    ticket, incident = world.ticket(), ticket_type_id("incident")
    world.fold()
    told = [About((anna, line, ticket, incident)), About(tuple(uuid4() for _ in range(others)))]
    with world.cursor() as cursor:
        names, types = called(cursor, viewer("administrator"), told, {("incident", world.log.head()), ("no-such", 1)})
        _, of_one = called(cursor, viewer("administrator"), told, {("incident", world.log.head())})
        by_stranger, _ = called(cursor, viewer("requester"), told)
        cursor.execute("SELECT number FROM ticket_list WHERE ticket_id = %s", (ticket,))
        number = next(cursor)[0]
    assert {thing: name.ru for thing, name in names.items()} == {
        anna: "Анна Орлова",
        line: "Первая линия",
        ticket: f"№{number}",
        incident: "Инцидент",
    }
    assert by_stranger == {thing: name for thing, name in names.items() if thing != ticket}
    assert {code: name.ru for (code, _), name in types.items()} == {"incident": "Инцидент", "no-such": "no-such"}
    assert [name.ru for name in of_one.values()] == ["Инцидент"]


def test_parts_of_the_desk_and_usual_points_are_told_in_words() -> None:
    assert called_actor(TIMEKEEPER.id, "timekeeper") == Text("Хранитель времени", "The timekeeper")
    assert called_actor(CARETAKER.id, "caretaker") == Text("Смотритель", "The caretaker")
    assert called_actor(UUID(int=7), "Орлова Анна") == Text.same("Орлова Анна")
    assert point_in_words("75%") == Text("75 % нормы", "75 % of the target")
    assert point_in_words("2h-late") == Text("2 ч после срока", "2 h after due")
    assert point_in_words("позвать начальника") == Text.same("позвать начальника")


def test_what_is_passed_over_as_silent_tells_nothing_beside_its_sentence() -> None:
    silent = [fact for fact in GALLERY.values() if type(fact) in SILENT]
    assert silent
    assert [about(fact) for fact in silent] == [()] * len(silent)
