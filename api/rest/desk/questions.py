"""Questions about the desk as a whole over HTTP: which modules are shown, and who answers by default."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Response

from api.http.door import TheAsker, TheDesk
from api.http.swift.laid import Routes
from api.questions import desk as questions
from api.questions.setup import steps
from api.rest.encoded import encoded
from api.rest.parameters import MinPosition, ThePage

router = Routes()


@router.get(
    "/modules",
    tags=["modules"],
    operation_id="list-modules",
    summary="Модули: какие показаны, с какого времени и кто решил · Modules: which are shown, since when, by whom",
)
def list_modules(desk: TheDesk, asker: TheAsker) -> Response:
    """Those that are there for the viewer's groups. Straight from the log, so never stale."""
    return encoded(questions.list_modules(desk, asker, None))


@router.get(
    "/modules/{ref}/history",
    tags=["modules"],
    operation_id="read-module-history",
    summary="Кто и когда скрывал и показывал модуль · Who hid and showed a module, and when",
)
def read_module_history(
    ref: Annotated[str, Path(max_length=50, description="A module's code, such as change_requests.")],
    desk: TheDesk,
    asker: TheAsker,
    page: ThePage,
    min_position: MinPosition = None,
) -> Response:
    """Straight from the log, but for the names in it; empty while nobody touched its label."""
    return encoded(questions.read_module_history(desk, asker, page.of(ref), min_position))


@router.get(
    "/desk/responsible",
    tags=["agreements"],
    operation_id="read-desk-responsible",
    summary="Кто отвечает за заявки по умолчанию · Who answers for tickets by default",
)
def read_desk_responsible(desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """For those who may name them: whom tickets go to that neither a service nor an agreement has anybody for."""
    return encoded(questions.read_desk_responsible(desk, asker, None, min_position))


@router.get(
    "/desk/setup",
    tags=["modules"],
    operation_id="read-setup-steps",
    summary="Шесть шагов запуска: что сделано, начато, чего нет · The six steps: what is done, begun, missing",
)
def read_setup_steps(desk: TheDesk, asker: TheAsker, min_position: MinPosition = None) -> Response:
    """For whoever sets the desk up, and for auditors: each step with what there is of it."""
    return encoded(steps.read_steps(desk, asker, None, min_position))


@router.get(
    "/settings/plan",
    tags=["settings"],
    operation_id="read-plan",
    summary="Тариф и что в него входит · The plan and what it has",
)
def read_plan(desk: TheDesk, asker: TheAsker) -> Response:
    """What a plan lacks is refused with the reason, over every door."""
    return encoded(questions.read_plan(desk, asker, None))
