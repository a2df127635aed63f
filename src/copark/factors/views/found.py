"""Tables and versions as addresses name them; what is not there is not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from copark.factors import queries, words
from copark.kernel.errors import Refused

if TYPE_CHECKING:
    from copark.factors.calc.catalogue import Table
    from copark.factors.contracts import Version


def table_or_404(name: str) -> Table:
    try:
        return queries.table(name)
    except Refused as refused:
        raise Http404(words.refusal(refused)) from None


def numbered_or_404(table: Table, number: int) -> Version:
    try:
        return queries.numbered(table, number)
    except Refused as refused:
        raise Http404(words.refusal(refused)) from None
