"""Write ``docs/settings.md`` from the settings themselves."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from copark.gateways.options import GatewayOptions
from copark.site.options import Options

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

PAGE = Path(__file__).resolve().parents[1] / "docs/settings.md"
HEAD = """# Settings

Every setting is read from the environment, or from a file `.env` in the folder where Copark is \
started. Outside debug mode Copark refuses to start with the default secret.

| setting | default | what it does | read by |
|---|---|---|---|
"""


def rows() -> list[str]:
    platform, gateway = Options.model_fields, GatewayOptions.model_fields
    return [
        row(
            name,
            field,
            "gateway" if name not in platform else "all" if name in gateway else "web, worker",
        )
        for name, field in (platform | gateway).items()
    ]


def row(name: str, field: FieldInfo, reader: str) -> str:
    default = (
        "*a text that is refused outside debug mode*"
        if name == "secret_key"
        else f"`{field.default}`"
    )
    shown = "*empty*" if field.default == "" else default
    return f"| `COPARK_{name.upper()}` | {shown} | {field.description} | {reader} |"


def page() -> str:
    return HEAD + "\n".join(rows()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.exit(0)
