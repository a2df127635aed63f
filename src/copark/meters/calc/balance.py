"""A main meter against the meters behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copark.meters.calc.totals import Total, added

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Balance:
    """What went in, what was counted behind it, and the difference."""

    main: Total
    subs: Total
    difference: float  #: Main less all behind it. [unit of the meters]
    share: float | None  #: Difference over main; None where the main meter counted nothing.
    verdict: str  #: ``CLOSED``, ``OPEN`` or ``UNSURE``.


def balanced(main: Total, subs: Sequence[Total], *, tolerance: float, least: float) -> Balance:
    """
    Set a main meter against the sum of those behind it.

    Parameters
    ----------
    main, subs
        Of one period, in one unit.
    tolerance
        Largest share of the main meter that the difference may be, 0 to 1.
    least
        Measured share below which either side proves nothing, 0 to 1.

    Returns
    -------
    Balance
        `UNSURE` where too little was measured on either side, whatever the difference: an outage
        is no leak.

    Examples
    --------
    >>> whole = balanced(Total(100, 24, 24, 0), [Total(60, 24, 24, 0), Total(38, 24, 24, 0)],
    ...                  tolerance=0.03, least=0.9)
    >>> whole.difference, whole.verdict
    (2, 'CLOSED')
    """
    behind = added(subs)
    difference = main.amount - behind.amount
    share = difference / main.amount if main.amount else None
    measured = [side.measured or 0.0 for side in (main, behind)]
    if share is None or min(measured) < least:
        verdict = "UNSURE"
    else:
        verdict = "CLOSED" if abs(share) <= tolerance else "OPEN"
    return Balance(main, behind, difference, share, verdict)
