"""Names of sites and firms as two registers write them, made comparable. Text, so no units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from copark.kernel import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMER = re.compile(r"\(\s*FORMERLY.*|\bFORMERLY\b.*|\bF/K/A\b.*")
DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}")
JOINED = re.compile(r"(?<=\b[A-Z])\s*&\s*(?=[A-Z]\b)")
OTHER = re.compile(r"[^A-Z0-9]+")
NUMBER = re.compile(r"\d+")
FULL = 100.0  #: What RapidFuzz calls equal.


def words(text: str) -> dict[str, str]:
    """Return the words of ``register_name_words.csv`` and what each means."""
    return {row["word"]: row["means"] for row in tables.rows(text)}


def normalised(name: str, known: Mapping[str, str], *, without: str = "") -> tuple[str, ...]:
    """
    Return the words of a name that tell firms apart, in their order.

    Parameters
    ----------
    name
        As a register writes it.
    known
        Words that mean nothing here (legal forms, articles), or another one (short forms).
    without
        A city, whose words are left out: one register adds it to the name, the other does not.

    Returns
    -------
    tuple of str
        In upper case, without punctuation. All words, if leaving out would leave none.

    Examples
    --------
    >>> known = {"INC": "", "CO": "", "CHEMICALS": "CHEMICAL"}
    >>> normalised("Ardagh Glass Inc. (Dolton)", known, without="DOLTON")
    ('ARDAGH', 'GLASS')
    >>> normalised("W. R. Grace & Co.", known), normalised("W R GRACE & CO", known)
    (('W', 'R', 'GRACE'), ('W', 'R', 'GRACE'))
    """
    text = FORMER.sub("", name.upper().replace("'", ""))
    text = DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    said = [word for word in OTHER.split(JOINED.sub("", text)) if word]
    meant = [known.get(word, word) for word in said]
    city = {known.get(word, word) for word in OTHER.split(without.upper())}
    kept = tuple(word.lstrip("0") or "0" for word in meant if word and word not in city)
    return kept or tuple(word for word in meant if word) or tuple(said)


def likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """
    Return how alike two normalised names are, whatever the order of their words.

    Returns
    -------
    float
        From 0 to 1, which equal words have. [-]

    Notes
    -----
    Mean of two ratios of RapidFuzz: of the sorted words, which sees what one name has more, and of
    the common words, which does not.

    Examples
    --------
    >>> likeness(("AFTON", "CHEMICAL"), ("CHEMICAL", "AFTON"))
    1.0
    >>> likeness(("AFTON", "CHEMICAL"), ("BOSTIK",)) < 0.4
    True
    """
    if not one or not other:
        return 0.0
    left, right = " ".join(one), " ".join(other)
    ratios = fuzz.token_sort_ratio(left, right) + fuzz.token_set_ratio(left, right)
    return round(ratios / 2 / FULL, 4)


def street_number(address: str) -> str:
    """
    Return the first number of an address; empty where there is none.

    Examples
    --------
    >>> street_number("13850 COTTAGE GROVE AVENUE"), street_number("FOOT OF EDMUND ST")
    ('13850', '')
    """
    found = NUMBER.search(address)
    return found[0].lstrip("0") if found else ""
