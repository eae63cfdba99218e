"""The interactive documentation at /docs: one page of our own over the OpenAPI document, without the internet."""

from __future__ import annotations

from importlib import resources

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

router = APIRouter()


@router.get("/docs", include_in_schema=False)
def docs() -> HTMLResponse:
    """Every operation with its example, and a form to try it."""
    return HTMLResponse(resources.files("api").joinpath("docs.html").read_text(encoding="utf-8"))


@router.get("/", include_in_schema=False)
def front() -> HTMLResponse:
    """The front door leads to the documentation until the console is there."""
    return docs()
