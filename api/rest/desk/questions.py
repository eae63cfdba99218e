"""Questions about the desk as a whole over HTTP: which modules are shown, and who answers by default."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response

from aggregates.module import module_called
from api.http.door import GUARDED, TheDesk, TheViewer, as_json
from api.questions.answers import History, ModuleList
from api.questions.reads import MinPosition, fresh, told
from api.questions.table import may_ask
from events.values.identity import DESK_RESPONSIBLE_STREAM, MODULES_STREAM
from events.values.module import Module
from projections.desk import labels as desk_labels
from projections.facts.history import history_with_names
from projections.kit.reads import views_of

router = APIRouter()

_HISTORY = views_of(history_with_names)
_RESPONSIBLE = views_of(desk_labels.responsible)

LISTED_BY: dict[Module, str] = {"problems": "list-problems", "change_requests": "list-changes"}
"""Module -> the question that lists what is in it: whoever may not ask it is not told of the module either."""


@router.get(
    "/modules",
    tags=["modules"],
    operation_id="list-modules",
    summary="Модули: какие показаны, с какого времени и кто решил · Modules: which are shown, since when, by whom",
)
def list_modules(desk: TheDesk, viewer: TheViewer) -> Response:
    """Those that are there for the viewer's groups. Straight from the log, so never stale."""
    labels = desk_labels.labels(desk.log.load(MODULES_STREAM))
    found = [label for label in labels if may_ask(viewer, LISTED_BY[label.module])]
    return as_json(ModuleList(found))


@router.get(
    "/modules/{ref}/history",
    tags=["modules"],
    operation_id="read-module-history",
    summary="Кто и когда скрывал и показывал модуль · Who hid and showed a module, and when",
)
def read_module_history(
    ref: Annotated[str, Path(max_length=50, description="A module's code, such as change_requests.")],
    desk: TheDesk,
    viewer: TheViewer,
    min_position: MinPosition = None,
) -> Response:
    """Straight from the log, but for the names in it; empty while nobody touched its label."""
    is_fresh = fresh(desk, _HISTORY, min_position)
    with desk.database.snapshot() as db:
        facts = desk_labels.of_module(desk.log.at(db).load(MODULES_STREAM), module_called(ref))
        return told(History(history_with_names(db, viewer, facts)), is_fresh=is_fresh)


@router.get(
    "/desk/responsible",
    tags=["agreements"],
    operation_id="read-desk-responsible",
    dependencies=GUARDED,
    summary="Кто отвечает за заявки по умолчанию · Who answers for tickets by default",
)
def read_desk_responsible(desk: TheDesk, min_position: MinPosition = None) -> Response:
    """For those who may name them: whom tickets go to that neither a service nor an agreement has anybody for."""
    is_fresh = fresh(desk, _RESPONSIBLE, min_position)
    with desk.database.snapshot() as db:
        found = desk_labels.responsible(db, desk.log.at(db).load(DESK_RESPONSIBLE_STREAM))
    return told(found, is_fresh=is_fresh)
