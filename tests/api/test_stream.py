"""The stream tells whoever listens which tickets of theirs changed, at two processes on one log."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from api.bootstrap import Desk, SystemClock
from api.live import events
from api.settings import Settings
from commands.fields import Named
from commands.person.access import DeactivatePerson, GrantGroups
from commands.service import AddService
from commands.team import FormTeam
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import AssignTicket
from connectors.storage.server.database import Database
from events.values.identity import TeamId
from events.values.people import Responsible
from tests.api.listening import Listening, place
from tests.api.serving import World, served
from tests.api.two_desks import Two
from tests.support.plain_http import PLAINLY


def test_a_registered_ticket_is_told_by_number_and_position_at_every_process(two: Two) -> None:
    bearing, _ = two.session(two.somebody("specialist"))
    here, there = two.listen(bearing, 0), two.listen(bearing, 1)
    assert (here.status, here.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert [here.event().kind, there.event().kind] == ["open", "open"]

    number, _, position = two.ticket()

    for listening in (here, there):
        (told,) = listening.changed_until(position)
        assert told.data["tickets"] == [number]
        assert (told.data["cursor"], place(told.id)) == (told.id, position)
        assert told.data["counts"]


@pytest.mark.parametrize(
    "what", [events.begin("1.157", 2_000), events.event("ping", events.Ping(cursor="1.157"), "1.157")]
)
def test_half_of_an_event_moves_no_reader_past_the_other_half(what: bytes) -> None:
    assert re.fullmatch(r"(retry: .*\n)?event: .*\ndata: .*\nid: 1\.157\n\n", what.decode())
    before_the_end_of_its_words = what[: what.index(b"}")]
    assert b"id:" not in before_the_end_of_its_words


def test_what_a_position_names_stands_in_the_list_when_it_is_told(two: Two) -> None:
    bearing, _ = two.session(two.somebody("specialist"))
    listening = two.listen(bearing)
    listening.next("open")
    receipt = two.world.requester.post("/tickets", json={"subject": "Принтер"}).json()

    told = listening.next("changed")

    shown = two.world.specialist.get(f"/tickets/{told.data['tickets'][0]}")
    assert (shown.status_code, shown.json()["number"]) == (200, receipt["number"])


def test_many_facts_of_one_ticket_are_one_event(two: Two) -> None:
    number, ticket, before = two.ticket()
    for nth in range(20):
        two.world.order(CommentOnTicket(ticket_id=ticket, body=f"Слово {nth}", is_public=True))
    position = two.taken_in()
    bearing, _ = two.session(two.somebody("specialist"))
    after = two.taken_in()

    listening = two.listen(bearing, query=f"?after=1.{before}")

    told = listening.changed_until(after)
    assert [event.data["tickets"] for event in told] == [[number]]
    assert position <= place(told[0].id)
    assert not told[0].data["counts"] or told[0].data["lists"]


def test_a_ticket_that_is_not_theirs_moves_nothing_for_a_requester(two: Two) -> None:
    other = two.session(two.somebody("requester"))[0]
    owner = two.session(two.world.persons["requester"])[0]
    hears, does_not = two.listen(owner), two.listen(other)
    hears.next("open"), does_not.next("open")

    number, ticket, position = two.ticket()
    two.world.order(CommentOnTicket(ticket_id=ticket, body="Только для своих", is_public=False))
    last = two.order(AddService(title=Named(ru=f"Услуга {number}"), types=("incident",)))

    assert [event.data["tickets"] for event in hears.changed_until(last)] in ([[number], []], [[number]])
    assert all(event.data["tickets"] == [] for event in does_not.changed_until(last))
    assert position < last


def test_a_private_comment_is_told_to_staff_alone(two: Two) -> None:
    number, ticket, _ = two.ticket()
    staff = two.listen(two.session(two.somebody("specialist"))[0])
    owner = two.listen(two.session(two.world.persons["requester"])[0])
    staff.next("open"), owner.next("open")

    two.order(CommentOnTicket(ticket_id=ticket, body="Он опять забыл пароль", is_public=False))
    assert staff.next("changed").data["tickets"] == [number]
    public = two.order(CommentOnTicket(ticket_id=ticket, body="Сбросили пароль", is_public=True))

    (told,) = owner.changed_until(public)
    assert (told.data["tickets"], place(told.id)) == ([number], public)


def test_whoever_comes_back_with_the_last_id_misses_nothing_and_hears_nothing_twice(two: Two) -> None:
    bearing, _ = two.session(two.somebody("specialist"))
    first = two.listen(bearing)
    first.next("open")
    one, _, _ = two.ticket()
    told = first.next("changed")
    first.close()
    another, _, position = two.ticket()

    second = two.listen(bearing, 1, Last_Event_ID=told.id)

    assert told.data["tickets"] == [one]
    assert [event.data["tickets"] for event in second.changed_until(position)] == [[another]]


@pytest.mark.parametrize(
    ("after", "status", "code"),
    [
        ("9.1", 409, "position-is-of-another-epoch"),
        ("1.99999999", 409, "position-is-beyond-the-log"),
        ("yesterday", 422, "invalid-field"),
    ],
)
@pytest.mark.parametrize("by", ["header", "query"])
def test_a_place_that_the_log_does_not_have_is_refused_before_the_stream_begins(
    two: Two, after: str, status: int, code: str, by: str
) -> None:
    bearing, _ = two.session(two.somebody("specialist"))

    refused = two.listen(bearing, 0, f"?after={after}") if by == "query" else two.listen(bearing, Last_Event_ID=after)

    told = refused.refusal()
    assert (refused.status, told["code"], told["field"]) == (status, code, "after")


def test_who_was_told_too_long_ago_is_told_to_read_anew(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.questions.live.news.MOST_FACTS", 1)
    _, _, before = two.ticket()
    two.ticket()
    bearing, _ = two.session(two.somebody("specialist"))

    listening = two.listen(bearing, query=f"?after=1.{before}")

    reset = listening.next("reset", "changed")
    assert (reset.kind, reset.data["why"]) == ("reset", "behind")
    monkeypatch.undo()
    number, _, position = two.ticket()
    assert [event.data["tickets"] for event in listening.changed_until(position)] == [[number]]


@pytest.mark.parametrize("at", [0, 1])
def test_a_session_that_ends_closes_its_stream_at_once_and_no_other(two: Two, at: int) -> None:
    person = two.somebody("specialist")
    (bearing, session), (staying, _) = two.session(person), two.session(person)
    closes, stays = two.listen(bearing, at), two.listen(staying, at)
    closes.next("open"), stays.next("open")

    assert two.world.desk.sessions.end(person, session, now=two.world.desk.clock.now())

    ended = closes.next("ended")
    assert (ended.data["code"], "Вы не вошли" in ended.data["texts"]["ru"]) == ("bad-token", True)
    closes.waits_for_the_end()
    number, _, _ = two.ticket()
    assert stays.next("changed").data["tickets"] == [number]
    assert two.listen(bearing, at).status == 401


@pytest.mark.parametrize("at", [0, 1])
def test_a_withdrawn_token_closes_its_stream_at_once(two: Two, at: int) -> None:
    token_id = UUID(int=0x57EA + at)
    person = two.somebody("specialist")
    listening = two.listen(two.token(person, "specialist", token_id=token_id), at)
    listening.next("open")

    assert two.world.desk.tokens.withdraw(token_id, now=two.world.desk.clock.now())

    assert listening.next("ended").data["code"] == "bad-token"
    listening.waits_for_the_end()


def test_who_is_deactivated_hears_nothing_more_at_any_process(two: Two) -> None:
    person = two.somebody("specialist")
    bearing, _ = two.session(person)
    here, there = two.listen(bearing, 0), two.listen(bearing, 1)
    here.next("open"), there.next("open")

    two.world.order(DeactivatePerson(person_id=person, reason="Уволен"))

    assert [each.next("ended", "changed").kind for each in (here, there)] == ["ended", "ended"]


def test_a_taken_group_narrows_what_is_told_at_every_process(two: Two) -> None:
    person = two.somebody("specialist", "requester")
    bearing, _ = two.session(person)
    here, there = two.listen(bearing, 0), two.listen(bearing, 1)
    here.next("open"), there.next("open")

    two.world.order(GrantGroups(person_id=person, groups=frozenset({"requester"})))

    for listening in (here, there):
        assert listening.next("reset").data["why"] == "rights"
    _, _, position = two.ticket()
    last = two.order(AddService(title=Named(ru=f"После {position}"), types=("incident",)))
    for listening in (here, there):
        assert all(event.data["tickets"] == [] for event in listening.changed_until(last))


def test_a_ticket_that_is_handed_to_another_team_is_told_to_have_left(two: Two) -> None:
    world = two.world
    first, second = (TeamId(world.order(FormTeam(title=Named(ru=f"Линия {nth} {uuid4().hex}")))) for nth in (1, 2))
    mine = two.somebody("second_line", teams=(first,))
    theirs = two.somebody("second_line", teams=(second,))
    number, ticket, _ = two.ticket()
    two.order(AssignTicket(ticket_id=ticket, responsible=Responsible(first, mine)))
    loses, gains = two.listen(two.session(mine)[0]), two.listen(two.session(theirs)[0], 1)
    loses.next("open"), gains.next("open")

    position = two.order(AssignTicket(ticket_id=ticket, responsible=Responsible(second, theirs)))

    (left,) = loses.changed_until(position)
    (came,) = gains.changed_until(position)
    assert (left.data["left"], left.data["tickets"]) == ([number], [])
    assert (came.data["left"], came.data["tickets"]) == ([], [number])
    after = two.order(CommentOnTicket(ticket_id=ticket, body="Дальше без них", is_public=True))
    assert [event.data["tickets"] for event in gains.changed_until(after)] == [[number]]
    last = two.order(AddService(title=Named(ru=f"Затем {position}"), types=("incident",)))
    assert all((event.data["tickets"], event.data["left"]) == ([], []) for event in loses.changed_until(last))


def test_one_person_holds_so_many_streams_over_all_processes_and_a_hundred_more_are_refused(two: Two) -> None:
    person = two.somebody("specialist")
    bearing, _ = two.session(person)
    held = [two.listen(bearing, nth % 2) for nth in range(Settings().streams_a_person)]
    assert [each.next("open").kind for each in held] == ["open"] * 10

    refused = [two.listen(bearing, nth % 2) for nth in range(100)]

    assert {each.status for each in refused} == {429}
    told = refused[0].refusal()
    assert (told["code"], "10" in told["detail"]) == ("too-many-streams", True)
    assert two.listen(two.session(two.somebody("specialist"))[0]).status == 200
    held[0].close()
    assert _soon(lambda: two.listen(bearing).status == 200)


def test_who_does_not_read_is_let_go_with_a_word(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.live.stream.MOST_WAITING", 50)
    bearing, _ = two.session(two.somebody("specialist"))

    listening = two.listen(bearing)

    dropped = listening.event()
    assert (dropped.kind, dropped.data["code"]) == ("dropped", "stream-is-not-read")
    listening.waits_for_the_end()


def test_a_token_that_may_not_read_opens_no_stream(two: Two) -> None:
    person = two.somebody("specialist")
    refused = two.listen(two.token(person, "specialist", scopes=frozenset({"tickets"})))
    assert (refused.status, refused.refusal()["code"]) == (403, "token-lacks-scope")


def test_a_stream_is_closed_with_a_word_when_its_desk_ends(world: World) -> None:
    with ExitStack() as stack:
        database = stack.enter_context(Database(world.desk.database.url))
        desk = Desk(database, world.desk.settings, SystemClock())
        with served(desk) as url:
            bearing = world.session_of("specialist")
            listening = stack.enter_context(Listening(url, bearing))
            listening.next("open")
        ended = listening.next("ended")
        assert ended.data["code"] == "desk-is-ending"
        listening.waits_for_the_end()


def _soon(holds: Any) -> bool:
    """Whether something holds within some tries, each of which asks a desk."""
    return any(holds() for _ in range(3_000))


def test_listening_leaves_nothing_behind(two: Two) -> None:
    person = two.somebody("specialist")
    listening = two.listen(two.session(person)[0])
    listening.next("open")
    listening.close()

    def none() -> bool:
        with two.world.desk.database.connection() as connection:
            held = "SELECT count(*) FROM desk.open_streams WHERE person_id = %s"
            return connection.execute(held, (person,)).fetchone() == (0,)

    assert _soon(none)


def test_two_orders_at_one_instant_are_told_in_the_order_of_the_log(two: Two) -> None:
    bearing, _ = two.session(two.somebody("specialist"))
    listening = two.listen(bearing)
    listening.next("open")
    numbers = [two.ticket()[0] for _ in range(3)]
    last = two.taken_in()

    told = listening.changed_until(last)

    places = [place(event.id) for event in told]
    assert sorted({number for event in told for number in event.data["tickets"]}) == sorted(numbers)
    assert places == sorted(places)


def test_asked_for_its_head_alone_a_stream_ends_at_once_and_takes_no_place(two: Two) -> None:
    person = two.somebody("specialist")
    bearing, _ = two.session(person)
    with httpx.Client(timeout=10, **PLAINLY) as client:
        answers = [client.head(f"{two.urls[0]}/api/v1/stream", headers=bearing) for _ in range(20)]

    assert [(each.status_code, each.content) for each in answers[:10]] == [(200, b"")] * 10
    assert answers[0].headers["content-type"] == "text/event-stream; charset=utf-8"
    assert _soon(lambda: two.listen(bearing).status == 200)


def test_open_streams_are_told_by_the_meters_and_a_long_one_is_no_slow_answer(two: Two) -> None:
    bearing, _ = two.session(two.somebody("specialist"))
    listening = two.listen(bearing)
    listening.next("open")

    told = two.world.admin.get(two.world.url + "/metrics").text

    opened = re.search(r"^desk_open_streams (\d+)", told, re.MULTILINE)
    assert opened is not None
    assert int(opened[1]) >= 1
    assert 'desk_streams_ended_total{why="dropped"}' in told
