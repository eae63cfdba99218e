"""Options that stand together on many commands, each told once; ``command`` spreads them over a command's own.

A parameter whose type is a struct of options becomes an option for each of its fields.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import msgspec
import typer

from api.cli.app import app
from api.cli.ticket.acting import Acting, As, Exact, InUtc, InZone, clock_of
from api.cli.ticket.told_times import Clock

if TYPE_CHECKING:
    from api.bootstrap import Desk

MOST_ON_A_PAGE, MOST_LINES = 1_000, 10_000


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Who looks, and by whose clock times are told."""

    who: As = None
    zone: InZone = None
    utc: InUtc = False
    exact: Exact = False

    def clock(self, desk: Desk, someone: Acting) -> Clock:
        """The one clock of this command."""
        return clock_of(desk, someone, utc=self.utc, zone=self.zone, exact=self.exact)


class Listing(Reading, frozen=True, kw_only=True):
    """How a list is shown: as a table to people, to programs as JSON or in columns between tabs."""

    as_json: Annotated[bool, typer.Option("--json", help="Для программ: JSON, как в API · For programs: JSON")] = False
    as_tsv: Annotated[
        bool, typer.Option("--tsv", help="Для программ: столбцы через табуляцию · For programs: between tabs")
    ] = False

    @property
    def is_for_programs(self) -> bool:
        """Whether a program reads it: then nothing is cut, coloured or translated."""
        return self.as_json or self.as_tsv


class Paged(Listing, frozen=True, kw_only=True):
    """A list that is read page by page."""

    limit: Annotated[int, typer.Option(min=1, max=MOST_LINES, help="Сколько строк · How many lines")] = 50
    every: Annotated[bool, typer.Option("--all", help="Все, до последней страницы · All, to the last page")] = False

    @property
    def page(self) -> int:
        """How many lines are asked for at once."""
        return MOST_ON_A_PAGE if self.every else min(self.limit, MOST_ON_A_PAGE)

    @property
    def most(self) -> int | None:
        """How many lines are read at most; all of them without an end."""
        return None if self.every else self.limit


def command(name: str | None = None, **more: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add a function to the app as a command, its structs of options spread out."""

    def added(function: Callable[..., None]) -> Callable[..., None]:
        app.command(name, **more)(_spread(function))
        return function

    return added


def _spread(function: Callable[..., None]) -> Callable[..., None]:
    hints = get_type_hints(function, include_extras=True)
    structs: dict[str, type[msgspec.Struct]] = {}
    told: list[inspect.Parameter] = []
    for parameter in inspect.signature(function).parameters.values():
        kind = hints[parameter.name]
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            structs[parameter.name] = kind
            told += _options_of(kind)
        else:
            told.append(parameter.replace(annotation=kind, kind=inspect.Parameter.KEYWORD_ONLY))

    @functools.wraps(function)
    def typed(**given: Any) -> None:
        for named, kind in structs.items():
            given[named] = kind(**{field: given.pop(field) for field in kind.__struct_fields__})
        function(**given)

    typed.__signature__ = inspect.Signature(told)  # type: ignore[attr-defined] # what is read of it instead of its own
    typed.__annotations__ = {one.name: one.annotation for one in told}
    return typed


def _options_of(kind: type[msgspec.Struct]) -> list[inspect.Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    return [
        inspect.Parameter(
            field.name, inspect.Parameter.KEYWORD_ONLY, default=field.default, annotation=hints[field.name]
        )
        for field in msgspec.structs.fields(kind)
    ]
