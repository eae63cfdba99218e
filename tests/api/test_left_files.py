"""What a fact, a draft or an order that waits names is never collected; of the rest nothing stays longer than a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from connectors.inbound.due.left_files import LeftFiles
from connectors.storage.live.drafts import DraftWords, Place
from connectors.storage.live.sends import Held
from events.values.ticket import Attachment
from tests.api import pictures
from tests.api.serving import World
from tests.api.test_uploads import new, sent, stored

Days = Callable[[float], datetime]


@pytest.fixture
def days(world: World) -> Days:
    """Turns of a caretaker every three hours, from now until so many days from now; gives that moment."""
    desk = world.desk
    begun = desk.clock.now()
    files = LeftFiles(desk.uploads, desk.downloads, desk.log, desk.waiter)
    done = 0

    def pass_by(wanted: float) -> datetime:
        nonlocal done
        until = round(wanted * 8)
        for nth in range(done, until + 1):
            files.turn(begun + nth * timedelta(hours=3))
        done = until
        return begun + until * timedelta(hours=3)

    return pass_by


def _attachment(file: dict[str, Any]) -> Attachment:
    return Attachment(
        sha256=file["sha256"], name=file["name"], media_type=file["media_type"], size_bytes=file["size_bytes"]
    )


def test_a_new_photo_is_still_there_days_later_also_one_that_was_another_s_before(world: World, days: Days) -> None:
    path = f"/persons/{world.persons['second_line']}/photo"
    first, second = pictures.png(33, 7), pictures.png(7, 33)
    for photo in (first, second):
        assert world.admin.post(path, content=photo).status_code == 200

    days(2)

    assert world.admin.get(path).content == second
    assert stored(world, first) == 1, "a fact names it"


def test_a_photo_of_before_receipts_were_asked_is_known_by_the_card(world: World, days: Days) -> None:
    path = f"/persons/{world.persons['technologist']}/photo"
    photo = pictures.png(35, 9)
    assert world.admin.post(path, content=photo).status_code == 200
    with world.desk.database.connection() as connection:
        connection.execute(
            "UPDATE desk.content_keys SET held_by = '{}' WHERE owner_id = %s", (world.persons["technologist"],)
        )

    days(2)

    assert world.admin.get(path).content == photo


def test_a_file_of_a_comment_that_was_withdrawn_stays_for_the_fact_names_it(world: World, days: Days) -> None:
    content = new("withdrawn")
    file = sent(world.specialist, content)
    number = world.ticket()["number"]
    answer = world.specialist.post(f"/tickets/{number}/comments", json={"body": "Вот", "attachments": [file]})
    assert answer.status_code in {200, 201}, answer.text
    desk = world.desk
    assert desk.waiter.wait(("ticket_timeline",), desk.log.head(), 30)
    with desk.database.connection() as connection:
        # As its withdrawal does.
        connection.execute("DELETE FROM views.ticket_files WHERE sha256 = %s", (file["sha256"],))

    days(2)

    assert stored(world, content) == 1


def test_a_file_of_a_draft_is_named_days_later_and_goes_a_day_after_the_draft(world: World, days: Days) -> None:
    content, nobodys = new("draft"), new("nobody's")
    file = _attachment(sent(world.specialist, content))
    sent(world.specialist, nobodys)
    person = world.persons["specialist"]
    place = Place(person, None, "new_ticket")
    world.desk.drafts.save(place, DraftWords(text="Вот", files=(file,)), now=world.desk.clock.now())

    now = days(3)

    assert (stored(world, content), stored(world, nobodys)) == (1, 0)
    assert file.sha256 in world.desk.uploads.of(person, [file.sha256], now)
    world.desk.drafts.drop(place)
    days(3.75)
    assert stored(world, content) == 1
    days(4.25)
    assert stored(world, content) == 0


def test_a_file_of_a_draft_opens_still_though_an_order_held_it_that_was_not_carried_out(
    world: World, days: Days
) -> None:
    content = new("held")
    file = _attachment(sent(world.specialist, content))
    person = world.persons["specialist"]
    place = Place(person, None, "new_ticket")
    world.desk.drafts.save(place, DraftWords(files=(file,)), now=world.desk.clock.now())
    at = days(0)
    held = {(world.persons["requester"], file.sha256): world.desk.uploads.of(person, [file.sha256], at)[file.sha256]}
    assert not world.desk.contents.hold({key: one.content_id for key, one in held.items()}, at, uuid4())

    now = days(3)

    again = world.desk.uploads.of(person, [file.sha256], now)[file.sha256]
    opened = world.desk.contents.of_content(again.content_id)
    assert opened is not None
    assert opened.whole() == content
    world.desk.drafts.drop(place)
    days(4.25)
    assert stored(world, content) == 0


def test_a_file_of_an_order_that_waits_is_spared_until_it_is_called_back(world: World, days: Days) -> None:
    content = new("send")
    file = sent(world.specialist, content)
    person, send = world.persons["specialist"], uuid4()
    ticket = UUID(world.ticket()["id"])
    held = Held(
        command="comment-on-ticket",
        content={"ticket_id": str(ticket), "body": "Вот", "attachments": [file]},
        groups=("specialist",),
    )
    world.desk.sends.put(send, person, held, due_at=world.desk.clock.now() + timedelta(days=30))

    now = days(3)

    assert file["sha256"] in world.desk.uploads.of(person, [file["sha256"]], now)
    assert world.desk.sends.call_back(send, person) is not None
    days(4.25)
    assert stored(world, content) == 0
