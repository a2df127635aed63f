"""Open the records database for a command, and enter the sites of a register in it."""

from __future__ import annotations

import csv
import io
import os
from typing import TYPE_CHECKING

from copark.kernel.errors import Refused
from copark.pollution.calc.register import separator_of

if TYPE_CHECKING:
    from copark.registry.models import Enterprise, Park

LANGUAGES = ("en", "zh-hans")
MAX_NAME = 120
#: E-PRTR activity to the nearest GB/T 4754 division, for the sites of a stand-in park.
SECTORS = {"1": "44", "2": "31", "3": "30", "4": "26", "5": "77", "6": "22"}
PHARMACEUTICAL = "4.(e)"


def connect(language: str = "") -> None:
    """
    Make the records database ready, and speak the caller's language.

    Raises
    ------
    Refused
        ``cli.settings``, if the settings do not allow a start, or ``cli.records``, if there is no
        migrated database.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copark.site.settings.base")
    import django  # noqa: PLC0415 - needs the settings named
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - see above

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Refused("cli.settings", str(error)) from None
    from django.db import DatabaseError, connection  # noqa: PLC0415 - needs Django set up
    from django.utils import translation  # noqa: PLC0415 - needs Django set up

    translation.activate(language if language in LANGUAGES else spoken())
    try:
        ready = "registry_park" in connection.introspection.table_names()
    except DatabaseError:
        ready = False
    if not ready:
        message = "There is no records database yet; start Copark once (copark all), or migrate it."
        raise Refused("cli.records", message)


def spoken() -> str:
    """Return the language of the caller's environment."""
    named = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh-hans" if named.lower().startswith("zh") else "en"


def enter_sites(text: str) -> int:
    """Enter the sites of a facility file that the park does not know; return how many."""
    from django.db import transaction  # noqa: PLC0415 - needs Django set up

    from copark.registry.models import Enterprise  # noqa: PLC0415 - needs Django set up

    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=separator_of(text.split("\n", 1)[0])
    )
    if "Identifiant" not in (reader.fieldnames or ()):
        message = "The facility file lacks the column Identifiant."
        raise Refused("import.register.columns", message, columns="Identifiant")
    with transaction.atomic():
        park = _park()
        known = set(Enterprise.objects.filter(park=park).values_list("code", flat=True))
        fresh = {
            row["Identifiant"]: _site(row, park)
            for row in reader
            if row["Identifiant"] and row["Identifiant"] not in known
        }
        Enterprise.objects.bulk_create(fresh.values())
    return len(fresh)


def _park() -> Park:
    from copark.registry.models import Park  # noqa: PLC0415 - needs Django set up

    park = Park.objects.order_by("pk").first()
    return park or Park.objects.create(
        code="register",
        name_en="Imported register",
        name_zh="导入的登记册",
        longitude=0,
        latitude=0,
        area_code="000000",
        stand_in_note_en="Sites of a facility-release register, not of a park.",
    )


def _site(row: dict[str, str], park: Park) -> Enterprise:
    """Return a site as an enterprise; its grid is not WGS84, so it stands at the park's place."""
    from copark.registry.models import Enterprise  # noqa: PLC0415 - needs Django set up

    name = " ".join((row.get("Nom_Etablissement") or row["Identifiant"]).split())[:MAX_NAME]
    activity = row.get("code_eprtr") or ""
    sector = "27" if activity.startswith(PHARMACEUTICAL) else SECTORS.get(activity[:1], "")
    return Enterprise(
        park=park,
        code=row["Identifiant"][:30],
        name_en=name,
        name_zh=name,
        sector=sector,
        permit_class="SIMPLE",
        longitude=park.longitude,
        latitude=park.latitude,
        stand_in_of=f"facility register, {row['Identifiant']}"[:200],
    )
