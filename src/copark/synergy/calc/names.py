"""How alike two names of enterprises are, in Chinese or in English."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: What a name may carry or leave out without telling two enterprises apart; longest first.
LEGAL_FORMS = (
    "股份有限公司",
    "有限责任公司",
    "集团有限公司",
    "有限公司",
    "集团",
    "公司",
)
ENGLISH_FORMS = frozenset(
    {"co", "company", "corp", "corporation", "inc", "limited", "llc", "ltd", "plc", "group"}
)
ALIKE = 0.6  #: From here on a name is shown as perhaps meant.
INSIDE = 0.9  #: One name within the other, such as with a province before it.
SHORTEST = 3  #: Characters of a name that is looked for within another.


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """
    Return a name as it is compared letter by letter: half width, lower case, no space or sign.

    Examples
    --------
    >>> folded("澜湾（浙江） 制药有限公司 ") == folded("澜湾(浙江)制药有限公司")
    True
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\W_]+", "", plain)


@lru_cache(maxsize=8192)
def core(name: str) -> str:
    """
    Return what tells an enterprise apart: its folded name without the legal form.

    Examples
    --------
    >>> core("Curlew Bay Pharmaceutical Co., Ltd."), core("杓鹬湾制药有限公司")
    ('curlewbaypharmaceutical', '杓鹬湾制药')
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = [word for word in re.split(r"[\W_]+", plain) if word not in ENGLISH_FORMS]
    found = "".join(words)
    for form in LEGAL_FORMS:
        found = found.replace(form, "")
    return found


def likeness(one: str, other: str) -> float:
    """
    Return how alike two names are, from 0 to 1.

    The share of letter pairs that their cores have in common (Dice); at least 0.9 if one stands
    within the other. Two names that are letter by letter the same give 1; two that differ in the
    legal form only give 0.99.

    Examples
    --------
    >>> likeness("杓鹬湾制药有限公司", "浙江杓鹬湾制药有限公司")
    0.9
    >>> likeness("杓鹬湾制药", "杓鹬湾制药有限公司")
    0.99
    >>> likeness("杓鹬湾制药", "潮间带溶剂") < 0.2
    True
    """
    if folded(one) == folded(other):
        return 1.0 if folded(one) else 0.0
    first, second = core(one), core(other)
    if first and first == second:
        return 0.99
    shorter, longer = sorted((first, second), key=len)
    pairs, others = _pairs(first), _pairs(second)
    if not pairs or not others:
        return 0.0
    dice = 2 * len(pairs & others) / (len(pairs) + len(others))
    return max(dice, INSIDE) if len(shorter) >= SHORTEST and shorter in longer else dice


@lru_cache(maxsize=8192)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[place : place + 2] for place in range(len(text) - 1))
