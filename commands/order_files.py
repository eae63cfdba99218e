"""The files of one order: those that it may name, and those that what it records holds; the unit of work has one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from events.fact import Fact, Recorded
from events.files import files_of

if TYPE_CHECKING:
    from commands.command import Order
    from commands.ports import Content, Contents, Source


class OrderFiles:
    """What was found of an order's files, so that what it records can be held under the owners whom the facts name."""

    def __init__(self, contents: Contents, order: Order) -> None:
        self._contents = contents
        self._order = order
        self._found: dict[str, Content] = {}

    def readable(self, digests: Iterable[str]) -> Mapping[str, Content]:
        """Those of these contents that the issuer brought along or sent lately, or may read where they stand."""
        brought = {content.sha256: content for content in self._order.brought}
        missing = set(digests) - brought.keys()
        if missing:
            brought = {**self._contents.readable(self._order.viewer, missing, self._order.at), **brought}
        self._found.update(brought)
        return brought

    def hold(self, recorded: Iterable[Fact], read: Iterable[Collection[Recorded]]) -> Collection[str]:
        """Make the files that recorded facts name their owners', before anybody hears of the facts.

        ``read`` are the histories that the decision read. Gives the digests of which nothing is there any more: they
        were collected this moment.
        """
        named = [one for fact in recorded for one in files_of(fact)]
        if not named:
            return ()
        # What goes along was not asked for by whoever decided: it was somebody's where it stands.
        former = _owners({one.file.sha256 for one in named} - self._found.keys(), read)
        wanted: dict[tuple[UUID, str], Source] = {}
        for owner, file in named:
            found = self._found.get(file.sha256)
            wanted[owner, file.sha256] = former[file.sha256] if found is None else found.content_id
        return {digest for _, digest in self._contents.hold(wanted, self._order.at, self._order.command_id)}


def _owners(digests: set[str], histories: Iterable[Collection[Recorded]]) -> dict[str, set[UUID]]:
    """Whose these files are by the facts that were read for the decision."""
    owners: dict[str, set[UUID]] = {digest: set() for digest in digests}
    for history in histories if digests else ():
        for recorded in history:
            for owner, file in files_of(recorded.fact):
                if file.sha256 in owners:
                    owners[file.sha256].add(owner)
    return owners
