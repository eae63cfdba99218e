"""``desk audit``: whether the log is what was written; part of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.app import app, out, progress, say, standing_desk, stop
from events.values.text import Text

if TYPE_CHECKING:
    from connectors.storage.proof.audit import Finding

audit = typer.Typer(no_args_is_help=True, help="Проверить журнал · Check the log")
app.add_typer(audit, name="audit")

_HOW = {
    "altered": Text(
        "Факт на позиции {at} не тот, что был запечатан: его изменили. Сравните с копией базы.",
        "The fact at position {at} is not the one that was sealed: it was altered. Compare with a backup.",
    ),
    "missing": Text(
        "Факта на позиции {at} нет, а печать на нём есть: его удалили. Верните базу из копии.",
        "There is no fact at position {at}, though one was sealed: it was deleted. Restore a backup.",
    ),
    "swapped": Text(
        "Факт на позиции {at} был запечатан на позиции {other}: их переставили. Верните базу из копии.",
        "The fact at position {at} was sealed at position {other}: they were swapped. Restore a backup.",
    ),
    "unsealed": Text(
        "Факты с позиции {at} по {other} без печати: их записали мимо Deskledger, печать удалили, или прежние факты "
        "ещё не запечатаны — это делает «desk migrate». Сравните с копией базы.",
        "The facts from position {at} to {other} have no seal: they were written past the desk, the seal was deleted, "
        "or older facts are not sealed yet, which “desk migrate” does. Compare with a backup.",
    ),
    "seal_altered": Text(
        "Печать фактов с {at} по {other} не следует из предыдущей: её изменили. Верните базу из копии.",
        "The seal of the facts from {at} to {other} does not follow from the one before: it was altered. Restore a "
        "backup.",
    ),
    "seal_moved_back": Text(
        "Печать фактов с {at} по {other} поставлена раньше предыдущей: её время изменили. Сравните с копией базы.",
        "The seal of the facts from {at} to {other} is earlier than the one before: its time was altered. Compare with "
        "a backup.",
    ),
}

_BEYOND = Text(
    "Позиции {first} в журнале нет: он кончается на {last}. Укажите --from не больше {behind}. Если журнал уже доходил "
    "до неё, факты пропали: верните базу из копии.",
    "There is no position {first} in the log: it ends at {last}. Give --from at most {behind}. If the log has gone "
    "that far before, facts are lost: restore a backup.",
)


@audit.callback()
def checks() -> None:
    """Проверить журнал · Check the log."""


@audit.command("seals")
def check_seals(
    first: Annotated[int, typer.Option("--from", min=1, help="С какой позиции · From which position")] = 1,
) -> None:
    """Сверить факты с печатями и печати друг с другом · Compare facts with seals, and seals with each other.

    Ничего не меняет; можно во время работы · Changes nothing; may run beside a desk.
    """
    from connectors.storage.proof.audit import verify

    with standing_desk() as desk, progress() as bar:
        task = bar.add_task(say("Сверка печатей", "Comparing seals"), total=None)
        found = verify(desk.database, first, lambda done, total: bar.update(task, completed=done, total=total))
    if found.finding is not None:
        stop(told(found.finding))
    if first > found.last + 1:
        stop(_BEYOND.format(first=first, last=found.last, behind=found.last + 1))
    if found.last < found.first:
        out.print(say("С этой позиции фактов нет", "There are no facts from this position on"))
        return
    out.print(
        say(
            f"Факты с {found.first} по {found.last} — те, что были запечатаны. Звено {found.last}:",
            f"The facts from {found.first} to {found.last} are those that were sealed. Link {found.last}:",
        )
    )
    out.print(found.link.hex(), soft_wrap=True)
    for position, by in found.redacted:
        out.print(
            say(
                f"Факт на позиции {position} сделан нечитаемым фактом на позиции {by}",
                f"The fact at position {position} was made unreadable by the fact at position {by}",
            )
        )


def told(finding: Finding) -> Text:
    """What was found, in words that say what to do."""
    how = _HOW[finding.how]
    values = {"at": finding.position, "other": finding.other}
    return Text(ru=how.ru.format(**values), en=how.en.format(**values))
