"""What a file that somebody sends may not be; refused alike by all doors."""

from __future__ import annotations

from typing import ClassVar

from events.values.refusal import Refusal


class FileIsTooLarge(Refusal):
    """A file has at most {limit} bytes. Send a smaller one, or ask for a higher DESK_MOST_FILE_BYTES."""

    kind = "too_large"
    ru: ClassVar[str] = (
        "В файле может быть не больше {limit} байт. Отправьте меньший или увеличьте DESK_MOST_FILE_BYTES."
    )
    field = "body"
    rule: ClassVar[str] = "row 173"


class FileIsEmpty(Refusal):
    """No file came: there is nothing in it. Send the file as the body of the request or in a form."""

    ru: ClassVar[str] = "Файл не пришёл: в нём ничего нет. Отправьте его телом запроса или в форме."
    field = "body"
    rule: ClassVar[str] = "row 173"
