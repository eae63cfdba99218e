"""Example answers of the document, as a desk gave them: files that ``make docs`` records; read by the document."""

from __future__ import annotations

from importlib import resources

import msgspec


class Recorded(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an operation answered, and its commonest refusal; nothing where that is no JSON or never happens."""

    answer: msgspec.Raw = msgspec.Raw()
    refusal: msgspec.Raw = msgspec.Raw()


def recorded() -> dict[str, Recorded]:
    """Operation -> what was recorded of it; one that is newer than the records lacks."""
    found: dict[str, Recorded] = {}
    for file in resources.files("api.openapi").joinpath("examples").iterdir():
        if file.name.endswith(".json"):
            found |= msgspec.json.decode(file.read_bytes(), type=dict[str, Recorded])
    return found
