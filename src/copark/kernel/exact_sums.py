"""
Exact sums of very many amounts by owner and key: whole millionths, so that no digit is lost.

A million rows as objects take seconds; as columns of integers they take milliseconds. The database
keeps amounts to six decimals, so a millionth is the smallest amount there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

AT_A_TIME = 4096  #: Sums that are turned into objects together.
ROWS_AT_A_TIME = 1 << 16  #: Rows that are added up together: they stay in the processor's cache.
ROOMY = 4  #: Places for each row, up to which empty ones cost less than sorting the rows.
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
    Every row is added to the place of its owner and key, in one pass and without sorting, so that
    time grows as the rows do. Sums are taken in 64-bit integers where the largest amount times the
    most rows of a place cannot overflow them, and in integers without bounds elsewhere.

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
    places, index = _places(columns, keys)
    rows = np.zeros(len(places), np.int64)
    for _amount, place in _blocks(columns, index, keys):
        np.add.at(rows, place, 1)
    totals: NDArray[Any] = np.zeros(len(places), _type(columns.amount, int(rows.max())))
    for amount, place in _blocks(columns, index, keys):
        np.add.at(totals, place, amount)
    taken = np.flatnonzero(rows)
    yield from _by_owner(places[taken], totals[taken], keys)


def _places(columns: Columns, keys: int) -> tuple[NDArray[np.int64], NDArray[np.int64] | None]:
    """Return the places of owners and keys, and which of them a row has; None: its own number."""
    every = (int(columns.owner.max()) + 1) * keys
    if every <= ROOMY * len(columns.owner):
        return np.arange(every), None
    place = columns.owner.astype(np.int64) * keys + columns.key
    places, index = np.unique(place, return_inverse=True)
    return places, index


def _blocks(
    columns: Columns, index: NDArray[np.int64] | None, keys: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield amounts and their places, some rows at a time."""
    for start in range(0, len(columns.owner), ROWS_AT_A_TIME):
        some = slice(start, start + ROWS_AT_A_TIME)
        place = columns.owner[some] * keys + columns.key[some] if index is None else index[some]
        yield columns.amount[some], place


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


def _type(amount: NDArray[np.int64], rows: int) -> type:
    """Return the integers that the sum of so many amounts cannot overflow."""
    largest = max(int(amount.max()), -int(amount.min()))
    return object if largest * rows > LARGEST else np.int64
