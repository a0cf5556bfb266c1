"""All settings in one frozen object, read once from the environment and an optional TOML file, then passed."""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from screening.model.errors import SettingsError

PREFIX = "SCREENING_"
CONFIG = "SCREENING_CONFIG"


class Settings(BaseModel):
    """Every setting, with its type, default and meaning; the environment spells them SCREENING_NAME."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    data_dir: Path = Field(
        Path("~/.local/share/screening"), description="Folder of the embedded database, Redis and the first API key."
    )
    database_url: str = Field(
        "",
        description="SQLAlchemy URL, such as `postgresql+psycopg://user@host/screening`; empty: SQLite in `data_dir`.",
    )
    redis_url: str = Field(
        "",
        description="Redis URL, such as `redis://host:6379/0`; empty: an embedded server, on a socket in `data_dir`.",
    )
    rules: str = Field("", description="Rule folder; empty: the one shipped with the package.")
    bind: str = Field("127.0.0.1:8080", description="Address and port of the API.", pattern=r"^[^\s/]+:\d{1,5}$")
    web_threads: int = Field(8, ge=1, le=64, description="Threads of the API process.")
    workers: int = Field(2, ge=1, le=64, description="Worker processes that `screening up` starts.")
    looks_at_once: int = Field(
        4, ge=1, le=10, description="Looks that each worker has in hand at most: nearly all of their time is waiting."
    )
    nameservers: tuple[str, ...] = Field(
        (),
        description="The host's own nameserver names, comma-separated. The risk window starts when the parent zone "
        "first lists one of them; empty: it starts when a domain is accepted, and delegation is not required.",
    )
    resolvers: tuple[str, ...] = Field(
        (), description="Recursive resolvers by address, comma-separated; empty: those of /etc/resolv.conf."
    )
    denied_networks: tuple[str, ...] = Field(
        (), description="The operator's own networks (CIDR), comma-separated; never contacted while looking."
    )
    denied_names: tuple[str, ...] = Field(
        (), description="The operator's own host names, comma-separated; never contacted while looking."
    )
    contact: str = Field(
        "", description="URL or address told to web sites in the User-Agent, for questions about our looks."
    )
    webhook_url: str = Field("", description="Where events are posted (Standard Webhooks); empty: nowhere.")
    webhook_secret: str = Field(
        "", description="Signing secret, `whsec_` and base64 of 24 to 64 bytes; required with `webhook_url`."
    )
    lease_seconds: float = Field(
        60,
        ge=1,
        le=600,
        description="How long a worker owns a look before another may take it; renewed while it works.",
    )
    hint_seconds: float = Field(8, ge=0.1, le=600, description="How long a look waits before its hint is sent again.")
    sweep_seconds: float = Field(0.5, ge=0.05, le=60, description="Pause between two rounds of the sweeper.")
    attempts: int = Field(3, ge=1, le=20, description="Workers a look may lose before a person gets it.")
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least severe log line written.")

    @field_validator("nameservers", "resolvers", "denied_networks", "denied_names", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("nameservers", "denied_names")
    @classmethod
    def _names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name.rstrip(".").lower() for name in value)

    @field_validator("data_dir")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.data_dir / 'screening.sqlite3'}"

    @property
    def redis_socket(self) -> Path:
        """Unix socket of the embedded Redis."""
        return self.data_dir / "redis.sock"

    @property
    def redis(self) -> str:
        """The Redis URL in force."""
        return self.redis_url or f"unix://{self.redis_socket}"


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from an environment and the TOML file that SCREENING_CONFIG names; the environment wins.

    Raises:
        SettingsError: naming each unknown or invalid setting and where it came from.
    """
    values: dict[str, Any] = {}
    source: dict[str, str] = {}
    faults: list[str] = []
    if path := environ.get(CONFIG):
        for key, value in _toml(path).items():
            values[key], source[key] = value, f"{key} in {path}"
    for variable, text in environ.items():
        if variable.startswith(PREFIX) and variable != CONFIG:
            key = variable.removeprefix(PREFIX).lower()
            values[key], source[key] = text, variable
    for key in [key for key in values if key not in Settings.model_fields]:
        near = difflib.get_close_matches(key, Settings.model_fields, n=1)
        known = _spelled(near[0], source[key]) if near else ""
        faults.append(f"unknown setting {source[key]}" + (f"; did you mean {known}?" if known else ""))
        del values[key]
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        faults += [f"invalid setting {source[str(e['loc'][0])]}: {e['msg']}" for e in error.errors()]
    else:
        if settings.webhook_url and not settings.webhook_secret:
            faults.append("SCREENING_WEBHOOK_URL is set and SCREENING_WEBHOOK_SECRET is not: events go out signed only")
    if faults:
        raise SettingsError("\n".join(faults))
    return settings


def _spelled(key: str, like: str) -> str:
    return PREFIX + key.upper() if like.startswith(PREFIX) else key


def _toml(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot read {path}, which {CONFIG} names: {error}") from error


def reference() -> str:
    """All settings as a Markdown table, for `docs/reference/settings.md`."""
    rows = ["| setting | type | default | meaning |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        kind = getattr(field.annotation, "__name__", str(field.annotation))
        default = ",".join(field.default) if isinstance(field.default, tuple) else str(field.default)
        rows.append(
            f"| `{PREFIX}{name.upper()}` | {kind} | {f'`{default}`' if default else ''} | {field.description} |"
        )
    return "\n".join(rows) + "\n"
