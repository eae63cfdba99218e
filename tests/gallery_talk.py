"""Examples of the facts of what is said on a ticket and corrected of it; part of ``tests.gallery``."""

from __future__ import annotations

from uuid import UUID

from events.fact import Fact
from events.ticket_company import TicketCopied, TicketCopyEnded, TicketUnwatched, TicketWatched
from events.ticket_corrections import TicketRequesterCorrected, TicketReworded, TicketTakenBack
from events.ticket_files import TicketFilesAttached
from events.ticket_shares import TicketShared, TicketShareEnded
from events.ticket_words import (
    TicketAnswerNoted,
    TicketCommentEdited,
    TicketCommentRedacted,
    TicketCommentSplitOff,
    TicketCommentWithdrawn,
    TicketDescriptionRedacted,
    TicketPeopleMentioned,
)
from events.values.identity import AgreementId, CommentId, ServiceId, ticket_id
from events.values.people import Requester
from events.values.ticket import STATUSES, Attachment
from tests.gallery_people import BRANCH, CLIENT
from tests.people import ANNA, OLGA, SEMYON

TICKET = ticket_id(17)
AGREEMENT = AgreementId(UUID("c1a1f0de-2b66-5c4f-9b4c-e1b4d0f4e201"))

REWORDED = TicketReworded(
    ticket_id=TICKET,
    requester_id=ANNA,
    subject="Не печатает принтер в бухгалтерии",
    description="Второй этаж, у окна",
    corrected=("subject", "description"),
)
REQUESTER_CORRECTED = TicketRequesterCorrected(
    ticket_id=TICKET,
    requester=Requester(
        person_id=OLGA,
        name="Смирнова Ольга",
        email="olga@north.example",
        units=(BRANCH, CLIENT),
        time_zone="Europe/Moscow",
    ),
    former_id=ANNA,
    agreement_id=AGREEMENT,
    service_path=(ServiceId(UUID(int=62)), ServiceId(UUID(int=61))),
    subject="Не печатает принтер",
    description="Второй этаж, бухгалтерия",
    attributes={"site": "north", "room": "310, у Орловой"},
    texts=("room",),
    attachments=(Attachment(sha256="0f" * 32, name="экран.png", media_type="image/png", size_bytes=2048),),
    solution="Заменён картридж",
    reason="Ждём запчасть",
)
TAKEN_BACK = TicketTakenBack(
    ticket_id=TICKET, requester_id=ANNA, reason="Заработало само", status=STATUSES["taken_back"]
)

COMMENT = CommentId(UUID("5c7a1f0e-2222-5c4f-9b4c-e1b4d0f4e301"))
FILES_ATTACHED = TicketFilesAttached(
    ticket_id=TICKET,
    requester_id=ANNA,
    attachments=(Attachment(sha256="0f" * 32, name="экран.png", media_type="image/png", size_bytes=2048),),
    is_public=False,
    with_solution=True,
)
ANSWER_NOTED = TicketAnswerNoted(ticket_id=TICKET, comment_id=COMMENT, taken_as="thanks")

EDITED = TicketCommentEdited(
    ticket_id=TICKET,
    comment_id=COMMENT,
    comment_version=2,
    requester_id=ANNA,
    body="Проверьте кабель питания",
    is_public=True,
)
WITHDRAWN = TicketCommentWithdrawn(
    ticket_id=TICKET, comment_id=COMMENT, comment_version=2, is_public=True, last_word="requester"
)

EXAMPLES: tuple[Fact, ...] = (
    REWORDED,
    REQUESTER_CORRECTED,
    TAKEN_BACK,
    FILES_ATTACHED,
    ANSWER_NOTED,
    EDITED,
    WITHDRAWN,
    TicketPeopleMentioned(ticket_id=TICKET, comment_id=COMMENT, persons=(OLGA, SEMYON), is_public=True),
    TicketCommentSplitOff(
        ticket_id=TICKET, comment_id=COMMENT, comment_version=2, into=ticket_id(18), number=18, is_public=True
    ),
    TicketCommentRedacted(
        ticket_id=TICKET,
        comment_id=COMMENT,
        comment_version=2,
        requester_id=ANNA,
        reason="Пароль Орловой",
        redacted=(2, 3),
        with_files=True,
        is_public=True,
    ),
    TicketDescriptionRedacted(
        ticket_id=TICKET, requester_id=ANNA, reason="Пароль Орловой", redacted=(1, 3), with_files=True
    ),
    TicketCopied(ticket_id=TICKET, person_id=ANNA, name="Орлова Анна", email="anna@client.example"),
    TicketCopyEnded(ticket_id=TICKET, person_id=ANNA),
    TicketWatched(ticket_id=TICKET, person_id=SEMYON),
    TicketUnwatched(ticket_id=TICKET, person_id=SEMYON),
    TicketShared(ticket_id=TICKET, group="second_line"),
    TicketShareEnded(ticket_id=TICKET, person_id=SEMYON),
)
