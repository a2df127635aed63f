"""
Exact sums of very many amounts by owner and key: whole millionths, so that no digit is lost.

A million rows as objects take seconds; as columns of integers they take milliseconds. The database
keeps amounts to six decimals, so a millionth is the smallest amount there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

AT_A_TIME = 4096  #: Sums that are turned into objects together.
PLACES = 6  #: Decimals of an amount in the database.
LARGEST = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, slots=True)
class Columns:
    """Amounts, one a row. All three columns have one length."""

    owner: NDArray[np.int64]  #: Whose it is: a number from 0 on.
    key: NDArray[np.int64]  #: What it is: a number from 0 on.
    amount: NDArray[np.int64]  #: [1e-6 of the unit of its key]


def sums(columns: Columns) -> Iterator[tuple[int, dict[int, Decimal]]]:
    """
    Yield each owner, rising, with the sum of each of its keys, rising.

    Parameters
    ----------
    columns
        Rows in any order; rows of one owner and key are added up.

    Yields
    ------
    tuple of int and dict
        Owner, and sum by key, exact. [unit of the key]

    Raises
    ------
    Refused
        ``sums.columns``, if the columns differ in length or an owner or key is negative.

    Notes
    -----
    Sums are taken in 64-bit integers where the largest amount times the longest run cannot
    overflow them, and in integers without bounds elsewhere.

    Examples
    --------
    >>> months = Columns(
    ...     np.array([1, 0, 1]), np.array([7, 7, 7]), np.array([1_500_000, 1, 2_000_000])
    ... )
    >>> list(sums(months))
    [(0, {7: Decimal('0.000001')}), (1, {7: Decimal('3.500000')})]
    """
    _check(columns)
    if not len(columns.owner):
        return
    keys = int(columns.key.max()) + 1
    place = columns.owner.astype(np.int64) * keys + columns.key
    order = np.argsort(place, kind="stable")
    place, amount = place[order], columns.amount[order]
    starts = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
    totals = np.add.reduceat(_roomy(amount, starts), starts)
    yield from _by_owner(place[starts], totals, keys)


def _by_owner(
    places: NDArray[np.int64], totals: NDArray[np.generic], keys: int
) -> Iterator[tuple[int, dict[int, Decimal]]]:
    """Yield the sums of one owner after the other; only some of them are objects at a time."""
    current = int(places[0]) // keys
    held: dict[int, Decimal] = {}
    for start in range(0, len(places), AT_A_TIME):
        owners, items = np.divmod(places[start : start + AT_A_TIME], keys)
        some = zip(owners.tolist(), items.tolist(), totals[start : start + AT_A_TIME].tolist(),
                   strict=True)  # fmt: skip
        for owner, item, total in some:
            if owner != current:
                yield current, held
                current, held = owner, {}
            held[item] = Decimal(total).scaleb(-PLACES)
    yield current, held


def _check(columns: Columns) -> None:
    length = len(columns.owner)
    reason = ""
    if not length == len(columns.key) == len(columns.amount):
        reason = "the columns differ in length"
    elif length and min(columns.owner.min(), columns.key.min()) < 0:
        reason = "an owner or a key is negative"
    elif length and (int(columns.owner.max()) + 1) * (int(columns.key.max()) + 1) > LARGEST:
        reason = "owners or keys are numbered too high; number them from 0 on"
    if reason:
        raise Refused("sums.columns", f"The columns cannot be added up: {reason}.", reason=reason)


def _roomy(amount: NDArray[np.int64], starts: NDArray[np.intp]) -> NDArray[np.generic]:
    """Return the amounts in integers that their sums cannot overflow."""
    longest = int(np.diff(np.r_[starts, len(amount)]).max())
    largest = max(int(amount.max()), -int(amount.min()))
    return amount.astype(object) if largest * longest > LARGEST else amount
