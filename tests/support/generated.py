"""The documents made from the code, made once a process; asked by what holds them against the desk."""

from __future__ import annotations

import functools
import json
from typing import Any

from api.generated import documents as make


@functools.cache
def documents() -> dict[str, str]:
    """File name -> text; nobody changes what they are given."""
    return make()


@functools.cache
def openapi() -> dict[str, Any]:
    """The document of the API; nobody changes what they are given."""
    told: dict[str, Any] = json.loads(documents()["openapi.json"])
    return told
