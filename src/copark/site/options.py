"""Every setting, read from the environment or from ``.env``; see docs/settings.md."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_SECRET = "not-a-secret-only-for-a-first-look"  # noqa: S105 - refused outside debug mode


class Options(BaseSettings):
    """The settings of a Copark, all named ``COPARK_…`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="COPARK_", env_file=".env", extra="ignore")

    debug: bool = Field(
        default=False, description="Development mode: readable errors, default secret allowed."
    )
    secret_key: str = Field(
        default=DEFAULT_SECRET, description="Signs sessions; must be set outside debug mode."
    )
    data: Path = Field(
        default=Path("var"), description="Folder of records, inbox, archive and roster."
    )
    database_url: str = Field(
        default="",
        description="`postgresql://user:password@host/name`; empty: SQLite in the data folder.",
    )
    host: str = Field(default="127.0.0.1", description="Address on which the web server listens.")
    port: int = Field(default=8000, description="Port of the web server.")
    allowed_hosts: str = Field(
        default="localhost,127.0.0.1,[::1]", description="Host names served, separated by commas."
    )
    gateway_host: str = Field(
        default="127.0.0.1", description="Address on which the HJ 212 gateway listens."
    )
    gateway_port: int = Field(default=9212, description="Port of the HJ 212 gateway, all editions.")
    gateway_name: str = Field(
        default="hj212", description="Name of this gateway; its inbox carries it."
    )
    language: str = Field(
        default="zh-hans", description="Language where the browser asks for neither `zh` nor `en`."
    )
    https: bool = Field(default=False, description="Served behind HTTPS: secure cookies and HSTS.")
    log_format: str = Field(default="text", description="`text` for people, `json` for machines.")
