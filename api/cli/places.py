"""Keeps a command from a desk that nobody meant, and a setting from being passed over; asked by ``api.cli.main``."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar

from api.settings import Settings
from events.values.refusal import Refusal
from events.values.text import Text

PREFIX = "DESK_"
_OTHERS = ("DESK_TEST_", "DESK_BENCH_")
"""Variables of the developer's own tools."""
OF_A_PERSON = frozenset({"DESK_TOKEN", "DESK_AS"})
"""Whoever types says who they are by them: they set nothing of the desk."""


class NoDeskHere(Refusal):
    """There is no desk in {folder}, and this command makes none. Name its folder with DESK_DATA_FOLDER (the demo's
    is .desk), its database with DESK_DATABASE_URL, or begin a new one with “desk serve”.
    """  # noqa: D205 - a refusal's message is one paragraph

    ru: ClassVar[str] = (
        "В папке {folder} нет данных Deskledger, и эта команда их не создаёт. Укажите папку в DESK_DATA_FOLDER "
        "(у демо это .desk), базу в DESK_DATABASE_URL или начните новую командой «desk serve»."
    )


def refuse_to_begin(chosen: Settings) -> None:
    """Raise ``NoDeskHere`` where a command would have to make a store before it could read it."""
    if chosen.database_url is not None:
        return
    folder = chosen.data_folder.expanduser()
    try:
        is_there = (folder / "postgres" / "PG_VERSION").exists()
    except OSError:
        # It cannot even be looked into: the start says why.
        return
    if not is_there:
        raise NoDeskHere(folder=folder.resolve())


def unknown_variables(names: Iterable[str]) -> list[Text]:
    """A warning for every variable that looks like a setting and is none."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    passed_over = OF_A_PERSON.union(known)
    return [
        _warning(name, get_close_matches(name.upper(), known, n=1, cutoff=0.8))
        for name in sorted(names)
        if name.upper().startswith(PREFIX) and name.upper() not in passed_over and not name.upper().startswith(_OTHERS)
    ]


def _warning(name: str, meant: list[str]) -> Text:
    ru = f"Настройки {name} нет, она не учтена." + (f" Может быть, {meant[0]}?" if meant else " Список: desk settings.")
    en = f"There is no setting {name}; it was ignored." + (
        f" Perhaps {meant[0]}?" if meant else " All of them: desk settings."
    )
    return Text(ru, en)
