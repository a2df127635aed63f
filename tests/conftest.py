from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import settings

SHARED = Path(__file__).resolve().parents[2] / "shared"
settings.register_profile("copark", deadline=None)  # no test asserts on time
settings.load_profile("copark")

DATABASE_FIXTURES = {"db", "transactional_db", "client", "admin_client", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second database run only what touches a database."""
    if not os.environ.get("COPARK_TEST_DATABASE_ONLY"):
        return
    kept, left = [], []
    for item in items:
        (kept if _touches_a_database(item) else left).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left)


def _touches_a_database(item: pytest.Item) -> bool:
    fixtures = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference data beside the project; a test that needs it skips where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("reference data not found: ../shared/data is absent")
    return SHARED / "data"


@pytest.fixture(autouse=True)
def _starts_in_english():
    """A request of an earlier test leaves its language behind; no test inherits it."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _factors_are_asked_anew(request: pytest.FixtureRequest):
    """Where there is no database the shipped tables hold; else no test inherits what held."""
    from copark.factors import queries

    queries.forget()
    with nullcontext() if _touches_a_database(request.node) else queries.as_shipped():
        yield
