"""The id of the letter that something came by: told by the mail intake and by staff; used by commands that bear one."""

from __future__ import annotations

from typing import ClassVar

from commands.command import UnitOfWork
from commands.refusals import NotAllowed


class LetterIdComesByMail(NotAllowed):
    """The id of a letter comes with the letter itself. Leave this field out, or write to the desk by mail."""

    ru: ClassVar[str] = "Идентификатор письма приходит с самим письмом. Уберите это поле или напишите службе письмом."
    field = "message_id"


def refuse_foreign_letter(work: UnitOfWork, message_id: str) -> None:
    """Answers to a letter go where its id was first told: nobody names the letter of another."""
    viewer = work.viewer
    if message_id and not work.order.by_letter and viewer.actor.kind == "person" and not viewer.is_staff:
        raise LetterIdComesByMail
