"""What a login looks like to people: of one script, and not another login in disguise; asked by commands on people."""

from __future__ import annotations

import unicodedata

from events.values.faults import InvalidValue
from events.values.text import Text

_TOGETHER = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
"""Scripts that are written together: they count as one."""
_SCRIPTS = {"LATIN": Text("латинские", "Latin"), "CYRILLIC": Text("кириллические", "Cyrillic")}

_LOOKS = str.maketrans(
    "авеёзһіїјкӏмнорсѕтухԁԛԝѵ" + "αβεζηικμνορτυχϳ" + "ıɑɡ",
    "abeë3hiïjklmhopcstyxdqwv" + "abezhikmvoptyxj" + "iag",
)
"""Letters of Cyrillic and Greek, and odd Latin ones, and what they look like in their small or their capital form.

The table never changes: logins are reserved under what they look like."""


def look(login: str) -> str:
    """What a login is taken for: two that have one look cannot be told apart. A plain Latin login is its own look."""
    letters = unicodedata.normalize("NFD", login.strip().casefold().translate(_LOOKS))
    return unicodedata.normalize("NFC", letters.translate(_LOOKS))


def refuse_mixed_scripts(login: str) -> None:
    """A login is written in letters of one script, or «аdmin» with a Cyrillic а passes for admin."""
    scripts: dict[str, str] = {}
    for sign in login:
        if unicodedata.category(sign).startswith("L"):
            script = unicodedata.name(sign, "UNKNOWN").split()[0]
            scripts.setdefault("CJK" if script in _TOGETHER else script, sign)
    if len(scripts) > 1:
        told = [_SCRIPTS.get(script, Text.same(script.title())) for script in scripts]
        ru = ", ".join(f"{name.ru} («{sign}»)" for name, sign in zip(told, scripts.values(), strict=True))
        en = ", ".join(f"{name.en} (“{sign}”)" for name, sign in zip(told, scripts.values(), strict=True))
        raise InvalidValue(
            Text(
                ru=f"В логине смешаны буквы разных алфавитов: {ru}. Напишите его буквами одного.",
                en=f"The login mixes letters of several scripts: {en}. Write it in letters of one.",
            ),
            field="login",
            rule="row 66",
        )
