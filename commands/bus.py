"""The one way a command takes: authorise, handle, append, retry; called by every door of the desk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID, uuid4

import msgspec

from commands.attachments import NoSuchFile
from commands.catalogue import module_of, refuse_who_may_not
from commands.command import (
    HANDLERS,
    NO_CONTENTS,
    NO_MEMORY,
    NO_SURROUNDINGS,
    NOTHING_UNSENT,
    Command,
    Order,
    UnitOfWork,
)
from commands.module import refuse_if_hidden
from commands.numbering import CarriedOutBefore, Hand
from commands.order_runs import Run
from commands.permissions import may_backdate
from commands.plans import OF_ORDER, Plan, refuse_lacking
from commands.ports import (
    Append,
    Clock,
    CommandIdReused,
    Content,
    Contents,
    FactLog,
    Foretold,
    Memory,
    Numbers,
    Receipt,
    VersionConflict,
)
from commands.refusals import (
    DraftIsRefused,
    KeyNamesAnotherRequest,
    PastIsToldByAdministrators,
    TimeIsInFuture,
    TooBusy,
)
from commands.surroundings import Surroundings
from commands.terms import Terms, TermsBook, TermsReading
from commands.ticket_type.offered import types_of
from commands.unsent import Unsent
from events.fact import Recorded
from events.values.identity import MODULES_STREAM, CommandId, FactId, StreamId
from events.values.keyed import Keyed
from events.values.people import Viewer
from events.values.refusal import Refusal

T = TypeVar("T")
MOST_TRIES = 12
"""How often a command is decided anew when others change its streams first."""


class Bus:
    """Takes commands and gives receipts.

    Raises the refusals of the broken rules; nothing is stored then. A command id that was seen before gives
    its first receipt, without deciding anything again.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - whatever it decides by
        self,
        log: FactLog,
        numbers: Numbers,
        clock: Clock,
        contents: Contents = NO_CONTENTS,
        memory: Memory = NO_MEMORY,
        surroundings: Surroundings = NO_SURROUNDINGS,
        unsent: Unsent = NOTHING_UNSENT,
        plan: Plan = "enterprise",
    ) -> None:
        self._log = log
        self._memory = memory
        self._contents = contents
        self._surroundings = surroundings
        self._unsent = unsent
        self._numbers = numbers
        self._clock = clock
        self._book = TermsBook()
        self._plan = plan

    def execute(  # noqa: PLR0913 - what an order says
        self,
        command: Command,
        *,
        viewer: Viewer,
        command_id: CommandId,
        at: datetime | None = None,
        expected_version: int | None = None,
        correlation_id: CommandId | None = None,
        causation_id: FactId | CommandId | None = None,
        brought: Sequence[Content] = (),
        by_letter: bool = False,
    ) -> Receipt:
        """Carry out one command now, or at a past time ``at`` for those who may backdate.

        ``brought`` are contents that the caller has just stored for whoever issues the command; ``by_letter`` is said
        by the mail intake alone.
        """
        return self.carry_out(
            Order(
                command=command,
                viewer=viewer,
                at=self._clock.now() if at is None else at,
                command_id=command_id,
                expected_version=expected_version,
                correlation_id=correlation_id,
                causation_id=causation_id,
                backdated=at is not None,
                brought=tuple(brought),
                by_letter=by_letter,
            )
        )

    def terms(self, log: TermsReading) -> Terms:
        """All schedules and agreements as of a log; for whoever tries an edit without carrying it out."""
        return self._book.as_of(log)

    def carry_out(self, order: Order) -> Receipt:
        """Carry out one order: decided anew as long as others change its streams first."""
        return self._carried_out(order, Hand(self._numbers))

    def _carried_out(self, order: Order, hand: Hand) -> Receipt:
        """As ``carry_out``; the number that the order took before is still in its ``hand``."""
        try:
            receipt = self._first_or_repeated(order, hand)
        except Refusal:
            hand.settle(order.command_id, None)
            raise
        hand.settle(order.command_id, receipt)
        return receipt

    def _first_or_repeated(self, order: Order, hand: Hand) -> Receipt:
        self._authorise(order)
        fingerprint = fingerprint_of(order, self._log.keyed)
        try:
            for nth in range(MOST_TRIES):
                # The first time by what is remembered; what was refused for that is read.
                work = self._unit(order, hand, {})
                work.recalls = nth == 0
                try:
                    append = self._decide(work, fingerprint)
                    receipt = self._log.append(
                        append.changes,
                        command_id=append.command_id,
                        fingerprint=append.fingerprint,
                        reference=append.reference,
                    )
                except VersionConflict as conflict:
                    hand.lose(order.command_id, conflict.stream)
                    self._memory.forget(work.looked_at())
                    continue
                except (Refusal, CarriedOutBefore):
                    # What was refused now may have been accepted before: then its first receipt stands.
                    first = self._log.receipt(order.command_id, fingerprint)
                    if first is None and self._has_moved(work):
                        continue
                    if first is None:
                        raise
                    return first
                self._memory.forget(change.stream for change in append.changes if change.drafts)
                return receipt
        except CommandIdReused as error:
            raise KeyNamesAnotherRequest from error
        raise TooBusy

    def carry_out_many(self, orders: Sequence[Order]) -> list[Receipt | Refusal]:
        """Carry out many orders, each as if it came alone after the one before: loaded and appended together.

        An order that hangs on what one before it does waits for that, and is carried out alone.
        """
        loaded = self._loaded_for(orders)
        outcomes: list[Receipt | Refusal] = []
        run, hand = Run(), Hand(self._numbers)
        for order in orders:
            append = self._decided_from(order, loaded, hand)
            if append is not None and run.takes(order, append):
                continue
            outcomes += [*self._stored(run, hand), self._alone(order, hand)]
            # What was loaded for all is old by now.
            run, loaded = Run(), {}
        return [*outcomes, *self._stored(run, hand)]

    def foretell(self, orders: Sequence[Order]) -> list[Foretold | Refusal]:
        """What would come of each order now if it were the only one: decided by its handler, and nothing is stored.

        A number that one takes goes back at once.
        """
        loaded = self._loaded_for(orders)
        return [self._foretold(order, loaded) for order in orders]

    def _foretold(self, order: Order, loaded: dict[StreamId, Sequence[Recorded]]) -> Foretold | Refusal:
        hand = Hand(self._numbers)
        try:
            self._authorise(order)
            work = self._unit(order, hand, loaded)
            stream = self._handled(work)
        except Refusal as refusal:
            return refusal
        finally:
            hand.settle(order.command_id, None)
        changes = work.changes(self._clock.now())
        facts = tuple(draft.fact.stored_name for change in changes for draft in change.drafts)
        return Foretold(reference=work.reference, version=work.stream_version(stream), facts=facts)

    def suppose(self, commands: Sequence[Command], viewer: Viewer, see: Callable[[UnitOfWork], T]) -> T:
        """What is to ``see`` where these commands are carried out, each upon those before it; nothing is stored.

        Decided by their handlers, with the viewer's rights. Raises ``DraftIsRefused`` for the first that may not be.
        """
        order = Order(command=Command(), viewer=viewer, at=self._clock.now(), command_id=CommandId(uuid4()))
        work = self._unit(order, Hand(self._numbers), {})
        for nth, command in enumerate(commands):
            try:
                self._authorise(msgspec.structs.replace(order, command=command))
                work.do(command, nth)
            except Refusal as refused:
                field = f"drafts[{nth}].body.{refused.field}" if refused.field else f"drafts[{nth}]"
                raise DraftIsRefused(
                    field=field, kind=refused.kind, nth=nth + 1, command=command.name, why=refused.text
                ) from refused
        return see(work)

    def _loaded_for(self, orders: Sequence[Order]) -> dict[StreamId, Sequence[Recorded]]:
        """What all these orders begin with, in two round trips."""
        streams = {StreamId(order.command.ticket_id) for order in orders if hasattr(order.command, "ticket_id")}
        if any(module_of(order.command) for order in orders):
            streams.add(MODULES_STREAM)
        loaded: dict[StreamId, Sequence[Recorded]] = dict(self._log.load_many(streams))
        loaded |= self._log.load_many(StreamId(stream) for stream in types_of(loaded.values()))
        return loaded

    def _decided_from(self, order: Order, loaded: dict[StreamId, Sequence[Recorded]], hand: Hand) -> Append | None:
        """What an order would store, decided from what was loaded for all; ``None`` when it is refused."""
        try:
            self._authorise(order)
            work = self._unit(order, hand, dict(loaded))
            return self._decide(work, fingerprint_of(order, self._log.keyed))
        except (Refusal, CarriedOutBefore):
            return None

    def _unit(self, order: Order, hand: Hand, loaded: dict[StreamId, Sequence[Recorded]]) -> UnitOfWork:
        beside = (self._contents, self._book, self._memory)
        return UnitOfWork(self._log, hand, order, loaded, *beside, surroundings=self._surroundings)

    def _has_moved(self, work: UnitOfWork) -> bool:
        """Whether something was refused by what is no longer so: then it is decided anew."""
        looked_at = work.looked_at()
        if not looked_at:
            return False
        standing = self._log.versions_of(looked_at)
        moved = [stream for stream, version in looked_at.items() if standing.get(stream, 0) != version]
        self._memory.forget(moved)
        return bool(moved)

    def _stored(self, run: Run, hand: Hand) -> list[Receipt | Refusal]:
        """The receipts of a run. Where another writer was first, the order is decided anew."""
        outcomes: list[Receipt | Refusal] = []
        for order, append, outcome in zip(run.orders, run.appends, self._log.append_many(run.appends), strict=True):
            self._memory.forget(change.stream for change in append.changes)
            if isinstance(outcome, VersionConflict | CommandIdReused):
                hand.lose(order.command_id, getattr(outcome, "stream", None))
                outcomes.append(self._alone(order, hand))
            elif isinstance(outcome, Receipt):
                hand.settle(order.command_id, outcome)
                outcomes.append(outcome)
            else:
                raise outcome
        return outcomes

    def _alone(self, order: Order, hand: Hand) -> Receipt | Refusal:
        try:
            return self._carried_out(order, hand)
        except Refusal as refusal:
            return refusal

    def _authorise(self, order: Order) -> None:
        refuse_who_may_not(order.viewer, order.command.name)
        refuse_lacking(self._plan, OF_ORDER.get(order.command.name), order.viewer)
        if order.backdated and not may_backdate(order.viewer):
            raise PastIsToldByAdministrators
        if order.backdated and order.at > self._clock.now():
            raise TimeIsInFuture

    @staticmethod
    def _handled(work: UnitOfWork) -> UUID:
        """The stream that the order is about, when its handler has recorded what is to be appended; or it refuses."""
        command = work.order.command
        if (module := module_of(command)) is not None:
            refuse_if_hidden(module, work)
        stream: UUID = HANDLERS[type(command)](command, work)
        work.refuse_stale(work.seen or stream)
        return stream

    def _decide(self, work: UnitOfWork, fingerprint: bytes) -> Append:
        order = work.order
        stream = self._handled(work)
        # Also when nothing changed: the receipt is kept, so that the same id never does later what it did not do.
        work.watch(stream)
        if work.hold_files():
            raise NoSuchFile(field="attachments")
        if work.unreadable is not None:
            # Before it is told: killed in between, the desk has too few of these words and not too many.
            self._unsent.take_out(work.unreadable, order.at)
        changes = work.changes(self._clock.now())
        # The receipt is of the first change: put the stream that the command is about in front.
        changes.sort(key=lambda change: change.stream != stream)
        return Append(
            changes=changes,
            command_id=order.command_id,
            fingerprint=fingerprint,
            reference=work.reference,
        )


def fingerprint_of(order: Order, keyed: Keyed) -> bytes:
    """What tells two requests apart that bear the same id: the command, its content, its time, who issued it.

    Keyed above a plain digest, as those of earlier days are: nobody tests with it what somebody may have written.
    """
    content = msgspec.json.encode(order.command, order="deterministic")
    actor = order.viewer.actor.id.bytes
    told = b"" if order.told_at is None else b"\0" + order.told_at.astimezone(UTC).isoformat().encode()
    plain = hashlib.sha256(order.command.name.encode() + b"\0" + actor + content + told).digest()
    return keyed.digest("request", plain)
