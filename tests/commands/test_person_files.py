"""Files on a person's card: put there, withdrawn, bounded, and gone along with a merged card."""

from __future__ import annotations

from uuid import UUID

from aggregates.person import NoSuchPerson
from aggregates.person_files import MOST_FILES, TooManyFilesOnCard
from aggregates.person_refusals import PersonIsMerged
from commands.attachments import NoSuchFile
from commands.merging.persons import MergePerson
from commands.person.files import AddPersonFile, WithdrawPersonFile
from commands.refusals import NotAllowed
from events.person_files import PersonFileAdded, PersonFileWithdrawn
from events.values.identity import PersonId
from events.values.ticket import Attachment
from tests.dsl import given
from tests.gallery import ATTACHMENT
from tests.gallery_people import CONTRACT, PEOPLE
from tests.people import ADMINISTRATOR, OLGA, OPERATOR, SEMYON

ADD = AddPersonFile(person_id=OLGA, file=ATTACHMENT)
ADDED = PersonFileAdded(person_id=OLGA, file=ATTACHMENT)
WITHDRAW = WithdrawPersonFile(person_id=OLGA, sha256=ATTACHMENT.sha256)


def test_a_file_is_put_on_a_card_once_and_withdrawn_once() -> None:
    story = given(*PEOPLE)
    story.when(ADD, by=ADMINISTRATOR).then(ADDED)
    story.when(ADD, by=ADMINISTRATOR).then_nothing()
    story.when(WITHDRAW, by=ADMINISTRATOR).then(PersonFileWithdrawn(person_id=OLGA, sha256=ATTACHMENT.sha256))
    story.when(WITHDRAW, by=ADMINISTRATOR).then_nothing()


def test_a_digest_alone_puts_nothing_on_a_card() -> None:
    unknown = AddPersonFile(person_id=OLGA, file=CONTRACT)
    given(*PEOPLE).when(unknown, by=ADMINISTRATOR).then_refused(NoSuchFile, field="file.sha256")


def test_only_administrators_put_files_on_cards() -> None:
    given(*PEOPLE).when(ADD, by=OPERATOR).then_refused(NotAllowed)
    nobody = AddPersonFile(person_id=PersonId(UUID(int=404)), file=ATTACHMENT)
    given(*PEOPLE).when(nobody, by=ADMINISTRATOR).then_refused(NoSuchPerson, field="person_id")


def test_a_card_bears_so_many_files_and_no_more() -> None:
    full = [
        PersonFileAdded(person_id=OLGA, file=Attachment(f"{nth:064x}", "a.pdf", "application/pdf", 1))
        for nth in range(MOST_FILES)
    ]
    given(*PEOPLE, *full).when(ADD, by=ADMINISTRATOR).then_refused(TooManyFilesOnCard, field="file")


def test_files_of_a_merged_card_stand_on_the_kept_one() -> None:
    story = given(*PEOPLE, ADDED).when(MergePerson(person_id=OLGA, into_id=SEMYON), by=ADMINISTRATOR)
    assert PersonFileAdded(person_id=SEMYON, file=ATTACHMENT) in [one.fact for one in story.recorded]
    story.when(AddPersonFile(person_id=OLGA, file=CONTRACT), by=ADMINISTRATOR).then_refused(NoSuchFile)
    gone = given(*PEOPLE).when(MergePerson(person_id=OLGA, into_id=SEMYON), by=ADMINISTRATOR)
    gone.when(ADD, by=ADMINISTRATOR).then_refused(PersonIsMerged)
