"""One message to one command, or to quarantine; called by ``desk intake``, by the demo and later by the mailbox.

A message is deleted at its source only after ``take`` has returned. Taken again, because a crash came between,
it leaves nothing new: its command id is computed from what it says.

Whose answer goes where (the sender of a mail is easily forged, so a stranger never speaks on a ticket):

===============================  ==================================================================
the requester, or staff          a public comment on the ticket; the requester's answer to a solution reopens it
the same, when that is too late  a new ticket that follows the old one
a stranger in the conversation   a private comment, for staff to judge: they answer a mail of the ticket
a stranger who knows the number  a new ticket that mentions the number
somebody whose access is closed  as a stranger; on a ticket that their address asked for as a guest, its requester
anybody, on a merged ticket      as on the ticket that it goes on as; who asked for it is heard there
anybody, on a closed ticket      a new ticket that mentions the number, and follows it if its party wrote
===============================  ==================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

import msgspec

from aggregates.able_to_work import can_work
from aggregates.names import first_holder
from aggregates.person import Person
from aggregates.team import Team
from aggregates.ticket import Ticket
from aggregates.ticket_merge import heard
from aggregates.ticket_refusals import ReplyCameTooLate, TicketIsMerged
from aggregates.ticket_type import TicketType
from commands.bus import Bus
from commands.command import Command
from commands.permissions import may_work_on
from commands.ports import Clock, CommandIdReused, Content, FactLog, Receipt
from commands.refusals import KeyNamesAnotherRequest, TooBusy
from commands.ticket.talk import CommentOnTicket
from connectors.inbound.identities import units_around
from connectors.inbound.mail.commands import (
    ORIGINAL_NAME,
    SHUT_OUT,
    STRANGER,
    command_ids,
    comment,
    registration,
)
from connectors.inbound.mail.parsing.headers import Address
from connectors.inbound.mail.parsing.parser import ParsedMail, parse
from connectors.inbound.mail.parsing.quarantine import QuarantinedMail, quarantined
from connectors.storage.server.database import DatabaseUnreachable
from connectors.storage.shelves.content_type import LETTER
from events.fact import Recorded
from events.values.identity import (
    CommandId,
    PersonId,
    StreamId,
    TeamId,
    TicketId,
    ticket_id,
    ticket_type_id,
)
from events.values.keyed import reservations, sender_ids
from events.values.people import MAIL_INTAKE, Actor, Group, Viewer
from events.values.refusal import Refusal
from events.values.text import Text
from events.values.ticket import Attachment
from events.values.ticket_type import LETTER_TYPES

DESK = Viewer(actor=MAIL_INTAKE, groups=frozenset({"specialist"}))
"""The desk itself: it registers for senders, and notes for staff what strangers wrote."""

_REQUESTER: frozenset[Group] = frozenset({"requester"})
_TAG = re.compile(r"\[#(\d{1,12})\]")


class Files(Protocol):
    """Where contents are kept."""

    def keep(self, content: bytes, *, by: UUID, now: datetime, name: str = "", said: str = "") -> Content:
        """Keep a content that ``by`` brings, by which it may be named at once: as what it was found to be."""
        ...


class QuarantineShelf(Protocol):
    """Where originals wait for a person."""

    def keep(  # noqa: D102 - as connectors.storage.shelves.quarantine has it
        self,
        original: bytes,
        *,
        source: str,
        reason: str,
        text: Text,
        received_at: datetime,
        sender: str,
        subject: str,
    ) -> int: ...


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a message. ``number`` is the ticket's; ``entry`` the quarantine's, with its ``reason``."""

    result: Literal["registered", "commented", "known", "quarantined"]
    number: str = ""
    position: int = 0
    entry: int = 0
    reason: str = ""
    text: Text = Text(ru="", en="")


class MailIntake:
    """Takes raw messages in. ``threads`` finds the tickets that earlier messages went to."""

    def __init__(
        self,
        bus: Bus,
        log: FactLog,
        threads: Callable[[Sequence[str]], Sequence[TicketId]],
        files: Files,
        quarantine: QuarantineShelf,
        clock: Clock,
        own_addresses: Collection[str] = (),
    ) -> None:
        self._bus = bus
        self._log = log
        self._threads = threads
        self._files = files
        self._quarantine = quarantine
        self._clock = clock
        self._own_addresses = own_addresses

    def take(self, raw: bytes, *, source: str) -> Outcome:
        """Take a message in; ``source`` says where it came from (a file, a mailbox).

        Raises only what a later try may cure: the database is away, the desk is too busy.
        """
        mail = parse(raw, own_addresses=self._own_addresses)
        if isinstance(mail, QuarantinedMail):
            return self._put_aside(raw, mail, source)
        try:
            return self._carry_out(mail, raw)
        except (TooBusy, DatabaseUnreachable):
            raise
        except Refusal as refusal:
            reason = quarantined("refused", sender=mail.sender.address, subject=mail.subject, detail=refusal.text)
            return self._put_aside(raw, reason, source)

    def _put_aside(self, raw: bytes, why: QuarantinedMail, source: str) -> Outcome:
        entry = self._quarantine.keep(
            raw,
            source=source,
            reason=why.reason,
            text=why.text,
            received_at=self._clock.now(),
            sender=why.sender,
            subject=why.subject,
        )
        return Outcome(result="quarantined", entry=entry, reason=why.reason, text=why.text)

    def _carry_out(self, mail: ParsedMail, raw: bytes) -> Outcome:
        # Contents first: should the command fail, a content that nothing names does no harm.
        attachments, brought = self._kept(mail, raw)
        command, viewer = self._command(mail, attachments)
        key = self._key(mail, raw)
        try:
            try:
                receipt = self._bus.execute(command, viewer=viewer, command_id=key, brought=brought, by_letter=True)
            except TicketIsMerged:
                # It was merged at this moment: the words go to where it goes on.
                command, viewer = self._command(mail, attachments)
                receipt = self._bus.execute(command, viewer=viewer, command_id=key, brought=brought, by_letter=True)
            except ReplyCameTooLate:
                command = self._continued(mail, attachments)
                receipt = self._bus.execute(command, viewer=DESK, command_id=key, brought=brought)
        except KeyNamesAnotherRequest:
            # The same words were taken in before, when the ticket or its sender stood differently.
            return Outcome(result="known", number=self._number_of(mail))
        return _outcome(command, receipt)

    def _key(self, mail: ParsedMail, raw: bytes) -> CommandId:
        """The id of the command that a message becomes; what was taken in before ids were keyed keeps its own."""
        today, *older = command_ids(self._log.keyed, mail, raw)
        return next(filter(self._is_taken, older), today)

    def _is_taken(self, key: CommandId) -> bool:
        try:
            return self._log.receipt(key, b"") is not None
        except CommandIdReused:
            return True

    def _kept(self, mail: ParsedMail, raw: bytes) -> tuple[tuple[Attachment, ...], list[Content]]:
        """What came with a letter and the letter as it came, kept; and where it lies."""
        told = [(file.content, file.name, file.media_type) for file in mail.files]
        contents = [self._keep(*file) for file in told]
        original = msgspec.structs.replace(self._keep(raw, ORIGINAL_NAME), media_type=LETTER)
        names = [*(name for _, name, _ in told), ORIGINAL_NAME]
        brought = [*contents, original]
        attachments = (
            Attachment(sha256=one.sha256, name=name, media_type=one.media_type, size_bytes=one.size_bytes)
            for one, name in zip(brought, names, strict=True)
        )
        return tuple(attachments), brought

    def _keep(self, content: bytes, name: str, said: str = "") -> Content:
        return self._files.keep(content, by=MAIL_INTAKE.id, now=self._clock.now(), name=name, said=said)

    def _command(self, mail: ParsedMail, attachments: tuple[Attachment, ...]) -> tuple[Command, Viewer]:
        ticket, is_answer = self._ticket_of(mail)
        holder = self._person(mail.sender.address)
        person = self._with_access(holder)
        if ticket is None:
            return registration(mail, person, attachments, code=self._type()), DESK
        viewer = self._party(mail.sender, person, ticket)
        if not ticket.is_final:
            if viewer is not None:
                return comment(mail, ticket, attachments), viewer
            if is_answer:
                note = STRANGER if holder is person else SHUT_OUT
                return comment(mail, ticket, attachments, note=note), DESK
        followed = None if viewer is None else ticket.ticket_id
        return registration(
            mail, person, attachments, code=self._type(), mentions=ticket.number, follows=followed
        ), DESK

    def _type(self) -> str:
        """What letters come in as: the first of the shipped types that is open and asks for nothing."""
        types = (TicketType.of(code, self._log.load(StreamId(ticket_type_id(code)))) for code in LETTER_TYPES)
        return next((found.code for found in types if found is not None and found.takes_letters), LETTER_TYPES[0])

    def _continued(self, mail: ParsedMail, attachments: tuple[Attachment, ...]) -> Command:
        """A party's answer to a ticket that was resolved too long ago to reopen: a new one that follows it."""
        ticket, _ = self._ticket_of(mail)
        person = self._with_access(self._person(mail.sender.address))
        number, followed = (ticket.number, ticket.ticket_id) if ticket else (None, None)
        return registration(mail, person, attachments, code=self._type(), mentions=number, follows=followed)

    def _ticket_of(self, mail: ParsedMail) -> tuple[Ticket | None, bool]:
        """The ticket that a mail is about, or what it goes on as; and whether it answers one of the ticket's own mails.

        The ids of answered mails go before the tag in the subject: people edit subjects, and guess tags.
        """
        for found in self._threads([*mail.in_reply_to, *reversed(mail.references)]):
            if ticket := self._ticket(found):
                return ticket, True
        for number in _TAG.findall(mail.subject):
            if ticket := self._ticket(ticket_id(int(number))):
                return ticket, False
        return None, False

    def _ticket(self, wanted: TicketId) -> Ticket | None:
        """A ticket; of one that was merged the one that it goes on as, through all merges."""
        found = Ticket.fold(self._log.load(StreamId(wanted)))
        return found if found is None or found.merged_into is None else self._ticket(found.merged_into) or found

    def history(self, stream: UUID) -> Sequence[Recorded]:
        """As ``ticket_merge.Merges.history``."""
        return self._log.load(StreamId(stream))

    def merged_into(self, ticket_id: TicketId) -> Sequence[TicketId]:
        """As ``ticket_merge.Merges.merged_into``."""
        return self._log.merged_into(ticket_id)

    def _person(self, address: str) -> Person | None:
        """The registered person behind an address: read from the log, so never behind it."""
        owner = first_holder(map(self._log.load, reservations(self._log.keyed, "email", address)))
        return None if owner is None else self._known(owner)

    def _with_access(self, holder: Person | None) -> Person | None:
        """Whoever cannot come in by the door has no more to say by mail than a guest of that address."""
        return holder if holder is not None and can_work(holder, units_around(self._log, holder)) else None

    def _known(self, person_id: PersonId) -> Person | None:
        return Person.fold(self._log.load(StreamId(person_id)))

    def _party(self, sender: Address, person: Person | None, ticket: Ticket) -> Viewer | None:
        """The sender as a viewer who may speak on the ticket; ``None`` for a stranger."""
        by_address = sender_ids(self._log.keyed, sender.address)
        asked = ticket.requester_id if ticket.requester_id in by_address else None
        asked = asked or next((one for one in sorted(heard(ticket, self) | ticket.copied) if one in by_address), None)
        if person is None:
            if asked is None:
                return None
            actor = Actor(kind="person", id=asked, name=sender.name or sender.address)
            return Viewer(actor=actor, groups=_REQUESTER)
        actor = Actor(kind="person", id=person.person_id, name=person.name.full)
        if asked is not None:
            # They wrote before they were registered: the ticket knows them by their address.
            return Viewer(actor=msgspec.structs.replace(actor, id=asked), groups=_REQUESTER)
        viewer = Viewer(actor=actor, groups=person.rights, teams=self._team_of(person, ticket))
        if may_work_on(viewer, ticket.requester_id, ticket.responsible):
            return viewer
        return viewer if person.person_id in heard(ticket, self) | ticket.copied else None

    def _team_of(self, person: Person, ticket: Ticket) -> frozenset[TeamId]:
        if ticket.responsible is None:
            return frozenset()
        team = Team.fold(self._log.load(StreamId(ticket.responsible.team_id)))
        return frozenset({team.team_id}) if team and team.has(person.person_id) else frozenset()

    def _number_of(self, mail: ParsedMail) -> str:
        found = [self._ticket(known) for known in self._threads([mail.message_id])] if mail.message_id else []
        return next((str(ticket.number) for ticket in found if ticket), "")


def _outcome(command: Command, receipt: Receipt) -> Outcome:
    if receipt.repeated:
        return Outcome(result="known", number=receipt.reference, position=receipt.position)
    is_comment = isinstance(command, CommentOnTicket)
    return Outcome(
        result="commented" if is_comment else "registered", number=receipt.reference, position=receipt.position
    )
