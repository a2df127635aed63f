"""How an amount runs over years, split by what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from copark.statistics.contracts import Amount

DIGITS = 80  #: Carried in sums, so that adding in another order gives the same last digit.
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One part over the periods asked for; a period without data has no value."""

    key: str
    values: tuple[Decimal | None, ...]

    @property
    def last(self) -> Decimal | None:
        """The value of the newest period."""
        return self.values[-1]

    @property
    def before(self) -> Decimal | None:
        """The value of the period before the newest."""
        return self.values[-2] if len(self.values) > 1 else None


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """
    Return a sum that does not depend on the order of its terms.

    Parameters
    ----------
    values
        Numbers in one unit.

    Returns
    -------
    Decimal
        Their sum with every digit, up to 80.

    Examples
    --------
    >>> exact_sum([Decimal("1e20"), Decimal("1e-10"), Decimal("-1e20")])
    Decimal('1E-10')
    """
    with localcontext(prec=DIGITS):
        return sum(values, ZERO)


def lines(
    amounts: Iterable[Amount],
    periods: Iterable[int],
    *,
    period: Callable[[Amount], int],
    key: Callable[[Amount], str],
) -> list[Line]:
    """
    Return each part over the periods, the largest of the newest period first.

    Parameters
    ----------
    amounts
        In one unit.
    periods
        Years, or months of a year, in their order.
    period, key
        Which period, and which part, an amount belongs to.

    Returns
    -------
    list of Line
        Parts without an amount in any of the periods are left out; a period without an amount is
        None, for no figure is not zero.

    Examples
    --------
    >>> from copark.statistics.contracts import Amount
    >>> rows = [Amount(2024, 1, "gas", Decimal(3)), Amount(2025, 1, "gas", Decimal(2))]
    >>> lines(rows, [2024, 2025], period=lambda a: a.year, key=lambda a: a.part)
    [Line(key='gas', values=(Decimal('3'), Decimal('2')))]
    """
    order = tuple(periods)
    cells: dict[str, dict[int, list[Decimal]]] = {}
    for amount in amounts:
        if period(amount) in order:
            row = cells.setdefault(key(amount), {})
            row.setdefault(period(amount), []).append(amount.value)
    found = [
        Line(name, tuple(exact_sum(row[one]) if one in row else None for one in order))
        for name, row in cells.items()
    ]
    return sorted(found, key=lambda line: (-(line.last or ZERO), line.key))


def whole(parts: Iterable[Line], count: int) -> Line:
    """
    Return the sum of the parts in each of `count` periods; None where no part has a value.

    Examples
    --------
    >>> whole([Line("a", (None, Decimal(1))), Line("b", (None, Decimal(2)))], 2).values
    (None, Decimal('3'))
    """
    rows = list(parts)
    columns = [[row.values[at] for row in rows] for at in range(count)]
    return Line("", tuple(_added(column) for column in columns))


def _added(column: list[Decimal | None]) -> Decimal | None:
    known = [value for value in column if value is not None]
    return exact_sum(known) if known else None


def change(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """
    Return by what share an amount rose or fell.

    Parameters
    ----------
    before, after
        In one unit; None where there is no figure.

    Returns
    -------
    Decimal or None
        Negative for a fall; None where a figure lacks, or the earlier one is not above zero: a
        share of nothing, or of a net sale, says nothing. [-]

    Examples
    --------
    >>> change(Decimal(4), Decimal(3)), change(Decimal(0), Decimal(3)), change(None, Decimal(3))
    (Decimal('-0.25'), None, None)
    """
    if before is None or after is None or before <= 0:
        return None
    return (after - before) / before


def share(part: Decimal | None, of: Decimal | None) -> Decimal | None:
    """
    Return what part of a whole an amount is; None where there is no whole above zero. [-]

    Examples
    --------
    >>> share(Decimal(1), Decimal(4)), share(Decimal(1), Decimal(0))
    (Decimal('0.25'), None)
    """
    return part / of if part is not None and of is not None and of > 0 else None
