"""Sections of an enterprise's page beside its releases: VOC, solvents, waste and the tax."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from copark.pollution import queries, words
from copark.pollution.calc.balances import SOLVENT_ENDS
from copark.pollution.calc.taxes import NoTax, Tax
from copark.pollution.views import makings
from copark.web.components.parts import Chart, Empty
from copark.web.components.table import Column, build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from django.http import HttpRequest

    from copark.kernel.figure import Figure
    from copark.pollution.calc.account import Year
    from copark.pollution.calc.balances import Account
    from copark.pollution.calc.sources import Voc
    from copark.pollution.calc.taxes import Charge
    from copark.web.components.table import Table

SOLVENT_COLUMNS = ("used", *SOLVENT_ENDS, "error", "co2")
WASTE_COLUMNS = (
    "opening", "made", "received", "recycled", "treated", "handed_over", "stored", "error",
)  # fmt: skip
HUES = {
    "recovered": "energy", "in_product": "plan", "to_air": "air", "to_water": "water",
    "to_waste": "waste", "destroyed": "carbon",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A source category, or a sum of some."""

    key: str
    name: str
    kind: str
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose sections are shown, of which year, and in which words."""

    enterprise_id: int
    year: int
    say: words.Say
    block: str = ""

    def url(self, part: str) -> str:
        """Return the address of the making of a part."""
        query = urlencode({"year": self.year, "part": part})
        return f"{reverse('pollution:part-making', args=[self.enterprise_id])}?{query}"

    def note(self, key: str) -> str:
        """Return the code under the name of a waste."""
        return key if self.block == "waste" else ""


def of_year(request: HttpRequest, enterprise_id: int, year: int, found: Year) -> dict[str, Any]:
    """Return the sections of a year, in the reader's language."""
    say = words.teller(queries.book())
    asking = Asking(enterprise_id, year, say)
    solvent, waste = replace(asking, block="solvent"), replace(asking, block="waste")
    return {
        "voc": _voc(request, asking, found.voc),
        "is_voc_counted": found.voc is None or found.voc.is_counted,
        "voc_chart": _voc_chart(found.voc, say),
        "solvents": _balances(request, solvent, found.solvents, SOLVENT_COLUMNS),
        "solvent_chart": _flows(found, say),
        "wastes": _balances(request, waste, found.wastes, WASTE_COLUMNS),
        "tax": _tax(request, asking, found.tax),
    }


# VOC


def _voc(request: HttpRequest, asking: Asking, voc: Voc | None) -> Table:
    columns = [
        Column("name", _("Source"), can_sort=False),
        Column("kind", _("Organised or fugitive"), can_sort=False),
        Column(
            "tonnes",
            _("VOC"),
            value=lambda row: row.figure.value if row.figure else None,
            kind="number",
            unit="t",
            url=lambda row: asking.url(f"voc:{row.key}:") if row.figure else "",
            drawer=True,
            can_sort=False,
        ),
        Column(
            "how",
            _("How it was found"),
            value=lambda row: asking.say(row.figure.method) if row.figure else _("not given"),
            can_sort=False,
        ),
    ]
    rows = _voc_rows(voc, asking.say) if voc else []
    return build(
        request,
        columns,
        rows,
        name="voc-rows",
        can_search=False,
        can_export=False,
        empty=_empty(_("No VOC by source"), _("Leaks, loading and tanks stand here."), "leaks"),
    )


def _voc_rows(voc: Voc, say: words.Say) -> list[Line]:
    known = queries.book().categories
    kinds = {True: _("organised"), False: _("fugitive")}

    def line(code: str, figure: Figure | None) -> Line:
        return Line(code, say(known[code].name_en), kinds[known[code].is_organised], figure)

    return [
        *(line(code, figure) for code, figure in voc.categories.items()),
        Line("organised", _("All organised"), kinds[True], voc.organised),
        Line("fugitive", _("All fugitive"), kinds[False], voc.fugitive),
        *(line(code, None) for code in voc.not_given),
    ]


def _voc_chart(voc: Voc | None, say: words.Say) -> Chart | None:
    if voc is None:
        return None
    known = queries.book().categories
    names = [say(known[code].name_en) for code in voc.categories]
    series = [
        {
            "name": name,
            "hue": hue,
            "kind": "hbar",
            "stack": "voc",
            "points": [
                [shown, float(figure.value)]
                for shown, (code, figure) in zip(names, voc.categories.items(), strict=True)
                if known[code].is_organised is is_organised
            ],
        }
        for name, hue, is_organised in (
            (_("organised"), "air", True),
            (_("fugitive"), "solvent", False),
        )
    ]
    content = {"unit": "t", "x": "category", "categories": names, "series": series}
    return Chart(_("VOC by source"), content, id="voc-chart")


# Balances


def _balances(
    request: HttpRequest, asking: Asking, accounts: Sequence[Account], terms: Sequence[str]
) -> Table:
    heading = _("Substance") if asking.block == "solvent" else _("Waste")
    columns = [
        Column(
            "name",
            heading,
            value=lambda row: asking.say(row.name),
            sub=lambda row: row.refused or asking.note(row.key),
            can_sort=False,
        ),
        *(_term(term, asking) for term in terms),
    ]
    sentence = _("What went in and where it went stands here, one row a substance.")
    return build(
        request,
        columns,
        accounts,
        name=f"{asking.block}-balances",
        can_search=False,
        can_export=False,
        empty=_empty(_("No balance for %(year)s") % {"year": asking.year}, sentence, asking.block),
    )


def _term(term: str, asking: Asking) -> Column:
    def value(row: Account) -> Decimal | None:
        return row.figures[term].value if term in row.figures else None

    def url(row: Account) -> str:
        return asking.url(f"{asking.block}:{row.key}:{term}") if term in row.figures else ""

    unit = "tCO2" if term == "co2" else "t"
    name = asking.say(words.term(term))
    return Column(
        term, name, value=value, kind="number", unit=unit, url=url, drawer=True, can_sort=False
    )


def _flows(found: Year, say: words.Say) -> Chart | None:
    """From where each solvent came, through the process, to where it went."""
    held = [row for row in found.solvents if not row.refused]
    if not held:
        return None
    fresh, again = _("bought and from store"), _("recovered, used again")
    nodes = [
        {"name": "fresh", "label": fresh, "column": 0, "hue": "solvent"},
        {"name": "again", "label": again, "column": 0, "hue": HUES["recovered"]},
        *({"name": row.key, "label": say(row.name), "column": 1, "hue": "solvent"} for row in held),
        *(
            {"name": f"to:{end}", "label": say(words.term(end)), "column": 2, "hue": HUES[end]}
            for end in SOLVENT_ENDS
        ),
    ]
    links: list[dict[str, Any]] = []
    for row in held:
        back = row.value("recovered") - row.value("sold")
        links.append({"source": "fresh", "target": row.key, "value": float(row.value("consumed"))})
        links.append({"source": "again", "target": row.key, "value": float(back)})
        links += [
            {"source": row.key, "target": f"to:{end}", "value": float(row.value(end))}
            for end in SOLVENT_ENDS
        ]
    links = [link for link in links if link["value"] > 0]
    used = {name for link in links for name in (link["source"], link["target"])}
    content = {
        "kind": "sankey",
        "unit": "t",
        "nodes": [node for node in nodes if node["name"] in used],
        "links": links,
    }
    return Chart(_("Where the solvents went"), content, height="20rem", id="solvent-flows")


# The tax


def _tax(request: HttpRequest, asking: Asking, tax: Tax | NoTax | None) -> dict[str, Any] | None:
    say = asking.say
    if tax is None:
        return None
    if isinstance(tax, NoTax):
        return {"refused": words.tax_refusal(tax)}
    return {
        "figure": words.told(tax.figure, say),
        "quarters": [(say(one.name), words.told(one, say)) for one in tax.quarters],
        "is_estimated": tax.is_estimated,
        "table": build(
            request,
            _charged(asking),
            list(enumerate(tax.charges)),
            name=f"tax-{asking.year}",
            can_search=False,
            can_export=False,
        ),
    }


def _charged(asking: Asking) -> list[Column]:
    def side(key: str, name: str, unit: str = "") -> Column:
        return Column(
            key,
            name,
            value=lambda row: makings.side_of(row[1], key),
            kind="number",
            unit=unit,
            url=lambda row: asking.url(f"tax:{row[0]}:{key}"),
            drawer=True,
            can_sort=False,
        )

    def plain(key: str, name: str, value: Callable[[Charge], object]) -> Column:
        return Column(key, name, value=lambda row: value(row[1]), can_sort=False)

    charged = Column(
        "charged",
        _("Charged"),
        value=lambda row: row[1].item.is_charged,
        kind="yes",
        can_sort=False,
    )
    return [
        plain("period", _("Period"), lambda row: row.period),
        plain("outlet", _("Outlet"), lambda row: row.outlet),
        plain("medium", _("Medium"), lambda row: words.medium(row.medium)),
        plain("pollutant", _("Pollutant"), lambda row: words.taxed(row.item.equivalent)),
        side("amount", _("Mass"), "kg"),
        side("equivalents", _("Equivalents")),
        charged,
        side("reduction", _("Due"), "%"),
        side("tax", _("Tax"), "CNY"),
    ]


def _empty(title: str, why: str, block: str) -> Empty:
    return Empty(title, why, reverse("pollution:entry-new", args=[block]), _("Enter"))
