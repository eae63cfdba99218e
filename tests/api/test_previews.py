"""Previews: pictures drawn anew of pictures of bearable size, and of nothing else (row 173)."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
from PIL import Image

from api.pictures import previews
from api.pictures.previews import NoPreviewOfThis, drawn
from tests.api import pictures
from tests.api.practice import somebody
from tests.api.refused import problem
from tests.api.serving import World
from tests.api.test_uploads import new, sent


def shot(kind: str = "JPEG", size: tuple[int, int] = (400, 200), **more: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **more)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    shown = Image.open(BytesIO(content))
    shown.load()
    return shown


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_row_173_a_preview_is_small_and_drawn_anew(kind: str) -> None:
    made = drawn(shot(kind), 100)
    shown = opened(made.content)
    assert (made.media_type, shown.format, shown.size) == ("image/jpeg", "JPEG", (100, 50))


def test_a_preview_says_nothing_of_what_the_camera_wrote_and_stands_as_it_is_to_be_seen() -> None:
    beside = Image.Exif()
    beside[0x0112], beside[0x010E] = 6, "Кабинет 310"
    content = shot(exif=beside, comment=b"secret", icc_profile=b"profile of a camera")
    shown = opened(drawn(content, 100).content)
    assert shown.size == (50, 100)
    assert not shown.getexif()
    assert not {"exif", "comment", "icc_profile"} & shown.info.keys()


def test_of_what_moves_the_first_frame_is_shown_and_holes_stay_holes() -> None:
    out = BytesIO()
    frames = [Image.new("RGBA", (40, 20), (nth, nth, nth, 0)) for nth in (10, 200)]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    made = drawn(out.getvalue(), 40)
    shown = opened(made.content)
    assert (made.media_type, getattr(shown, "n_frames", 1)) == ("image/png", 1)
    assert shown.getpixel((0, 0))[3] == 0  # type: ignore[index] # four bands


def test_a_small_picture_is_not_made_larger() -> None:
    assert opened(drawn(shot(size=(20, 10)), 2_048).content).size == (20, 10)


@pytest.mark.parametrize("content", [b"", b"words", b"<svg/>", b"%PDF-1.7", pictures.png(9_999, 9_999)])
def test_what_is_no_picture_or_would_take_too_much_has_no_preview(content: bytes) -> None:
    with pytest.raises(NoPreviewOfThis):
        drawn(content, 100)


def test_a_picture_is_measured_before_a_pixel_of_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previews, "MOST_PIXELS_OF_OTHERS", 400 * 200 - 1)
    monkeypatch.setattr(Image, "open", lambda *_args, **_more: pytest.fail("it was decoded"))
    with pytest.raises(NoPreviewOfThis):
        drawn(shot("PNG"), 100)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_damaged_picture_is_refused_or_shown_and_never_breaks_anything(kind: str) -> None:
    whole, chance = bytearray(shot(kind, (64, 64))), random.Random(7)  # noqa: S311 - a test that can be repeated
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(3):
            damaged[chance.randrange(12, len(damaged))] = chance.randrange(256)
        try:
            assert drawn(bytes(damaged), 32).content
        except NoPreviewOfThis:
            continue


def test_a_preview_is_served_to_whom_the_file_is_and_is_a_look_at_it(world: World) -> None:
    file = sent(world.requester, shot(size=(401, 200)), "снимок.jpg")
    number = world.ticket(attachments=[file])["number"]
    path = f"/files/{file['sha256']}"
    asked: dict[str, str | int] = {"ticket": str(number), "preview": 64}
    shown = world.specialist.get(path, params=asked)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert opened(shown.content).size[0] == 64
    known = world.specialist.get(path, params=asked, headers={"If-None-Match": shown.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    looks = world.client("auditor").get("/downloads", params={"ticket": number}).json()["downloads"]
    assert [one["what"] for one in looks] == ["preview"]
    # Whoever is in no team sees nothing by one, whatever other tests made of the desk's teams.
    with somebody(world, "second_line") as stranger:
        assert problem(stranger.get(path, params=asked))[0] == 404
    words = sent(world.specialist, new(), "words.txt")
    refused = world.specialist.get(f"/files/{words['sha256']}", params={"preview": 64})
    assert problem(refused)[:3] == (422, "no-preview-of-this", "preview")
    assert problem(world.specialist.get(path, params={**asked, "preview": 5_000}))[:2] == (422, "invalid-field")


def test_a_photo_has_a_preview_too(world: World) -> None:
    path = f"/persons/{world.persons['technologist']}/photo"
    assert world.admin.post(path, content=shot(size=(300, 300))).status_code == 200
    shown = world.admin.get(path, params={"preview": 48})
    assert opened(shown.content).size == (48, 48)
