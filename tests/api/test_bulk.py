"""One order for many tickets: tried, carried out batch by batch, once whoever carries it out; looked at and stopped."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args
from uuid import UUID, uuid4

import httpx
import msgspec
import pytest

from api.bootstrap import Desk
from api.questions.ticket import bulk
from api.questions.ticket.bulk import BulkProgress, JobWanted, OrderToMany
from commands.agreement import ConcludeAgreement
from commands.command import Command
from commands.fields import Named
from commands.found_desk import FoundDesk
from commands.org_unit.add import AddDepartment
from commands.person.access import DeactivatePerson
from commands.person.register import RegisterPerson
from commands.service_schedule import DrawUpSchedule
from commands.ticket.many import FOR_MANY, BulkCommand
from commands.ticket.register import RegisterTicket
from commands.ticket.requester import From
from commands.ticket.talk import CommentOnTicket
from connectors.inbound.bulk import carrier
from connectors.storage.shelves.bulk_jobs import HELD, KEPT
from events.ticket import TicketCommented
from events.values.identity import CommandId, OrgUnitId, PersonId, ScheduleId, StreamId, TicketId
from events.values.people import Actor, Group, Viewer
from events.values.person_name import PersonName
from tests.api.serving import AS_SYSTEM, NINE_TO_SIX, World

NOBODY = TicketId(UUID(int=0))
WORDS = "Отключаем питание в восемь"


def sent(client: httpx.Client, where: str = "/tickets/bulk", *, key: str = "", **wish: Any) -> httpx.Response:
    return client.post(where, json=wish, headers={"Idempotency-Key": key} if key else {})


def told(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_what_may_be_asked_of_many_is_what_the_document_lists() -> None:
    assert set(get_args(BulkCommand)) == FOR_MANY.keys()


def test_a_preview_tells_what_would_come_of_each_ticket_and_stores_nothing(world: World) -> None:
    new, worked_on = world.ticket(), world.ticket()
    world.specialist.post(f"/tickets/{worked_on['number']}/start", json={})
    head = world.desk.log.head()
    wish: dict[str, Any] = {
        "numbers": [new["number"], f"№{worked_on['number']}", 10**12],
        "command": "put-ticket-in-progress",
    }
    found = told(sent(world.specialist, "/tickets/bulk/preview", **wish))
    assert (found["change"], found["stay"], found["refused"]) == (1, 1, 1)
    one, other, nothing = found["tickets"]
    assert (one["would"], one["facts"], one["version"]) == ("change", ["ticket.put-in-progress@1"], 1)
    assert (other["would"], other["facts"], other["version"]) == ("stay", [], 2)
    assert (nothing["would"], nothing["code"]) == ("be_refused", "no-such-ticket")
    assert nothing["texts"]["ru"] != nothing["texts"]["en"]
    assert world.desk.log.head() == head


def test_each_of_many_tickets_stands_or_falls_alone_and_the_same_key_does_nothing_twice(world: World) -> None:
    tickets = [world.ticket()["number"] for _ in range(2)]
    wish: dict[str, Any] = {
        "numbers": [*tickets, 10**12, tickets[0]],
        "command": "tag-ticket",
        "body": {"add": ["Питание"]},
    }
    answer = sent(world.specialist, key="many", **wish)
    job = told(answer)
    assert (job["state"], job["tickets"], job["done"], job["refused"], job["waiting"]) == ("done", 3, 2, 1, 0)
    assert [(one["number"], one["state"], one["code"]) for one in job["outcomes"]] == [
        (tickets[0], "done", ""),
        (tickets[1], "done", ""),
        (10**12, "refused", "no-such-ticket"),
    ]
    for one in job["outcomes"][:2]:
        work = world.specialist.get(f"/tickets/{one['number']}/work", params={"min_position": job["position"]})
        assert work.json()["tags"] == ["питание"]
    head = world.desk.log.head()
    assert told(sent(world.specialist, key="many", **wish)) == job
    assert world.desk.log.head() == head
    another = sent(world.specialist, key="many", **{**wish, "body": {"add": ["Другое"]}})
    assert another.json()["code"] == "key-names-another-request"
    where = answer.headers["Location"].removeprefix("/api/v1")
    assert told(world.specialist.get(where)) == job
    refused = told(world.specialist.get(where, params={"state": "refused"}))["outcomes"]
    assert refused == job["outcomes"][2:]
    assert [one["job_id"] for one in told(world.specialist.get("/bulk"))["jobs"]][:1] == [job["job_id"]]
    # Others do not even hear that it is there, administrators look at all.
    assert world.client("second_line").get(where).status_code == 404
    assert told(world.admin.get(where))["done"] == 2


def test_what_does_not_fit_is_refused_before_there_is_a_job(world: World) -> None:
    number = world.ticket()["number"]
    many = sent(world.specialist, numbers=[*range(1, 2002)], command="close-ticket")
    assert (many.status_code, many.json()["field"]) == (422, "numbers")
    assert "2" in many.json()["detail"]
    strange = sent(world.specialist, numbers=[number], command="register-ticket")
    assert (strange.status_code, strange.json()["field"]) == (422, "command")
    lacks = sent(world.specialist, numbers=[number], command="resolve-ticket")
    assert (lacks.status_code, lacks.json()["field"]) == (422, "body.solution")
    named = sent(world.specialist, numbers=[number], command="close-ticket", body={"ticket_id": number})
    assert named.json()["field"] == "body.ticket_id"
    nowhere = sent(world.specialist, numbers=[number, "завтра"], command="close-ticket")
    assert (nowhere.status_code, nowhere.json()["field"]) == (404, "numbers[1]")
    for name, status in (("requester", 404), ("auditor", 403)):
        assert sent(world.client(name), numbers=[number], command="close-ticket").status_code == status, name


def test_what_an_order_did_is_undone_where_nobody_changed_it_since(world: World) -> None:
    one, other, third = (world.ticket()["number"] for _ in range(3))
    wish: dict[str, Any] = {"numbers": [one, other, 10**12], "command": "tag-ticket", "body": {"add": ["по ошибке"]}}
    job = told(sent(world.specialist, **wish))
    told(world.specialist.post(f"/tickets/{other}/comments", json={"body": "Смотрю."}))
    head = world.desk.log.head()
    foretold = told(world.specialist.post(f"/bulk/{job['job_id']}/undo/preview", json={}))
    assert (foretold["change"], foretold["stay"], foretold["refused"]) == (1, 0, 1)
    assert world.desk.log.head() == head
    headers = {"Idempotency-Key": f"undo {job['job_id']}"}
    answer = world.specialist.post(f"/bulk/{job['job_id']}/undo", json={}, headers=headers)
    undone = told(answer)
    assert (undone["command"], undone["done"], undone["refused"]) == ("undo-bulk", 1, 1)
    assert [(line["number"], line["state"], line["code"]) for line in undone["outcomes"]] == [
        (one, "done", ""),
        (other, "refused", "changed-since-then"),
    ]
    assert "specialist" in undone["outcomes"][1]["texts"]["ru"]
    assert told(world.specialist.post(f"/bulk/{job['job_id']}/undo", json={}, headers=headers)) == undone
    seen = {"min_position": undone["position"]}
    assert world.specialist.get(f"/tickets/{one}/work", params=seen).json()["tags"] == []
    assert world.specialist.get(f"/tickets/{other}/work", params=seen).json()["tags"] == ["по ошибке"]
    # An undoing is an order like any other.
    again = told(world.specialist.post(f"/bulk/{undone['job_id']}/undo", json={}))
    assert again["done"] == 1
    assert world.client("second_line").post(f"/bulk/{job['job_id']}/undo", json={}).status_code == 404
    assert world.requester.post(f"/bulk/{job['job_id']}/undo", json={}).status_code == 404
    nothing = told(sent(world.specialist, numbers=[third], command="resume-ticket"))
    refused = world.specialist.post(f"/bulk/{nothing['job_id']}/undo", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "nothing-was-done")


class Selection:
    """Tickets of a desk whose loops do not run, and an administrator who asks something of all of them."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(carrier, "BATCH", 2)
        self.desk = desk
        self.order(FoundDesk())
        schedule = ScheduleId(self.order(DrawUpSchedule(title=Named(ru="9–18"), timetable=NINE_TO_SIX)))
        self.order(ConcludeAgreement(title=Named(ru="Базовое"), schedule_id=schedule, is_base=True))
        groups: frozenset[Group] = frozenset({"administrator"})
        hired = RegisterPerson(
            full_name=PersonName("Вера Климова"),
            unit_id=OrgUnitId(self.order(AddDepartment(title=Named(ru="Отдел")))),
            emails=("vera@desk.example",),
            login="vera",
            licence="named",
            groups=groups,
        )
        self.admin = Viewer(actor=Actor(kind="person", id=self.order(hired), name="Вера"), groups=groups)
        asks = RegisterTicket(subject="Нет питания", requester=From(email="anna@client.example"))
        self.tickets = [TicketId(self.order(asks)) for _ in range(5)]

    def order(self, command: Command) -> UUID:
        return self.desk.bus.execute(command, viewer=AS_SYSTEM, command_id=CommandId(uuid4())).stream

    def asked(self) -> BulkProgress:
        comment = CommentOnTicket(ticket_id=NOBODY, body=WORDS)
        wanted = OrderToMany(command=comment, tickets=dict.fromkeys(self.tickets), key=CommandId(uuid4()))
        return bulk.order(self.desk, self.admin, wanted).value

    def stands(self, job: BulkProgress) -> BulkProgress:
        return bulk.read(self.desk, self.admin, JobWanted(ref=job.job_id)).value

    def comments(self) -> int:
        facts = [one.fact for ticket in self.tickets for one in self.desk.log.load(StreamId(ticket))]
        return sum(isinstance(fact, TicketCommented) for fact in facts)

    def kept(self) -> bytes | None:
        with self.desk.database.connection() as connection:
            ((sealed,),) = connection.execute("SELECT sealed FROM desk.bulk_jobs").fetchall()
        return None if sealed is None else bytes(sealed)


@pytest.fixture
def selection(idle_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Selection:
    return Selection(idle_desk, monkeypatch)


def test_the_first_batch_is_done_at_once_the_loop_does_the_others_and_the_words_go_with_the_end(
    selection: Selection,
) -> None:
    job = selection.asked()
    assert (job.state, job.done, job.waiting) == ("running", 2, 3)
    sealed = selection.kept()
    assert sealed is not None
    assert WORDS.encode() not in sealed
    assert selection.desk.bulk.turn() == 0
    assert (selection.stands(job).done, selection.stands(job).state) == (4, "running")
    assert selection.desk.bulk.turn() == 0
    job = selection.stands(job)
    assert (job.state, job.done, job.waiting, job.position) == ("done", 5, 0, selection.desk.log.head())
    assert (selection.kept(), selection.comments()) == (None, 5)
    assert selection.desk.bulk.turn() > 0


def test_a_desk_that_was_killed_behind_a_batch_does_each_ticket_once(
    selection: Selection, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = selection.desk
    job = selection.asked()
    with monkeypatch.context() as killed:
        killed.setattr(desk.bulk.jobs, "put_back", lambda *_: None)
        desk.bulk.turn()
    assert (selection.comments(), selection.stands(job).done) == (4, 2)
    # Nobody else takes it as long as it may still be worked on.
    assert desk.bulk.carry_on() is None
    later = desk.clock.now() + HELD + timedelta(seconds=1)
    monkeypatch.setattr(desk.bulk, "_now", lambda: later)
    desk.bulk.turn()
    assert (selection.comments(), selection.stands(job).done) == (4, 4)
    desk.bulk.turn()
    assert (selection.comments(), selection.stands(job).state) == (5, "done")


def test_a_job_that_is_stopped_leaves_the_rest_as_it_is(selection: Selection) -> None:
    job = selection.asked()
    stopped = bulk.stop(selection.desk, selection.admin, job.job_id).value
    assert (stopped.state, stopped.done, stopped.waiting) == ("stopped", 2, 3)
    assert selection.desk.bulk.carry_on() is None
    assert (selection.comments(), selection.kept()) == (2, None)
    assert bulk.stop(selection.desk, selection.admin, job.job_id).value == stopped


def test_whoever_loses_their_access_orders_nothing_any_more(selection: Selection) -> None:
    job = selection.asked()
    selection.order(DeactivatePerson(person_id=PersonId(selection.admin.actor.id), reason="Уволена"))
    selection.desk.bulk.turn()
    job = selection.stands(job)
    assert (job.state, job.done, job.waiting, selection.comments()) == ("no_access", 2, 3, 2)


def test_a_right_that_the_token_did_not_bear_does_not_serve_its_job(selection: Selection) -> None:
    poor = msgspec.structs.replace(selection.admin, groups=frozenset({"specialist"}))
    selection.admin = poor
    job = selection.asked()
    assert (job.done, job.refused) == (0, 2)


def test_jobs_are_forgotten_after_thirty_days(selection: Selection) -> None:
    job = selection.asked()
    bulk.stop(selection.desk, selection.admin, job.job_id)
    selection.desk.bulk.jobs.forget_old(selection.desk.clock.now() + KEPT - timedelta(minutes=1))
    assert selection.desk.bulk.jobs.job(job.job_id) is not None
    selection.desk.bulk.jobs.forget_old(selection.desk.clock.now() + KEPT + timedelta(minutes=1))
    assert selection.desk.bulk.jobs.job(job.job_id) is None
