"""Read energy: figures for everybody else, rows for our own pages."""

from copark.energy.calc.intensity import energy_intensity
from copark.energy.calc.making import recomputed
from copark.energy.queries.comprehensive import calorific_loss_of, loss_coefficient
from copark.energy.queries.inventory import (
    days_of,
    inputs_of,
    live_of,
    months_of,
    to_freeze,
    year_of,
)
from copark.energy.queries.output import (
    one_output,
    one_turnover,
    output_of,
    output_stamp,
    output_units,
    price_basis,
    price_years,
    turnover_of,
    turnover_years,
)
from copark.energy.queries.records import (
    closed_years,
    declared,
    is_closed,
    metered,
    stamp,
    use,
    uses_of,
    years,
)
from copark.energy.queries.tables import carrier_name, carriers, coefficients, parameters

__all__ = [
    "calorific_loss_of",
    "carrier_name",
    "carriers",
    "closed_years",
    "coefficients",
    "days_of",
    "declared",
    "energy_intensity",
    "inputs_of",
    "is_closed",
    "live_of",
    "loss_coefficient",
    "metered",
    "months_of",
    "one_output",
    "one_turnover",
    "output_of",
    "output_stamp",
    "output_units",
    "parameters",
    "price_basis",
    "price_years",
    "recomputed",
    "stamp",
    "to_freeze",
    "turnover_of",
    "turnover_years",
    "use",
    "uses_of",
    "year_of",
    "years",
]
