"""The composition root: the only place that knows every adapter; called by the server and the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import ClassVar
from uuid import uuid4

import structlog
from argon2 import PasswordHasher

from aggregates.module import hidden_modules
from api import zone_rules
from api.long_logs import built_at_once
from api.made_once import make_ready
from api.meters.append import MeteredLog
from api.pictures.previews import Previews
from api.settings import Settings
from api.standing import OwnStanding, Remeasuring, Standing
from api.ways_in import Tables, WaysIn
from commands.bus import Bus
from commands.command import Command
from commands.found_desk import BUILT_IN, FoundDesk
from commands.ports import Clock
from commands.ticket.talk import CommentOnTicket
from commands.ticket.work import CloseTicket, DeclineTicket, MoveTicket, ReopenTicket, ResolveTicket
from connectors.inbound.bearers import Bearers
from connectors.inbound.bulk.carrier import BulkCarrier
from connectors.inbound.due.approval_keeper import ApprovalKeeper
from connectors.inbound.due.caretaker import Caretaker
from connectors.inbound.due.dealer import Dealer
from connectors.inbound.due.left_files import LeftFiles
from connectors.inbound.due.merged_drafts import MergedDrafts
from connectors.inbound.due.sender import Sender
from connectors.inbound.due.stranded import StrandedTickets
from connectors.inbound.due.timekeeper import Timekeeper
from connectors.inbound.identities import Identities
from connectors.inbound.mail.intake import MailIntake
from connectors.inbound.sign_in.accounts import AS_DESK
from connectors.inbound.sign_in.bearer_tokens import BearerTokens
from connectors.inbound.telling import Telling
from connectors.storage.accounts.passwords import Passwords
from connectors.storage.accounts.satisfaction_links import SatisfactionLinks
from connectors.storage.accounts.sessions import Sessions
from connectors.storage.accounts.sign_ins import SignIns
from connectors.storage.accounts.tokens import Tokens
from connectors.storage.embedded.early import EarlyServer
from connectors.storage.embedded.server import EmbeddedServer
from connectors.storage.feeds import positions
from connectors.storage.feeds.consumer import Consumer
from connectors.storage.feeds.dispatcher import Dispatcher
from connectors.storage.feeds.hints import FACTS, Hints
from connectors.storage.feeds.loops import Loops
from connectors.storage.feeds.waiting import Waiter
from connectors.storage.foundations import steps as foundations
from connectors.storage.foundations.older_facts import SealOlderFacts
from connectors.storage.foundations.open_details import SealOpenDetails
from connectors.storage.foundations.open_files import SealOpenFiles
from connectors.storage.foundations.steps import OnLaying, Step
from connectors.storage.live.drafts import Drafts
from connectors.storage.live.looked import Looked
from connectors.storage.live.notices import NoticeMarks
from connectors.storage.live.sends import Sends
from connectors.storage.live.unsent import UnsentWords
from connectors.storage.log.event_log import PostgresLog
from connectors.storage.log.reading import LogReading
from connectors.storage.log.remembered_reads import RememberedReads
from connectors.storage.log.sealing import PostgresKeyring
from connectors.storage.log.shared_end import SharedEnd
from connectors.storage.proof.epochs import Epochs
from connectors.storage.proof.head_file import HeadFile
from connectors.storage.proof.head_keeper import HeadKeeper
from connectors.storage.server.database import Database
from connectors.storage.server.limits import ANSWER_S, TURNS, limit
from connectors.storage.server.migrate import migrate
from connectors.storage.server.states import refuse_without_writes
from connectors.storage.shelves.bulk_jobs import BulkJobs
from connectors.storage.shelves.downloads import Downloads
from connectors.storage.shelves.quarantine import Quarantine
from connectors.storage.shelves.sealed_contents import SealedContents
from connectors.storage.shelves.shelf import Shelf
from connectors.storage.shelves.uploads import Uploads
from events.values.identity import MODULES_STREAM, CommandId, TicketId, named
from events.values.module import Module
from events.values.refusal import Refusal
from projections.agreement.holdings import Holdings
from projections.agreement.rows import Agreements
from projections.approval.rows import Approvals
from projections.article.rows import Articles
from projections.at_hand.rows import AtHand
from projections.change_request.rows import Changes
from projections.facts.past_names import PastNames
from projections.kit.port import Projection
from projections.org_unit.tree import OrgTree
from projections.person.directory import Directory
from projections.problem.rows import Problems
from projections.search.rows import Search
from projections.service.rows import Services
from projections.sla_clocks.projection import SlaClocks
from projections.ticket import mail_threads
from projections.ticket.mail_threads import MailThreads
from projections.ticket.rows import TicketList
from projections.ticket.timeline import TicketTimeline
from projections.ticket_type.rows import TicketTypes
from projections.ticket_view.rows import TicketViews
from replay.rebuild import OnProgress, rebuild

PROJECTIONS: dict[str, Callable[[], Projection]] = {
    "ticket_list": TicketList,
    "ticket_timeline": TicketTimeline,
    "sla_clocks": SlaClocks,
    "directory": Directory,
    "org_tree": OrgTree,
    "agreements": Agreements,
    "services": Services,
    "holdings": Holdings,
    "past_names": PastNames,
    "mail_threads": MailThreads,
    "problems": Problems,
    "changes": Changes,
    "approvals": Approvals,
    "ticket_types": TicketTypes,
    "search": Search,
    "ticket_views": TicketViews,
    "at_hand": AtHand,
    "articles": Articles,
}
"""Every read model by name, with what makes a new instance."""

MAY_WAIT = (CommentOnTicket, ResolveTicket, CloseTicket, MoveTicket, DeclineTicket, ReopenTicket)
"""Commands that may wait some seconds and be called back: those of which somebody outside reads."""


class ReadModelsAreOfAnotherDesk(Refusal):
    """These read models are not there, or are as another version of the desk made them: {names}. Nothing was changed.
    The start of “desk serve” makes them anew, and so does “desk rebuild NAME”.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "Этих проекций нет, или их построила другая версия Deskledger: {names}. Ничего не изменено. Их построит заново "
        "запуск «desk serve» или команда «desk rebuild ИМЯ»."
    )


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return datetime.now(UTC)


class Desk:
    """All parts of a running desk, wired."""

    def __init__(
        self, database: Database, settings: Settings, clock: Clock, hasher: PasswordHasher | None = None
    ) -> None:
        make_ready()
        self.settings = settings
        self.database = database
        self.clock = clock
        self.keyring = PostgresKeyring(database)
        self.log = PostgresLog(database, self.keyring, patience=ANSWER_S)
        self.metered_log = MeteredLog(self.log)
        self.memory = RememberedReads(era=database.losses)
        self.contents = SealedContents(database, self.keyring)
        self.uploads = Uploads(database, self.keyring, most_bytes=settings.most_waiting_bytes)
        self.downloads = Downloads(database)
        self.previews = Previews()
        self.identities = Identities(self.log)
        self.telling = Telling(database, self.log, self.identities, settings.public_url)
        shelf = Shelf(database, self.contents, self.uploads)
        self.drafts, self.sends = Drafts(database, self.keyring), Sends(database, self.keyring)
        self.bulk_jobs = BulkJobs(database, self.keyring)
        unsent = UnsentWords(self.drafts, self.sends, self.bulk_jobs)
        self.bus = Bus(self.metered_log, self.log, clock, shelf, self.memory, self.telling, unsent, settings.plan)
        self.tokens, self.sessions = Tokens(database), Sessions(database)
        self.looked, self.notice_marks = Looked(database), NoticeMarks(database)
        self.sign_ins, self.satisfaction_links = SignIns(database), SatisfactionLinks(database)
        self.waiting_commands: dict[str, type[Command]] = {kind.name: kind for kind in MAY_WAIT}
        self.bearers = Bearers(self.sessions, self.tokens, self.identities)
        self.bearer_tokens = BearerTokens(self.bus, self.tokens, self.identities, clock)
        self.passwords = Passwords(database, hasher)
        tables = Tables(database, self.keyring, self.passwords, self.sessions, self.sign_ins)
        ways_in = WaysIn(settings, self.bus, self.identities, tables, clock)
        self.accounts, self.coming_in = ways_in.accounts, ways_in.coming_in
        self.second_factor, self.through_provider = ways_in.second_factor, ways_in.through_provider
        self._wire_loops(settings, clock)
        # What people wrote is closed before anything is sealed with its hash.
        open_details = SealOpenDetails(PostgresKeyring(database), self.loops.under_lease)
        self.foundations: tuple[Step, ...] = (open_details, SealOlderFacts(), SealOpenFiles(PostgresKeyring(database)))
        self.standing: Standing = OwnStanding(self)
        self.embedded_server: EmbeddedServer | None = None
        """The server that lives and dies with this desk, for whoever has to hold what looks after it."""

    def _wire_loops(self, settings: Settings, clock: Clock) -> None:
        """The read models and whatever else works by itself, each under its lease."""
        database = self.database
        self.waiter = Waiter(database)
        self.hints = Hints(database)
        self.remeasured = Remeasuring()
        made: dict[str, Callable[[], Projection]] = {
            **PROJECTIONS,
            "sla_clocks": lambda: SlaClocks(told=self.remeasured),
        }
        end = SharedEnd(self.log, lambda: self.hints.count(FACTS))
        idle = self.hints.longest_sleep_s
        self.consumers = [Consumer(make(), self.log, database, end=end, idle=idle) for make in made.values()]
        self._threads_for_intake = Consumer(MailThreads(), self.log, database)
        self.timekeeper = Timekeeper(self.bus, database, self.log, self.waiter, clock.now)
        self.stranded = StrandedTickets(self.bus, database, self.log, self.waiter, clock.now)
        self.caretaker = Caretaker(
            *(self.bus, database, self.log, self.waiter, clock.now),
            LeftFiles(self.uploads, self.downloads, self.log, self.waiter),
            MergedDrafts(database, self.drafts),
        )
        self.approval_keeper = ApprovalKeeper(self.bus, database, self.log, self.waiter, clock.now)
        self.sender = Sender(
            self.bus, self.sends, self.drafts, self.identities, database, self.waiting_commands, clock.now
        )
        self.bulk = BulkCarrier(self.bus, database, self.bulk_jobs, self.identities, clock.now, idle)
        working = (
            *(self.timekeeper, self.caretaker, self.approval_keeper, self.stranded, self.sender, self.bulk),
            Dealer(self.bus, database, self.log, self.waiter, clock.now),
        )
        dispatcher = Dispatcher(self.consumers, end, database, self.hints)
        file = None if settings.head_file is None else HeadFile(settings.head_file)
        self.epochs = Epochs(database, self.log, file)
        self.head_keeper = HeadKeeper(self.epochs)
        self.loops = Loops(
            database, [*self.consumers, *working, *([self.head_keeper] if file else [])], self.hints, [dispatcher]
        )

    def migrate(self, laying: OnLaying = lambda _words, _done, _all: None) -> list[str]:
        """Bring what is true up to date, the facts of older desks included; the names of the migrations applied."""
        applied = migrate(self.database)
        untold = foundations.lay(self.database, self.foundations, laying)
        self.epochs.notice(lambda order, key: self.bus.execute(order, viewer=AS_DESK, command_id=key))
        for name, command in untold:
            self.bus.execute(command, viewer=AS_DESK, command_id=CommandId(named("foundation", name)))
            foundations.told(self.database, name)
        return applied

    def prepare(
        self,
        progress: OnProgress = lambda _done, _all: None,
        laying: OnLaying = lambda _words, _done, _all: None,
    ) -> list[str]:
        """Bring what is true up to date and rebuild the read models whose definition changed."""
        self.migrate(laying)
        refuse_without_writes(self.database)
        stale = [c.name for c in self.consumers if positions.prepare(self.database, c.projection)]
        for name in built_at_once(self, stale, laying):
            self.rebuild(name, progress)
        zone_rules.follow(self)
        return stale

    def refuse_other_read_models(self) -> None:
        """Raise ``ReadModelsAreOfAnotherDesk`` where the next start would make some anew; changes nothing."""
        if names := positions.unfit(self.database, [consumer.projection for consumer in self.consumers]):
            raise ReadModelsAreOfAnotherDesk(names=", ".join(names))

    def found(self) -> dict[str, str]:
        """Found the desk at its first start: the built-in logins and their passwords, shown this once (row 31)."""
        with self.database.transaction() as cursor:
            # Of two that start at the same moment one makes the passwords, or both would show some.
            limit(cursor, TURNS)
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('desk-founding', 0))")
            self.bus.execute(FoundDesk(), viewer=AS_DESK, command_id=CommandId(uuid4()))
            made = {login: self.accounts.set_first_password(person_id) for person_id, login, _ in BUILT_IN}
        return {login: password for login, password in made.items() if password is not None}

    def hidden_modules(self, log: LogReading | None = None) -> frozenset[Module]:
        """Which modules are hidden at this moment: asked of the log itself, so never late (row 159)."""
        return hidden_modules((log or self.log).load(MODULES_STREAM))

    def rebuild(self, name: str, progress: OnProgress = lambda _done, _all: None) -> int:
        """Build one read model anew beside the live one and swap; gives the position reached."""
        projection = PROJECTIONS[name]()
        return rebuild(
            projection,
            self.log,
            self.database,
            fingerprint=positions.fingerprint(projection),
            progress=progress,
        )

    def start(self) -> None:
        """Start the loops: read models, timekeeper and the others, each under its lease."""
        self.passwords.make_ready()
        self.hints.start()
        self.loops.start()

    def stop(self) -> None:
        """Stop the loops."""
        self.loops.stop()
        self.head_keeper.stop()
        self.waiter.stop()
        self.hints.stop()

    def held_still(self) -> AbstractContextManager[bool]:
        """While it lasts an open desk does nothing and holds no connection, so it may be forked; ``False``: it does."""
        self.database.rest()
        return nullcontext(enter_result=True) if self.embedded_server is None else self.embedded_server.held_still()

    def intake(self) -> MailIntake:
        """The way in for messages, whatever brings them."""
        return MailIntake(
            self.bus,
            self.log,
            self._threads,
            self.contents,
            Quarantine(self.database),
            self.clock,
            [address.strip() for address in self.settings.own_addresses.split(",") if address.strip()],
        )

    def _threads(self, message_ids: Sequence[str]) -> Sequence[TicketId]:
        if message_ids:
            # An answer may come right behind the mail that it answers: do not wait for the loop to see that one.
            self._threads_for_intake.catch_up()
        with self.database.transaction() as cursor:
            return mail_threads.tickets_of(cursor, message_ids)

    def catch_up(self) -> None:
        """Bring every read model to the log's end here and now, for a command line without running loops."""
        for consumer in self.consumers:
            consumer.catch_up()


@contextmanager
def open_desk(
    settings: Settings, clock: Clock | None = None, *, may_mend: bool = True, begun: EarlyServer | None = None
) -> Iterator[Desk]:
    """A desk on the configured database, or on an embedded one that is started and stopped with it.

    ``may_mend``: the data of an embedded server that knows no Cyrillic letters are moved to where they are known.
    ``begun``: the server is being started already.
    """
    # The first thread is the one that looks after an embedded server.
    make_ready()
    zone_rules.check((clock or SystemClock()).now())
    server: EmbeddedServer | None = None
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
    else:
        server = EmbeddedServer(settings.server_folder) if begun is None else begun.server
        url = server.start() if begun is None else begun.url()
    try:
        if server is not None and may_mend:
            server.mend_letters()
        if server is not None:
            server.watch()
        with Database(url) as database:
            desk = Desk(database, settings, clock or SystemClock())
            desk.embedded_server = server
            yield desk
    finally:
        if server is not None:
            # Another desk on the same folder keeps it running: nothing stops then.
            has_stopped = server.stop()
            if has_stopped:
                structlog.get_logger("desk").info("embedded_server_stops")
