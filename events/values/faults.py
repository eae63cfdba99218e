"""The fault that a value raises when it is built from something that cannot be one; called by every value."""

from __future__ import annotations

from events.values.text import Text


class InvalidValue(ValueError):  # noqa: N818 - a value is invalid; "error" adds nothing
    """A value that breaks its own rule.

    ``field`` is the dotted path of the offending field (``week.mon[0].closes``), ``rule`` the row
    of the checklist or the rule of the SLA semantics that it breaks (``W3``), ``text`` the message in both
    languages.

    It is a ``ValueError``, so msgspec reports it as a validation error when it decodes outside input.
    """

    def __init__(self, text: Text, *, field: str = "", rule: str = "") -> None:
        super().__init__(text.en)
        self.text = text
        self.field = field
        self.rule = rule

    def inside(self, field: str) -> InvalidValue:
        """The same fault seen from the value that contains the field, with the path made longer."""
        joiner = "" if not self.field or self.field.startswith("[") else "."
        return InvalidValue(self.text, field=f"{field}{joiner}{self.field}", rule=self.rule)
