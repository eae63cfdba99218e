"""What a browser calls itself, in words that its owner knows it by; used by the page of sessions."""

from __future__ import annotations

import re

from events.values.text import Text

# The first that fits counts: most of them call themselves by the names of others, too.
_BROWSERS = (
    (r"YaBrowser", Text("Яндекс Браузер", "Yandex Browser")),
    (r"Edg(?:e|A|iOS)?/", Text.same("Edge")),
    (r"OPR/|Opera", Text.same("Opera")),
    (r"Firefox|FxiOS", Text.same("Firefox")),
    (r"Chrome|CriOS|Chromium", Text.same("Chrome")),
    (r"Safari/", Text.same("Safari")),
    (r"^(?:python-)?(?:httpx|requests|urllib)|^curl|^Wget", Text("программа", "a program")),
)
_SYSTEMS = (
    (r"Android", Text.same("Android")),
    (r"iPhone|iPad", Text.same("iOS")),
    (r"Windows", Text.same("Windows")),
    (r"Mac OS X|Macintosh", Text.same("macOS")),
    (r"CrOS", Text.same("ChromeOS")),
    (r"Linux", Text.same("Linux")),
)
UNKNOWN = Text("неизвестное устройство", "an unknown device")


def device(client: str) -> Text:
    """Browser and system, as far as it says them."""
    found = [
        next((name for pattern, name in table if re.search(pattern, client)), None) for table in (_BROWSERS, _SYSTEMS)
    ]
    told = [name for name in found if name is not None]
    return Text(", ".join(name.ru for name in told), ", ".join(name.en for name in told)) if told else UNKNOWN
