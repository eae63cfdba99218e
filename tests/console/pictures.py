"""Draws the pictures of the README from a running demo: ``python -m tests.console.pictures``, or ``make pictures``.

Each is taken in a real browser, by somebody of the group whose page it is, in both languages. Their names and subjects
are the demo's; times on them are those of the day on which they were taken.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser

from tests.support.asking import DESK
from tests.support.begun import folder_of_desk
from tests.support.browser import chromium, tab

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
SIGNED = re.compile(r"│ (?P<login>[a-z]\.[a-z]+) +│ (?P<password>[a-z0-9-]+) +│")


class Picture(NamedTuple):
    """What is drawn: by whom, where, and how wide the window is."""

    name: str
    login: str
    path: str
    width: int = 1280


PICTURES = (
    Picture("list-and-card", "v.klimova", "/tickets?view=open&open=1300", 1600),
    Picture("portal", "e.markova", "/portal", 420),
)


@contextmanager
def demo(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A demo of its own: its address, and a password for each login."""
    environment = {"PATH": f"{folder_of_desk()}:/usr/bin:/bin", "HOME": str(folder), "COLUMNS": "100"}
    environment |= {"DESK_DATA_FOLDER": str(folder / "desk"), "DESK_LANGUAGE": "ru", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-c", DESK, "demo", "--port", "0"], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            told = ""
            for line in process.stdout or ():
                told += line
                if "Ctrl-C" in line:
                    break
            found = re.search(r"http://[\d.:]+", told)
            if found is None:
                raise SystemExit(told)
            yield found[0], {one["login"]: one["password"] for one in SIGNED.finditer(told)}
        finally:
            process.terminate()


def draw(browser: Browser, url: str, passwords: dict[str, str], picture: Picture, language: str) -> Path:
    """One picture in one language."""
    locale = {"ru": "ru-RU", "en": "en-GB"}[language]
    with tab(browser, url, language=locale, width=picture.width) as page:
        page.goto("/sign-in")
        page.fill("input[name=login]", picture.login)
        page.fill("input[name=password]", passwords[picture.login])
        page.press("input[name=password]", "Enter")
        page.wait_for_selector("details.me")
        page.request.post("/look", form={"language": language}, headers={"Sec-Fetch-Site": "same-origin"})
        page.goto(picture.path)
        page.wait_for_load_state("load")
        place = FOLDER / f"{picture.name}.{language}.png"
        page.screenshot(path=place)
        return place


def main() -> None:
    """All of them, each told as it is there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="desk-pictures-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL does not run as root, and goes through it
        with demo(Path(folder)) as (url, passwords), chromium() as browser:
            for picture in PICTURES:
                for language in ("ru", "en"):
                    place = draw(browser, url, passwords, picture, language)
                    print(f"{place.relative_to(FOLDER.parents[1])}: {place.stat().st_size // 1_000} kB")  # noqa: T201 - it is what the command says


if __name__ == "__main__":
    main()
