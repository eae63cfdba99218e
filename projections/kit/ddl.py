"""Reads the DDL that lies beside a read model; called by every projection."""

from __future__ import annotations

from importlib import resources


def ddl(package: str, file: str) -> str:
    """The text of an ``.sql`` file of a package."""
    return resources.files(package).joinpath(file).read_text(encoding="utf-8")
