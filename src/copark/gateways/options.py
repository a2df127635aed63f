"""The settings of a gateway: the same names and defaults as the platform's, read without Django."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from copark.gateways.limits import Limits

DEFAULT = Limits()


class GatewayOptions(BaseSettings):
    """What an operator may choose, all named ``COPARK_…`` in the environment or in ``.env``."""

    model_config = SettingsConfigDict(env_prefix="COPARK_", env_file=".env", extra="ignore")

    data: Path = Field(
        default=Path("var"), description="Folder of records, inbox, archive and roster."
    )
    gateway_host: str = Field(
        default="127.0.0.1", description="Address on which the HJ 212 gateway listens."
    )
    gateway_port: int = Field(
        default=9212, ge=0, le=65_535, description="Port of the HJ 212 gateway, all editions."
    )
    gateway_name: str = Field(
        default="hj212",
        pattern=r"^[a-z0-9][a-z0-9-]{0,39}$",
        description="Name of this gateway; its inbox carries it.",
    )
    log_format: str = Field(default="text", description="`text` for people, `json` for machines.")
    gateway_max_frame: int = Field(
        default=DEFAULT.max_frame, ge=1100, description="Longest line kept. [byte]"
    )
    gateway_connections: int = Field(
        default=DEFAULT.connections, ge=1, description="Open connections in all."
    )
    gateway_connections_per_address: int = Field(
        default=DEFAULT.connections_per_address,
        ge=1,
        description="Open connections of one address.",
    )
    gateway_frames_per_second: float = Field(
        default=DEFAULT.frames_per_second, gt=0, description="Steady rate of one connection. [1/s]"
    )
    gateway_frames_burst: float = Field(
        default=DEFAULT.frames_burst, ge=1, description="Frames a connection may send at once."
    )
    gateway_partial_seconds: float = Field(
        default=DEFAULT.partial_seconds,
        gt=0,
        description="A begun frame is whole after this time. [s]",
    )
    gateway_idle_seconds: float = Field(
        default=DEFAULT.idle_seconds, gt=0, description="Silence after which a connection ends. [s]"
    )
    gateway_evidence_per_address: int = Field(
        default=DEFAULT.evidence_per_address,
        ge=0,
        description="Frames of strangers kept per address and hour.",
    )
    gateway_inbox_max_mb: int = Field(
        default=0, ge=0, description="Share of the disk the inbox may take; 0: all there is. [MB]"
    )
    gateway_timeout_seconds: float = Field(
        default=5.0, gt=0, description="OverTime: when a command is sent again. [s]"
    )
    gateway_retries: int = Field(
        default=3, ge=0, description="ReCount: how often a command is sent again."
    )

    def limits(self) -> Limits:
        """Return the bounds with what the operator chose."""
        return Limits(
            max_frame=self.gateway_max_frame,
            connections=self.gateway_connections,
            connections_per_address=self.gateway_connections_per_address,
            frames_per_second=self.gateway_frames_per_second,
            frames_burst=self.gateway_frames_burst,
            partial_seconds=self.gateway_partial_seconds,
            idle_seconds=self.gateway_idle_seconds,
            evidence_per_address=self.gateway_evidence_per_address,
        )
