"""Write what belongs to the lists: rule sets, facts of units, decisions, designated units."""

from copark.synergy.services.designated import (
    import_designated,
    preview_designated,
    reread,
    take_designated,
    undo_import,
)
from copark.synergy.services.facts import record_fact, withdraw_fact
from copark.synergy.services.publications import Head, publish, withdraw
from copark.synergy.services.rulesets import make_rule_set

__all__ = [
    "Head",
    "import_designated",
    "make_rule_set",
    "preview_designated",
    "publish",
    "record_fact",
    "reread",
    "take_designated",
    "undo_import",
    "withdraw",
    "withdraw_fact",
]
