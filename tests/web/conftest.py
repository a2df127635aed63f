from __future__ import annotations

import pytest

from copark.base.models import Role, User
from copark.registry.models import Enterprise, Park

WORD = "x"


@pytest.fixture
def park(db):
    return Park.objects.create(
        code="bay",
        name_en="Bay Park",
        name_zh="海湾园区",
        longitude=121.5,
        latitude=28.7,
        stand_in_note_en="Nothing here is real.",
    )


@pytest.fixture
def works(park):
    return Enterprise.objects.create(
        park=park,
        code="E1",
        name_en="Heron Works",
        name_zh="鹭苇药业",
        sector="2710",
        longitude=121.5,
        latitude=28.7,
    )


@pytest.fixture
def people(works):
    return {
        role: User.objects.create_user(
            role.lower(),
            password=WORD,
            role=role,
            enterprise_id=works.pk if role == Role.ENTERPRISE else None,
        )
        for role in Role.values
    }
