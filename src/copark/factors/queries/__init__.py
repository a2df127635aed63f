"""Read tables of factors as they hold: what the park took over last, else what was shipped."""

from copark.factors.queries.catalogue import held, named, table, table_of, tables
from copark.factors.queries.headings import heading
from copark.factors.queries.holding import (
    as_if,
    as_if_without,
    as_shipped,
    edition,
    forget,
    settled,
    shipped,
    text,
)
from copark.factors.queries.versions import (
    changes,
    content,
    in_force,
    numbered,
    rows_of,
    table_facts,
    version,
    versions,
)

__all__ = [
    "as_if",
    "as_if_without",
    "as_shipped",
    "changes",
    "content",
    "edition",
    "forget",
    "heading",
    "held",
    "in_force",
    "named",
    "numbered",
    "rows_of",
    "settled",
    "shipped",
    "table",
    "table_facts",
    "table_of",
    "tables",
    "text",
    "version",
    "versions",
]
