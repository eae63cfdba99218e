"""The interactive documentation at /docs: one page of our own over the OpenAPI document, without the internet."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib import resources

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

router = APIRouter()

PAGE = resources.files("api.openapi").joinpath("docs.html").read_text(encoding="utf-8")


def _hashes(tag: str) -> str:
    """What the policy knows the page's own ``tag`` elements by; nothing else of the kind runs."""
    found = re.findall(rf"<{tag}>(.*?)</{tag}>", PAGE, re.DOTALL)
    return " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'" for part in found)


POLICY = (
    f"default-src 'none'; script-src {_hashes('script')}; style-src {_hashes('style')}; img-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The page holds a token: it runs its own script, talks to its own desk and is framed by nobody."""


@router.get("/docs", include_in_schema=False)
async def docs() -> HTMLResponse:
    """Every operation with its example, and a form to try it."""
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"})
