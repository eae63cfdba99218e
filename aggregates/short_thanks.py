"""Whether words are thanks and nothing else, and why not; asked when a requester answers to a solution.

A closed list of polite words in both languages, and no learning: whoever wonders why a ticket was not reopened reads
the reason, and one word that is not on the list is enough to reopen it. Rather one thank-you too many that reopens than
one complaint that does not.
"""

from __future__ import annotations

import re

import msgspec

from events.values.text import Text

MOST_WORDS = 14
_THANKS_TOLD = """
спасибо благодарю благодарим благодарна благодарен благодарность спс пасиб спасибки мерси
thanks thank thx ty cheers appreciated
"""
_POLITE_TOLD = """
большое огромное преогромное вам тебе всем вас за помощь решение работу оперативность поддержку
быструю быстрое быстро оперативно оперативную скорую отличную хорошую ваш вашу внимание старания
все работает заработало заработал заработала получилось помогло теперь ок окей ага да хорошо отлично супер класс
здорово прекрасно замечательно понял поняла принято добрый день утро вечер здравствуйте привет еще раз очень
и с уважением хорошего дня доброго до свидания коллеги
you very much so a lot many for the your help support quick fast reply answer work works working it everything all
is now fine good great perfect excellent ok okay yes hello hi dear team again once solved fixed got well done best
kind regards have nice day and really
"""
_THANKS, _POLITE = frozenset(_THANKS_TOLD.split()), frozenset(_POLITE_TOLD.split())
_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
_SIGNATURE = re.compile(r"^(?:--\s*$|(?:с уважением|best regards|kind regards|regards|sent from my|отправлено с)\b)")
_NAME = re.compile(r"(?<=,)\s+[A-ZА-ЯЁ][a-zа-яё]+(?:\s+[A-ZА-ЯЁ][a-zа-яё]+)?\s*(?=[!.)]*\s*(?:$|\n))")
_NAME_FIRST = re.compile(r"\A\s*[A-ZА-ЯЁ][a-zа-яё]+(?:\s+[A-ZА-ЯЁ][a-zа-яё]+)?,")
_WORD = re.compile(r"[^\W\d_]+")


class ReadAs(msgspec.Struct, frozen=True, kw_only=True):
    """Whether words are thanks and nothing else, and why so."""

    is_thanks: bool
    why: Text


def read(body: str, *, has_files: bool = False) -> ReadAs:
    """How an answer to a solution is read: without what it quotes and its signature."""
    said = _own_words(body)
    words = _WORD.findall(_NAME.sub(" ", _NAME_FIRST.sub(_unless_known, said)).casefold().replace("ё", "е"))
    if has_files:
        return _no(Text("к словам приложен файл", "a file is attached to the words"))
    if "?" in said or re.search(r"\d", said):
        return _no(Text("в словах есть вопрос или число", "there is a question or a number in the words"))
    if not any(word in _THANKS for word in words):
        return _no(Text("среди слов нет благодарности", "no word of thanks is among the words"))
    if len(words) > MOST_WORDS:
        return _no(Text(f"слов больше {MOST_WORDS}", f"there are more than {MOST_WORDS} words"))
    strange = next((word for word in words if word not in _THANKS and word not in _POLITE), None)
    if strange is not None:
        return _no(Text(f"слово «{strange}» говорит о чём-то ещё", f"the word “{strange}” tells of something else"))
    return ReadAs(is_thanks=True, why=Text("благодарность и одни вежливые слова", "thanks, and polite words only"))


def _no(why: Text) -> ReadAs:
    return ReadAs(is_thanks=False, why=why)


def _unless_known(called: re.Match[str]) -> str:
    """Nothing in place of a name that the words begin with; what is a word of the lists is none."""
    first = called[0].strip().rstrip(",").split()[0].casefold().replace("ё", "е")
    return called[0] if first in _THANKS or first in _POLITE else " "


def _own_words(body: str) -> str:
    lines: list[str] = []
    for line in _QUOTED.sub("", body).splitlines():
        if lines and _SIGNATURE.match(line.strip().casefold()):
            break
        lines.append(line)
    return "\n".join(lines).strip()
