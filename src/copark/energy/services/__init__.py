"""Write energy: activity data, output, imports of both, and the closing of years."""

from copark.energy.services.closing import close_year, reopen_year
from copark.energy.services.imports import (
    import_activity,
    preview_activity,
    take_activity,
    undo_import,
)
from copark.energy.services.output import (
    correct_output,
    correct_turnover,
    record_outputs,
    record_turnover,
    withdraw_output,
    withdraw_turnover,
)
from copark.energy.services.output_imports import OUTPUT, TURNOVER
from copark.energy.services.records import correct_use, record_uses, withdraw_use

__all__ = [
    "OUTPUT",
    "TURNOVER",
    "close_year",
    "correct_output",
    "correct_turnover",
    "correct_use",
    "import_activity",
    "preview_activity",
    "record_outputs",
    "record_turnover",
    "record_uses",
    "reopen_year",
    "take_activity",
    "undo_import",
    "withdraw_output",
    "withdraw_turnover",
    "withdraw_use",
]
