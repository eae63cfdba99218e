"""Which files a person's card may bear; driven by ``commands.person.files``."""

from __future__ import annotations

from typing import ClassVar

from aggregates.person import Person
from events.fact import Fact
from events.person_files import PersonFileAdded, PersonFileWithdrawn
from events.values.refusal import Refusal
from events.values.ticket import Attachment

MOST_FILES = 50


class TooManyFilesOnCard(Refusal):
    """A person's card bears {most} files at most. Withdraw one that is out of date first."""

    kind = "at_odds"
    ru: ClassVar[str] = "На карточке человека не больше {most} файлов. Сначала уберите устаревший."
    rule: ClassVar[str] = "row 66"
    field = "file"


def add(person: Person, file: Attachment) -> list[Fact]:
    """One more file; nothing happens when the same content stands there already."""
    if any(one.sha256 == file.sha256 for one in person.files):
        return []
    person.refuse_merged()
    if len(person.files) >= MOST_FILES:
        raise TooManyFilesOnCard(most=MOST_FILES)
    return [PersonFileAdded(person_id=person.person_id, file=file)]


def withdraw(person: Person, sha256: str) -> list[Fact]:
    """One file less; nothing happens when it does not stand there."""
    if all(one.sha256 != sha256 for one in person.files):
        return []
    return [PersonFileWithdrawn(person_id=person.person_id, sha256=sha256)]
