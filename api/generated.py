"""The documents that are made from the code: OpenAPI, facts, refusals, rights; written by ``desk docs``."""

from __future__ import annotations

import json
import pkgutil
from importlib import import_module

import msgspec

from api.app import plain_app
from api.http.refusal_answers import status_of
from api.openapi.plain_words import plain_words, plainly
from api.openapi.recorded import recorded
from api.questions.history.cards import SENTENCES
from api.questions.rights import rights
from events.catalogue import FACTS
from events.fact import Metadata
from events.values.refusal import Refusal


def documents() -> dict[str, str]:
    """File name below ``docs/generated`` -> its text."""
    return {
        "openapi.json": _json(plain_app().openapi()),
        "facts.md": _facts(),
        "asyncapi.json": _json(plainly(_asyncapi())),
        "refusals.md": _refusals(),
        "rights.md": _rights(),
    }


def unrecorded(openapi: str) -> list[str]:
    """Operations of the document without a recorded example, and examples of operations that are no more."""
    methods = [operation for path in json.loads(openapi)["paths"].values() for operation in path.values()]
    return sorted({operation["operationId"] for operation in methods} ^ recorded().keys())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _facts() -> str:
    lines = ["# Facts", "", "Made from the code by `make docs`. Names and versions never change.", ""]
    for name, fact in sorted(FACTS.items()):
        lines += [f"## `{name}`", "", plain_words(" ".join((fact.__doc__ or "").split())), ""]
        lines += [f"*{SENTENCES[name].ru}* · *{SENTENCES[name].en}*", ""]
        sealed = ", ".join(f"`{field}`" for field in sorted(fact.personal))
        lines += [f"Fields: {', '.join(f'`{field}`' for field in fact.__struct_fields__)}."]
        lines += [f"Sealed as personal: {sealed}."] if sealed else []
        lines += [""]
    return "\n".join(lines)


def _asyncapi() -> dict[str, object]:
    kinds = [*FACTS.values(), Metadata]
    _, schemas = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    messages = {
        fact.__name__: {
            "name": name,
            "title": SENTENCES[name].en,
            "payload": {"$ref": f"#/components/schemas/{fact.__name__}"},
            "headers": {"$ref": "#/components/schemas/Metadata"},
        }
        for name, fact in sorted(FACTS.items())
    }
    references = {name: {"$ref": f"#/components/messages/{name}"} for name in messages}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Deskledger facts", "version": "1", "license": {"name": "Apache-2.0"}},
        "channels": {"facts": {"address": "desk.facts", "messages": references}},
        "components": {"messages": messages, "schemas": dict(sorted(schemas.items()))},
    }


PACKAGES = ("aggregates", "api", "commands", "connectors", "projections", "replay")


def refusals() -> list[type[Refusal]]:
    """Every refusal of the product, by its code: whatever was loaded before, all of it is now."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            import_module(module.name)
    found: dict[str, type[Refusal]] = {}
    waiting = list(Refusal.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if not kind.__module__.startswith("tests"):
            found[kind.code()] = kind
    return [found[code] for code in sorted(found)]


def _refusals() -> str:
    lines = ["# Refusals", "", "Made from the code by `make docs`: code, HTTP status, rule, both texts.", ""]
    lines += ["| code | HTTP | rule | ru | en |", "|---|---|---|---|---|"]
    for kind in refusals():
        text = kind.template()
        cells = (f"`{kind.code()}`", str(status_of(kind)), kind.rule, text.ru, text.en)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _rights() -> str:
    told = rights()
    lines = ["# Rights", "", "Made from the code by `make docs`; several groups add up."]
    for matrix in told.matrices:
        lines += ["", f"## {matrix.title.ru} · {matrix.title.en}", ""]
        lines += ["| | " + " | ".join(told.groups) + " |", "|---" * (len(told.groups) + 1) + "|"]
        for name, cells in matrix.rows.items():
            words = (cells[group].en if group in cells else "" for group in told.groups)
            lines.append(f"| `{name}` | " + " | ".join(words) + " |")
    return "\n".join(lines) + "\n"
