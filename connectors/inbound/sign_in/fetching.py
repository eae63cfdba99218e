"""Asks a provider over HTTP: bounded in time and size, led nowhere else; used by ``provider`` beside it.

The standard library does it: a few small requests at a sign-in need no other, and follow the machine's proxies.
"""

from __future__ import annotations

import http.client
import urllib.error
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

import msgspec
from typing_extensions import override

PATIENCE_S = 5.0
MOST_BYTES = 1_000_000

Answer = tuple[int, dict[str, Any]]
Fetch = Callable[[str, Mapping[str, Any] | None, Mapping[str, str]], Answer]
"""Asks an address, by a form where there is one: its status, and the object that it answered."""


class Unreadable(Exception):  # noqa: N818 - it names what is wrong
    """No answer in time, or none that is an object in JSON."""


class _Nowhere(HTTPRedirectHandler):
    """Secrets go where the provider said and no further."""

    @override
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


_OPENER: OpenerDirector = build_opener(_Nowhere)


def fetch(address: str, form: Mapping[str, Any] | None, headers: Mapping[str, str]) -> Answer:
    """As ``Fetch`` says; raises ``Unreadable``."""
    body = None if form is None else urlencode(form).encode()
    request = Request(address, data=body, headers={"Accept": "application/json", **headers})  # noqa: S310 - https, checked
    try:
        with _OPENER.open(request, timeout=PATIENCE_S) as answer:
            status, content = answer.status, answer.read(MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {}
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreadable(str(error)) from error
    try:
        return status, msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, ValueError) as error:
        raise Unreadable(address) from error
