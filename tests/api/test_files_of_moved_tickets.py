"""Files of tickets that are merged, split, corrected, of which a comment is taken back: who reads the words reads them.

Asked in three ways, which must agree: the timeline, the list of files, and the content itself.
"""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID, uuid4, uuid5

import httpx
import pytest

from commands.person.register import RegisterPerson
from connectors.storage.proof.audit import verify
from events.values.identity import PersonId, ticket_id
from events.values.people import Actor
from events.values.person_name import PersonName
from tests.api.pictures import png
from tests.api.practice import posted
from tests.api.serving import World

Json = dict[str, Any]


class Asker:
    """A requester with a token of their own."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        login = f"{name}.{uuid4().hex[:8]}"
        self.person_id = PersonId(
            world.order(RegisterPerson(full_name=PersonName(login), unit_id=world.department, login=login))
        )
        actor = Actor(kind="person", id=self.person_id, name=login)
        secret = world.desk.tokens.make(actor, frozenset({"requester"}), now=world.desk.clock.now())
        self.bearing = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **query: Any) -> httpx.Response:
        """What they are answered of all that happened by now."""
        wanted = {"min_position": self.world.desk.log.head(), **query} if "/files/" not in path else query
        return self.world.anonymous.get(path, params=wanted, headers=self.bearing)

    def ticket(self, subject: str, *files: Json) -> int:
        """Registered for them by staff, whose files these are."""
        wanted = {"subject": subject, "requester": {"person_id": str(self.person_id)}, "attachments": [*files]}
        return int(posted(self.world, "/tickets", wanted)["number"])


class Staff(Asker):
    """The specialist of the world, asked in the same way."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.bearing = {"Authorization": world.specialist.headers["Authorization"]}


def file(world: World, content: bytes, name: str) -> Json:
    """Sent by staff: what somebody sent themselves is theirs to read for a day, wherever it stands."""
    sent: Json = world.admin.post("/files", params={"name": name}, content=content).json()["files"][0]
    return {key: sent[key] for key in ("sha256", "name", "media_type", "size_bytes")}


def written(name: str) -> bytes:
    return f"{name} {uuid4()}".encode()


def seen_by(who: Asker, number: int, files: dict[str, Json]) -> set[str]:
    """Which of these files somebody reads on a ticket; all ways of asking say the same."""
    card = who.get(f"/tickets/{number}")
    if card.status_code == 404:
        assert who.get(f"/tickets/{number}/files").status_code == 404
        for one in files.values():
            assert who.get(f"/files/{one['sha256']}", ticket=number).status_code == 404
        return set()
    entries = who.get(f"/tickets/{number}/timeline", limit=200).json()["entries"]
    in_words = {one["sha256"] for entry in entries for one in entry["attachments"]}
    listed = {one["sha256"] for one in who.get(f"/tickets/{number}/files").json()["files"]}
    assert in_words == listed
    found = set()
    for name, one in files.items():
        told = who.get(f"/files/{one['sha256']}", ticket=number)
        assert (told.status_code == 200) == (one["sha256"] in listed), (name, told.text)
        if told.status_code == 200:
            assert hashlib.sha256(told.content).hexdigest() == one["sha256"]
            found.add(name)
    return found


def comment(world: World, number: int, *files: Json, is_public: bool = True) -> str:
    """Staff say something with files; the comment's id."""
    said = {"body": "См. файл", "is_public": is_public, "attachments": [*files]}
    return str(uuid5(UUID(posted(world, f"/tickets/{number}/comments", said)["command_id"]), "comment"))


@pytest.fixture
def staff(world: World) -> Staff:
    return Staff(world)


def test_files_of_a_merged_ticket_are_read_where_its_words_are_and_no_longer_once_that_is_undone(
    world: World, staff: Staff
) -> None:
    anna, boris = Asker(world, "anna"), Asker(world, "boris")
    files = {name: file(world, written(name), f"{name}.txt") for name in ("first", "public", "private", "target")}
    ticket = anna.ticket("Печать", files["first"])
    target = boris.ticket("Печать", files["target"])
    comment(world, ticket, files["public"])
    comment(world, ticket, files["private"], is_public=False)
    assert seen_by(anna, ticket, files) == {"first", "public"}
    assert seen_by(boris, ticket, files) == set()
    apart = seen_by(staff, target, files)

    posted(world, f"/tickets/{ticket}/merge", {"into": target})
    assert seen_by(staff, target, files) == {*files}
    assert "private" not in seen_by(anna, target, files)
    assert "private" not in seen_by(boris, target, files)
    assert {"first", "public"} <= seen_by(anna, target, files)
    assert seen_by(boris, ticket, files) <= seen_by(boris, target, files), "no more there than here"

    posted(world, f"/tickets/{ticket}/unmerge", {})
    assert seen_by(staff, target, files) == apart == {"target"}
    assert seen_by(anna, target, files) == set()
    assert seen_by(boris, target, files) == {"target"}
    assert seen_by(anna, ticket, files) == {"first", "public"}
    for name in ("first", "public", "private"):
        assert boris.get(f"/files/{files[name]['sha256']}").status_code == 404, "not by the digest either"


@pytest.mark.parametrize("how", ["public", "private"])
def test_files_of_a_split_comment_are_read_on_both_tickets_by_whoever_reads_it_there(
    world: World, staff: Staff, how: str
) -> None:
    is_public = how == "public"
    anna, boris = Asker(world, "anna"), Asker(world, "boris")
    files = {"brought": file(world, png(8, 6), "screen.png")}
    ticket = anna.ticket("Печать")
    about = comment(world, ticket, files["brought"], is_public=is_public)
    split = {"comment_id": about, "requester": {"person_id": str(boris.person_id)}}
    number = int(posted(world, f"/tickets/{ticket}/split", split)["number"])
    read = {"brought"} if is_public else set()
    for who, one, wanted in (
        (staff, ticket, {"brought"}),
        (staff, number, {"brought"}),
        (anna, ticket, read),
        (anna, number, set()),
        (boris, number, read),
        (boris, ticket, set()),
    ):
        assert seen_by(who, one, files) == wanted
    small = boris.get(f"/files/{files['brought']['sha256']}", ticket=number, preview=64)
    assert small.status_code == (200 if is_public else 404)


def test_files_go_to_the_requester_whose_ticket_it_turns_out_to_be(world: World, staff: Staff) -> None:
    anna, boris = Asker(world, "anna"), Asker(world, "boris")
    files = {name: file(world, written(name), f"{name}.txt") for name in ("first", "said")}
    ticket = anna.ticket("Печать", files["first"])
    comment(world, ticket, files["said"])
    assert seen_by(anna, ticket, files) == {"first", "said"}
    posted(world, f"/tickets/{ticket}/requester", {"requester": {"person_id": str(boris.person_id)}})
    assert seen_by(staff, ticket, files) == seen_by(boris, ticket, files) == {"first", "said"}
    assert seen_by(anna, ticket, files) == set()
    for one in files.values():
        assert anna.get(f"/files/{one['sha256']}").status_code == 404
    digest = files["first"]["sha256"]
    looks = world.client("auditor").get("/downloads", params={"sha256": digest}).json()["downloads"]
    mine = [one for one in looks if one["person_id"] == str(boris.person_id)]
    assert len(mine) == 1, "each look is counted once"
    with world.desk.database.connection() as connection:
        (owners,) = connection.execute(
            "SELECT count(*) FROM desk.content_keys WHERE sha256 = %s AND owner_id = %s",
            (bytes.fromhex(digest), boris.person_id),
        ).fetchone() or (0,)
    assert owners == 1, "what is erased with the new requester is theirs"


def test_a_file_of_a_comment_that_was_taken_back_is_read_where_it_stands_elsewhere_alone(
    world: World, staff: Staff
) -> None:
    anna = Asker(world, "anna")
    files = {name: file(world, written(name), f"{name}.txt") for name in ("quoted", "once")}
    ticket = anna.ticket("Печать", files["quoted"])
    about = comment(world, ticket, files["quoted"], files["once"])
    assert seen_by(anna, ticket, files) == {"quoted", "once"}
    posted(world, f"/tickets/{ticket}/withdraw-comment", {"comment_id": about})
    assert seen_by(anna, ticket, files) == {"quoted"}
    assert anna.get(f"/files/{files['once']['sha256']}").status_code == 404
    assert seen_by(staff, ticket, files) == {"quoted"}, "it was taken back with its files"


def test_a_file_of_a_redacted_comment_is_read_by_nobody_wherever_it_was_quoted(world: World, staff: Staff) -> None:
    anna = Asker(world, "anna")
    files = {name: file(world, written(name), f"{name}.txt") for name in ("secret", "other")}
    ticket = anna.ticket("Печать", files["other"])
    about = comment(world, ticket, files["secret"])
    again = comment(world, ticket, files["secret"], files["other"])
    assert seen_by(anna, ticket, files) == {"secret", "other"}
    posted(world, f"/tickets/{ticket}/redact-comment", {"comment_id": about, "reason": "Пароль", "files": True})
    for who in (anna, staff):
        gone = who.get(f"/files/{files['secret']['sha256']}", ticket=ticket)
        assert (gone.status_code, gone.json()["code"]) == (404, "file-is-erased"), again
        assert who.get(f"/files/{files['other']['sha256']}", ticket=ticket).status_code == 200


def test_what_a_redacted_comment_was_split_off_as_goes_with_its_files_whoever_they_are_of_by_then(
    world: World, staff: Staff
) -> None:
    anna, boris = Asker(world, "anna"), Asker(world, "boris")
    files = {"secret": file(world, written("secret"), "secret.txt")}
    ticket = anna.ticket("Печать")
    about = comment(world, ticket, files["secret"])
    split = {"comment_id": about, "requester": {"person_id": str(boris.person_id)}}
    number = int(posted(world, f"/tickets/{ticket}/split", split)["number"])
    assert seen_by(boris, number, files) == {"secret"}
    order = {"comment_id": about, "reason": "Пароль", "files": True}
    refused = world.admin.post(f"/tickets/{ticket}/redact-comment", json=order).json()
    assert (refused["code"], refused["field"]) == ("ticket-says-it-again", "copies")
    assert f"№{number}" in refused["detail"]
    posted(world, f"/tickets/{ticket}/redact-comment", {**order, "copies": True})
    for who, one in ((anna, ticket), (staff, ticket), (boris, number), (staff, number)):
        assert seen_by(who, one, files) == set()
    with world.desk.database.connection() as connection:
        digest = bytes.fromhex(files["secret"]["sha256"])
        left = connection.execute(
            "SELECT owner_id FROM desk.content_keys WHERE sha256 = %s AND owner_id = ANY(%s)",
            (digest, [anna.person_id, boris.person_id]),
        ).fetchall()
        (told,) = connection.execute(
            "SELECT count(*) FROM desk.facts WHERE originator_id = %s AND topic LIKE 'ticket.registered@%%'"
            " AND convert_from(state, 'UTF8')::jsonb -> 's' ? 'description'",
            (ticket_id(number),),
        ).fetchone() or (1,)
    assert (left, told) == ([], 0)
    audit = verify(world.desk.database)
    assert audit.finding is None
    assert len(audit.redacted) >= 2
