"""Makes pages of templates: the whole page for a browser, one part of it for our own script; used by every page."""

from __future__ import annotations

import functools
import gzip
import hashlib
import re
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import jinja2
from fastapi import Response
from fastapi.responses import HTMLResponse

from api.console import navigation
from api.console.asked import Asked
from api.console.static import files
from api.console.times import SIGNS
from api.console.written import paragraphs

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Pages run our own scripts and styles alone, from files: nothing that stands in a page can become one."""
WORTH_PACKING, QUICKLY = 2_000, 4
"""Bytes from which on a page is packed, and how hard."""
PLAIN = "/:?#[]@!$&'()*+,;=%~"
"""What an address keeps as it stands; other characters, such as Cyrillic words of a filter, no header can hold."""
PART = "part_"
"""Blocks of a template that can be asked for by themselves begin so."""
ORDER_FORM = re.compile(r'<form [^>]*action="/order/[^>]*>')
"""The begin of a form that gives an order; what people wrote is escaped, so none of theirs is one."""


@functools.cache
def static_version() -> str:
    """Changes with any file of looks or scripts: browsers keep each version for ever."""
    digest = hashlib.sha256()
    for name, file in sorted(files().items()):
        digest.update(name.encode() + b"\0" + file.plain)
    return digest.hexdigest()[:12]


@functools.cache
def scripts() -> tuple[str, ...]:
    """The modules that a page loads: asked for together, not one after the other as they name each other."""
    return tuple(sorted(name for name in files() if name.endswith(".js")))


LATER = frozenset({"week.js"})
"""Modules that few pages have a use for, and fetch by themselves."""


@functools.cache
def at_once() -> tuple[str, ...]:
    """The modules that every page asks for together with itself."""
    return tuple(name for name in scripts() if name not in LATER)


@functools.cache
def environment() -> jinja2.Environment:
    """Where templates are found; what is not given is an error, and all that is put in is escaped."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("api.console"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["paragraphs"] = paragraphs
    made.globals |= {"SIGNS": SIGNS, "static": static_version, "scripts": at_once}
    return made


def is_whole(asked: Asked, template: str) -> bool:
    """Whether all of a page is drawn: no part of it was asked for, or one that its template lacks."""
    return not asked.part or PART + asked.part not in environment().get_template(template).blocks


def page(asked: Asked, template: str, *, status: int = 200, is_secret: bool = False, **shown: Any) -> Response:
    """A page, or the part of it that was asked for; a part that the template lacks is the whole page.

    ``is_secret``: it shows a secret this once, so that it is kept nowhere, and its length tells nothing.
    """
    found = environment().get_template(template)
    told = {
        "asked": asked,
        "say": asked.say,
        "told": asked.told,
        "times": asked.times if asked.caller is not None else None,
        **shown,
    }
    block = found.blocks.get(PART + asked.part) if asked.part else None
    if block is None:
        # What only a whole page shows is asked for with it: parts follow every change of a ticket.
        written = _with_keys(found.render({**told, **_around(asked)}))
    else:
        context = found.new_context(told)
        written = "".join(block(context))
    headers = {
        "Content-Security-Policy": POLICY,
        "Content-Language": asked.language,
        "Vary": "Part, Cookie, Accept-Encoding",
    }
    content = written.encode()
    if is_secret:
        headers["Cache-Control"] = "no-store"
    # No other page holds a secret of its own beside words of others: its length after packing tells nothing.
    elif len(content) > WORTH_PACKING and "gzip" in asked.request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = gzip.compress(content, QUICKLY, mtime=0), "gzip"
    return HTMLResponse(content, status_code=status, headers=headers)


def _with_keys(written: str) -> str:
    """Each form that gives an order bears a key of its own: pressed twice, it is one order.

    Parts are for our script, which makes its own; theirs stay alike as long as what they show is.
    """
    return ORDER_FORM.sub(lambda form: f'{form[0]}<input type="hidden" name="_key" value="{uuid4()}">', written)


def _around(asked: Asked) -> dict[str, Any]:
    """What stands around every page: the menu of its face, and the way to the technologist's."""
    menu = navigation.menu(asked)
    return {"menu": menu, "face": navigation.face(asked), "settings": navigation.settings_for(asked) if menu else ""}


def elsewhere(address: str) -> Response:
    """Lead a browser to another page, by a request that changes nothing."""
    return Response(status_code=303, headers={"Location": quote(address, safe=PLAIN)})
