"""How the standard library is told to treat a message: headers of bearable length, parts as they came.

Used by ``mail_parser`` for reading and by ``mail_body`` for keeping a forwarded message as a file.
"""

from __future__ import annotations

from email.policy import Compat32
from typing import Any

from typing_extensions import override

LONGEST_HEADER = 8_000
"""Characters of one header that are looked at; the original keeps the rest."""


class Reading(Compat32):
    """Shortens headers before the library looks into them: its reading of parameters takes quadratic time."""

    @override
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """The name and the value of a header from its lines."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


class AsItCame(Reading):
    """Writes a message without folding its headers anew and without ``>`` before "From " at a line's start."""

    @override
    def fold_binary(self, name: str, value: Any) -> bytes:
        """The header as its line stood."""
        return f"{name}: {value}{self.linesep}".encode("utf-8", "surrogateescape")


READING = Reading()
AS_IT_CAME = AsItCame(mangle_from_=False)
