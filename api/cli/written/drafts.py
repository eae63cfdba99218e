"""``desk drafts`` and ``desk draft``: what was begun to be written and not sent; part of ``desk``."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, get_args

import typer
from msgspec.structs import replace

from api.cli.app import app, opened_desk
from api.cli.shown.confirming import told
from api.cli.shown.listing import FOR_PROGRAMS, Column, show
from api.cli.shown.options import Listing, command
from api.cli.ticket.acting import As, acting
from api.cli.ticket.cards import Ref
from api.cli.ticket.work import working
from api.cli.written.drafted import NoDraftThere, begun
from api.cli.written.texts import File, text_of
from api.questions.live import drafts as kept
from api.questions.live.drafts import DraftsWanted
from api.questions.paging.whole import EVERY_LINE
from connectors.storage.live.drafts import DraftWords
from events.values.refusal import Refusal
from events.values.text import Text

OfTicket = Literal["reply", "note", "solution"]
KINDS: dict[str, Text] = {
    "reply": Text("ответ", "reply"),
    "note": Text("заметка", "note"),
    "solution": Text("решение", "solution"),
    "new_ticket": Text("новая заявка", "new ticket"),
}
What = Annotated[str, typer.Option("--kind", help="reply, note, solution")]


class NoSuchKindOfDraft(Refusal):
    """There is no draft “{told}”. There are: {kinds}."""

    ru: ClassVar[str] = "Черновика «{told}» не бывает. Есть: {kinds}."


COLUMNS: tuple[Column[Any], ...] = (
    Column(code="number", heading=Text.same("№"), value=lambda one: one.number),
    Column(
        code="kind",
        heading=Text("Что", "What"),
        value=lambda one: one.draft.kind,
        cell=lambda one, at: KINDS[one.draft.kind].to(at.language),
    ),
    Column(
        code="text",
        heading=Text("Текст", "Text"),
        value=lambda one: one.draft.words.text,
        cell=lambda one, _: " ".join(one.draft.words.text.split())[:100],
        grows=True,
    ),
    Column(code="changed", heading=Text("Изменён", "Changed"), value=lambda one: one.draft.changed_at),
    Column(code="version", heading=Text("Версия", "Version"), value=lambda one: one.draft.version, rank=FOR_PROGRAMS),
)


@command()
def drafts(*, how: Listing) -> None:
    """Ваши черновики · Your drafts."""
    with opened_desk() as desk:
        someone = acting(desk, how.who)
        clock = how.clock(desk, someone)
        found = kept.list_drafts(desk, someone.viewer, DraftsWanted(limit=EVERY_LINE)).value.drafts
    show(found, COLUMNS, how, clock)


@app.command()
def draft(
    ref: Ref,
    text: Annotated[str | None, typer.Argument(help="Текст · Text", show_default=False)] = None,
    *,
    kind: What = "reply",
    file: File = None,
    drop: Annotated[bool, typer.Option("--drop", help="Выбросить · Throw it away")] = False,
    who: As = None,
) -> None:
    """Сохранить черновик; отправит «desk comment N --draft» · Keep a draft; “desk comment N --draft” sends it."""
    if kind not in get_args(OfTicket):
        raise NoSuchKindOfDraft(told=kind, kinds=", ".join(get_args(OfTicket)))
    with working(ref, who) as (desk, someone):
        place = kept.place_of(desk, someone.viewer, kind, ref)  # type: ignore[arg-type] # a known one
        there = begun(desk, someone, ref, kind) or DraftWords()
        said = "" if drop else text_of(file, there.text) if text is None else text
        if drop or not (said.strip() or there.files):  # a draft of nothing is none
            if not desk.drafts.drop(place):
                raise NoDraftThere(ref=ref)
            told(Text(f"№{ref}: черновик выброшен", f"№{ref}: the draft is gone"))
            return
        saved = kept.save(desk, someone.viewer, place, replace(there, text=said))
    told(
        Text(
            f"№{ref}: черновик сохранён, версия {saved.version}", f"№{ref}: the draft is kept, version {saved.version}"
        )
    )
