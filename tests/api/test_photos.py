"""Photos: what is a picture is kept and served as one; what is none is refused before anything is kept (row 66)."""

from __future__ import annotations

import hashlib

import pytest

from api.http.refusals import NotAPicture
from api.pictures.kinds import MOST_PIXELS, picture
from tests.api import pictures
from tests.api.refused import problem
from tests.api.serving import World


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_a_picture_is_known_with_its_size(kind: str) -> None:
    make, media_type = pictures.KINDS[kind]
    seen = picture(make(37, 41))

    assert (seen.media_type, seen.width, seen.height) == (media_type, 37, 41)


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_no_part_of_a_picture_is_one(kind: str) -> None:
    whole = pictures.KINDS[kind][0]()
    taken = []
    for end in range(len(whole)):
        try:
            taken.append(picture(whole[:end]))
        except NotAPicture:
            continue

    assert taken == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\0",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script>",
        b"GIF89a<script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"\xff\xd8\xff" + b"\xff" * 1000,
        pictures.png(0, 5),
        pictures.png(MOST_PIXELS + 1, 5),
        pictures.png().replace(b"IDAT", b"IDAX"),
        pictures.gif(5, 0),
    ],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(world: World, content: bytes) -> None:
    path = f"/persons/{world.persons['auditor']}/photo"
    before, kept = world.desk.log.head(), _kept(world, content)
    answer = world.admin.post(path, content=content, headers={"Content-Type": "image/png"})

    assert problem(answer)[:3] == (422, "not-a-picture", "body")
    assert str(MOST_PIXELS) in answer.json()["texts"]["en"]
    assert world.desk.log.head() == before
    assert _kept(world, content) == kept


def _kept(world: World, content: bytes) -> object:
    """Whether the bytes are kept: another test may have attached the same."""
    name = hashlib.sha256(content).digest()
    with world.desk.database.connection() as connection:
        return connection.execute("SELECT count(*) FROM desk.contents WHERE sha256 = %s", (name,)).fetchone()


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_row_66_a_photo_is_served_as_the_picture_that_it_is(world: World, kind: str) -> None:
    make, media_type = pictures.KINDS[kind]
    path = f"/persons/{world.persons['requester']}/photo"
    sent = world.admin.post(path, content=make(), headers={"Content-Type": "text/html"})
    assert sent.status_code == 200, sent.text
    read = world.requester.get(path)

    assert (read.status_code, read.content, read.headers["Content-Type"]) == (200, make(), media_type)
    assert read.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in read.headers["Content-Security-Policy"]


def test_a_photo_is_taken_away(world: World) -> None:
    path = f"/persons/{world.persons['requester']}/photo"
    world.admin.post(path, content=pictures.png())

    assert world.admin.delete(path).status_code == 200
    assert problem(world.admin.get(path))[:2] == (404, "no-photo")


def test_a_photo_is_for_oneself_and_overseers_and_set_by_administrators(world: World) -> None:
    path = f"/persons/{world.persons['specialist']}/photo"
    assert world.admin.post(path, content=pictures.png()).status_code == 200
    unknown = "/persons/00000000-0000-4000-8000-000000000000/photo"

    assert world.client("auditor").get(path).status_code == 200
    hidden, nowhere = world.requester.get(path), world.requester.get(unknown)
    assert hidden.json() == nowhere.json()
    assert problem(hidden)[:2] == (404, "no-such-person")
    for client in (world.requester, world.specialist, world.client("auditor")):
        assert problem(client.post(path, content=pictures.png()))[:2] == (403, "not-allowed")
        assert problem(client.delete(path))[:2] == (403, "not-allowed")
