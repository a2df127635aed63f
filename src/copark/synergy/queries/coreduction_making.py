"""How the numbers of a co-reduction were made."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from copark.energy import queries as energy
from copark.kernel.figure import Figure, Ingredient
from copark.pollution import queries as pollution
from copark.synergy.queries.coreduction import CO2, CoReduction, Effect, Key, Wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from copark.kernel.figure import Source
    from copark.synergy.calc.equivalent import Part
    from copark.synergy.queries.coreduction import Coupled

HUNDRED = Decimal(100)


def unit_of(key: Key) -> str:
    return "tCO2e" if key == CO2 else "t"


def name_of(key: Key) -> str:
    """Return what a subject is called, in the reader's language."""
    return _("Carbon") if key == CO2 else pollution.pollutant_name(key[1])


def period_of(wish: Wish) -> str:
    return f"{wish.first} → {wish.last}"


def made(found: CoReduction, wish: Wish, of: str, key: Key) -> Figure | None:
    """Return how a number was made; None where there is no such number."""
    if of == "equivalent":
        return _equivalent(found, wish)
    if of.startswith("degree"):
        return _degree(found, of)
    effect = found.effect(key)
    make = EFFECTS.get(of)
    return make(found, effect, wish) if effect and make else None


def _amounts(found: CoReduction, effect: Effect, wish: Wish) -> tuple[Ingredient, Ingredient]:
    unit, name = unit_of(effect.key), name_of(effect.key)
    rows = ((wish.first, effect.change.baseline), (wish.last, effect.later))
    first, last = (
        Ingredient(f"{name} {year}", value, unit, url=_page(found, effect.key, year))
        for year, value in rows
    )
    return first, last


def _page(found: CoReduction, key: Key, year: int) -> str:
    """Return the page that shows an amount: of the enterprise, or of the park."""
    domain = "carbon" if key == CO2 else "pollution"
    if found.enterprise_id is None:
        return f"{reverse(f'{domain}:year')}?year={year}"
    params: dict[str, object] = {"year": year}
    if key != CO2:
        params |= {"medium": key[0], "pollutant": key[1]}
    return f"{reverse(f'{domain}:making', args=[found.enterprise_id])}?{urlencode(params)}"


def _reduction(found: CoReduction, effect: Effect, wish: Wish) -> Figure:
    how = _("earlier − later, over those who have a figure in both years; a rise is negative")
    return Figure(
        name_of(effect.key),
        effect.change.reduction,
        unit_of(effect.key),
        how,
        period_of(wish),
        _amounts(found, effect, wish),
    )


def _rate(found: CoReduction, effect: Effect, wish: Wish) -> Figure | None:
    if effect.change.rate is None:
        return None
    return Figure(
        name_of(effect.key),
        effect.change.rate * HUNDRED,
        "%",
        _("(earlier − later) / earlier"),
        period_of(wish),
        _amounts(found, effect, wish),
    )


def _elasticity(found: CoReduction, effect: Effect, wish: Wish) -> Figure | None:
    co2 = found.effect(CO2)
    if effect.elasticity is None or effect.elasticity.value is None or co2 is None:
        return None
    rates = tuple(rate for one in (effect, co2) if (rate := _rate(found, one, wish)))
    return Figure(
        _("Elasticity of %(pollutant)s to carbon") % {"pollutant": name_of(effect.key)},
        effect.elasticity.value,
        "",
        _("share by which the pollutant fell / share by which carbon fell; only where both fell"),
        period_of(wish),
        tuple(Ingredient(rate.name, rate.value, "%") for rate in rates),
        rates,
    )


def _intensity(found: CoReduction, effect: Effect, wish: Wish) -> Figure | None:
    return _intensity_in(found, effect, wish, is_later=True)


def _intensity_before(found: CoReduction, effect: Effect, wish: Wish) -> Figure | None:
    return _intensity_in(found, effect, wish, is_later=False)


def _intensity_in(
    found: CoReduction, effect: Effect, wish: Wish, *, is_later: bool
) -> Figure | None:
    held, year = (effect.after, wish.last) if is_later else (effect.before, wish.first)
    if held.value is None:
        return None
    page = f"{reverse('energy:turnover-list')}?year={year}"
    if found.enterprise_id:
        page += f"&enterprise={found.enterprise_id}"
    amount = effect.later if is_later else effect.change.baseline
    value = amount / held.value if held.value else Decimal(0)
    return Figure(
        _("%(subject)s per output value") % {"subject": name_of(effect.key)},
        held.value * KG_OF.get(unit_of(effect.key), 1),
        f"{'kg' if effect.key != CO2 else unit_of(effect.key)}/1e4CNY",
        _("amount / output value, over those who have both"),
        str(year),
        (
            Ingredient(name_of(effect.key), amount, unit_of(effect.key),
                       url=_page(found, effect.key, year)),
            Ingredient(_("Output value"), value, "1e4CNY", url=page,
                       note=energy.price_basis(wish.price_year)),
        ),
    )  # fmt: skip


KG_OF = {"t": 1000}  #: Releases are told in kilograms.
EFFECTS: dict[str, Callable[[CoReduction, Effect, Wish], Figure | None]] = {
    "reduction": _reduction,
    "rate": _rate,
    "elasticity": _elasticity,
    "intensity": _intensity,
    "intensity-before": _intensity_before,
}


def _equivalent(found: CoReduction, wish: Wish) -> Figure | None:
    if found.equivalent is None or not found.equivalent.parts:
        return None
    unit = found.equivalent.unit
    missing = [weighed(one) for one in found.equivalent.unweighted]
    how = _("Σ reduction × weight, weights %(set)s") % {"set": wish.weights.name}
    if missing:
        how += "; " + _("without a weight: %(names)s") % {"names": ", ".join(missing)}
    return Figure(
        _("Co-control equivalent"),
        found.equivalent.total,
        unit,
        how,
        period_of(wish),
        parts=tuple(_part(part, unit) for part in found.equivalent.parts),
    )


def weighed(subject: str) -> str:
    """Return the name of what a weight is for: a pollutant whatever the medium, or carbon."""
    return name_of(CO2 if subject == CO2[1] else ("AIR", subject))


def _part(part: Part, unit: str) -> Figure:
    name = weighed(part.subject)
    source: Source = part.weight.source
    weight = part.weight.value if part.weight.value is not None else Decimal(0)
    return Figure(
        name,
        part.value,
        unit,
        _("reduction × weight"),
        ingredients=(
            Ingredient(_("Reduction"), part.kg, "kg"),
            Ingredient(_("Weight"), weight, part.weight.unit, source, note=part.weight.note),
        ),
    )


def _degree(found: CoReduction, of: str) -> Figure | None:
    year = of.rpartition("-")[2]
    row = next((one for one in found.coupled if str(one.year) == year), None)
    return degree(row) if row else None


def degree(row: Coupled) -> Figure:
    """Return how a degree of coordination was made."""
    ingredients = [
        Ingredient(_("Level of pollution, 1 is the best of the park"), row.pollution, ""),
        Ingredient(_("Level of carbon, 1 is the best of the park"), row.carbon, ""),
        Ingredient(_("Level of both, T"), row.found.level, ""),
    ]
    if row.found.coupling is not None:
        ingredients.append(Ingredient(_("Coupling, C"), row.found.coupling, ""))
    ingredients.append(
        Ingredient(
            _("Lower bound of the class %(name)s") % {"name": row.named.name},
            row.named.lower,
            "",
            row.named.source,
        )
    )
    return Figure(
        _("Coupling coordination degree"),
        row.found.degree,
        "",
        _("D = √(C·T); levels from intensities per output value, range standardised in the park"),
        str(row.year),
        tuple(ingredients),
    )
