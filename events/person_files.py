"""Files on a person's card, such as a contract; decided by ``aggregates.person_files``, read by the directory."""

from __future__ import annotations

from typing import ClassVar

from events.fact import Fact
from events.values.identity import PersonId
from events.values.ticket import Attachment


class PersonFileAdded(Fact, frozen=True, kw_only=True):
    """A file stands on the person's card from then on; it is theirs, like their photo."""

    stored_name: ClassVar[str] = "person.file-added@1"
    personal: ClassVar[dict[str, str]] = {"file.name": "person_id"}

    person_id: PersonId
    file: Attachment


class PersonFileWithdrawn(Fact, frozen=True, kw_only=True):
    """The file stands on the card no longer."""

    stored_name: ClassVar[str] = "person.file-withdrawn@1"

    person_id: PersonId
    sha256: str
