"""The forms of a word that stand for all its others, in Russian and English; asked by ``words`` for each word.

What the Russian dictionary knows is led to its headwords (ошибок: ошибка; писем: письмо), whatever it does not know is
cut to its stem, as English words are. The dictionary is read when the first word is asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import Any

import pymorphy3
import snowballstemmer

_RUSSIAN = re.compile(r"[а-я]+")
_ENGLISH = re.compile(r"[a-z]+")
_SHORTEST = 3
"""Shorter words have one form."""
_LONGEST = 40
_RARE = 0.05
"""A headword that a form is of more rarely than this is not meant: «иванов» are hardly ever several Ivans."""
_REMEMBERED = 100_000


@lru_cache(_REMEMBERED)
def bases(word: str) -> tuple[str, ...]:
    """Headwords or the stem of a word in lower case, ё as е; nothing where it has one form, as numbers and codes do."""
    if not _SHORTEST <= len(word) <= _LONGEST:
        return ()
    if _RUSSIAN.fullmatch(word) is not None:
        return _headwords(word) or (_stem("russian", word),)
    if _ENGLISH.fullmatch(word) is not None:
        return (_stem("english", word),)
    return ()


def _headwords(word: str) -> tuple[str, ...]:
    dictionary, forms_with_yo, likely = _dictionary()
    found = Counter[str]()
    for form, places in dictionary.words.similar_items(word, forms_with_yo):
        for paradigm, place in places:
            headword = dictionary.build_normal_form(paradigm, place, form).replace("ё", "е")
            found[headword] += likely.prob(word, dictionary.build_tag_info(paradigm, place))
    least = found.total() * _RARE
    return tuple(sorted(headword for headword, often in found.items() if often >= least))


@cache
def _dictionary() -> tuple[Any, Any, Any]:
    """The dictionary, how it is asked for ё where е is written, and how often each form is of which headword."""
    analyzer = pymorphy3.MorphAnalyzer()
    dictionary = analyzer.dictionary
    return dictionary, dictionary.words.compile_replaces({"е": "ё"}), analyzer.prob_estimator.p_t_given_w


def _stem(language: str, word: str) -> str:
    """A stemmer holds the word that it works on: one for each, since threads ask."""
    return str(snowballstemmer.stemmer(language).stemWord(word))
