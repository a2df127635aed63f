from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from copark.base import recent
from demo import park

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def small_park(django_db_setup, django_db_blocker, tmp_path_factory):
    """Six enterprises, built once for the module and rolled back behind it."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        try:
            park.build(now=NOW, scale="small", folder=tmp_path_factory.mktemp("park"))
            yield
        finally:
            transaction.set_rollback(True)
            block.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def as_in_use(settings):
    """Walk with answers kept for a while, as they are where people work."""
    settings.COPARK_RECENT = True
    yield
    recent.forget()
