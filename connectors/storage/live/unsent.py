"""Takes words that an administrator made unreadable out of drafts and of orders that wait; told by the bus."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from commands.unsent import Unreadable, WordsWereRedacted
from connectors.storage.live.copied_words import sought_of, without
from connectors.storage.live.drafts import Drafts
from connectors.storage.live.sends import Refused, Sends
from connectors.storage.shelves.bulk_jobs import BulkJobs


class UnsentWords:
    """All that people wrote and did not send, whoever's it is: each is opened, for no table can look into them."""

    def __init__(self, drafts: Drafts, sends: Sends, jobs: BulkJobs) -> None:
        self._drafts = drafts
        self._sends = sends
        self._jobs = jobs

    def take_out(self, gone: Unreadable, now: datetime) -> None:
        """As ``commands.unsent.Unsent`` has it.

        On the tickets that said the words each line of them is looked for, elsewhere all of them as they stood.
        """
        there, elsewhere = sought_of(gone.words, lines=True), sought_of(gone.words, lines=False)
        if not there:
            return

        def clean(text: str, ticket: UUID | None) -> str:
            return without(text, there if ticket in gone.tickets else elsewhere)

        self._drafts.rewrite(clean)
        refusal = WordsWereRedacted()
        self._sends.rewrite(clean, Refused(refusal.code(), refusal.text))
        self._jobs.stop_those(lambda text: without(text, elsewhere) != text, now)
