"""Reads a condition that was written in a parameter, in JSON as views keep it; asked by what lists are narrowed to."""

from __future__ import annotations

from typing import Any

import msgspec

from api.questions.decoding.not_json import NO_OBJECT, TOO_DEEP, invalid_json
from api.questions.decoding.strict import decoded, refuse_repeated_keys
from api.questions.refusals import InvalidField
from events.values.faults import InvalidValue
from events.values.text import Text
from events.values.ticket_condition import Condition, refuse_too_much

_KIND: Any = Condition
"""Several kinds of condition, told apart by their “op”."""
_EXAMPLE = '{"op":"in","field":"status","values":["new"]}'


def written_condition(text: str, parameter: str = "where") -> Condition:
    """A condition; raises ``InvalidField`` of the parameter, with where in it something does not fit.

    As strict as a body: with a slip of the pen passed over it would match other tickets than were meant.
    """
    body = text.encode(errors="surrogatepass")
    try:
        content = msgspec.json.decode(body)
        if not isinstance(content, dict):
            raise _no_condition(parameter, NO_OBJECT)
        refuse_repeated_keys(body)
        found: Condition = decoded(content, _KIND)
        refuse_too_much(found, "")
    except RecursionError as error:
        raise _no_condition(parameter, TOO_DEEP) from error
    except InvalidField as fault:
        if fault.field == parameter:
            raise
        raise _inside(parameter, fault.field, fault.reasons) from fault
    except InvalidValue as fault:
        raise _inside(parameter, fault.field, fault.text) from fault
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _no_condition(parameter, invalid_json(error, body)) from error
    return found


def _no_condition(parameter: str, reason: Text) -> InvalidField:
    return InvalidField(
        field=parameter,
        reason_ru=f"нужно условие в JSON, например {_EXAMPLE}, а тут {reason.ru.removesuffix('.')}.",
        reason_en=f"a condition in JSON is needed, such as {_EXAMPLE}, and here {reason.en.removesuffix('.')}.",
    )


def _inside(parameter: str, path: str, reason: Text) -> InvalidField:
    """The parameter is one: where in it something does not fit is told by its path."""
    if path == "op":
        return _no_condition(parameter, Text(f"не подходит «op»: {reason.ru}", f"“op” does not fit: {reason.en}"))
    if not path.strip("-"):
        return InvalidField(field=parameter, reason_ru=reason.ru, reason_en=reason.en)
    return InvalidField(
        field=parameter,
        reason_ru=f"в условии не подходит «{path}»: {reason.ru}",
        reason_en=f"in the condition “{path}” does not fit: {reason.en}",
    )
