"""From config.toml and the environment to one checked, frozen Config."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, unquote

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)
from rapidfuzz import process

from bot.core.credentials import (
    is_key,
    missing_for_slack,
    safe_address,
    split_keys,
)
from bot.errors import ConfigError

DEFAULT_FILE = Path("config.toml")
DATABASE_FILE = "daily-bite.db"

Address = Annotated[str, AfterValidator(safe_address)]


def _are_keys(value: SecretStr) -> SecretStr:
    if all(map(is_key, split_keys(value.get_secret_value()))):
        return value
    raise ValueError("holds what is no key: `dailybite secrets new` makes one")


Keys = Annotated[SecretStr, AfterValidator(_are_keys)]
Port = Annotated[int, Field(ge=0, le=65535)]
OptionalPort = Annotated[
    Port | None, BeforeValidator(lambda value: None if value == "off" else value)
]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DatabaseSection(_Section):
    """Where the state is kept."""

    url: SecretStr = SecretStr("")

    @property
    def is_embedded(self) -> bool:
        """Tell whether it is a SQLite, which the bot migrates by itself."""
        return self.url.get_secret_value().startswith("sqlite")


class DiscordSection(_Section):
    """How to reach Discord; without a token the bot leaves it alone."""

    token: SecretStr = SecretStr("")
    api_url: Address = ""
    gateway_url: Address = ""


class SlackSection(_Section):
    """How to reach Slack: one workspace by a bot token, or many by OAuth."""

    bot_token: SecretStr = SecretStr("")
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    app_token: SecretStr = SecretStr("")
    signing_secret: SecretStr = SecretStr("")
    managers: tuple[str, ...] = ()
    api_url: Address = ""
    mode: Literal["", "socket", "http"] = ""

    @property
    def transport(self) -> str:
        """Tell how Slack reaches the bot: by `socket` or by `http`."""
        has_app_token = bool(self.app_token.get_secret_value())
        return self.mode or ("socket" if has_app_token else "http")

    @property
    def is_wanted(self) -> bool:
        """Tell whether there are credentials of either kind."""
        return bool(self.bot_token.get_secret_value() or self.client_id)


class WebSection(_Section):
    """Where the web port is opened, if anything needs it."""

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str = ""

    @property
    def privacy_url(self) -> str:
        """Give the address of the page about what is kept, where people see one."""
        return f"{self.public_url.rstrip('/')}/privacy" if self.public_url else ""

    @property
    def is_wanted(self) -> bool:
        """Tell whether the operator chose a port, as hosting platforms do."""
        return "port" in self.model_fields_set


class MetricsSection(_Section):
    """Where Prometheus may fetch metrics; without a port, nowhere."""

    host: str = "127.0.0.1"
    port: OptionalPort = None


class SecretsSection(_Section):
    """What seals the tokens that are stored: the first key; all of them open."""

    key: Keys = SecretStr("")

    @property
    def keys(self) -> tuple[str, ...]:
        """List the keys, the first one first."""
        return split_keys(self.key.get_secret_value())


class ContentSection(_Section):
    """Which folders of topics to read beside the shipped library."""

    paths: tuple[Path, ...] = ()


class DeliverySection(_Section):
    """How posts leave that are due at the same minute."""

    spread_minutes: Annotated[int, Field(ge=0, le=15)] = 0


class Config(_Section):
    """Everything that an operator can set."""

    database: DatabaseSection = Field(default_factory=DatabaseSection)
    discord: DiscordSection = Field(default_factory=DiscordSection)
    slack: SlackSection = Field(default_factory=SlackSection)
    web: WebSection = Field(default_factory=WebSection)
    metrics: MetricsSection = Field(default_factory=MetricsSection)
    secrets: SecretsSection = Field(default_factory=SecretsSection)
    content: ContentSection = Field(default_factory=ContentSection)
    delivery: DeliverySection = Field(default_factory=DeliverySection)


@dataclass(frozen=True, slots=True)
class Setting:
    """A key that the environment may set, also from a file named by NAME_FILE."""

    key: str
    is_secret: bool = False


ENVIRONMENT = {
    "DATABASE_URL": Setting("database.url"),
    "DISCORD_TOKEN": Setting("discord.token", is_secret=True),
    "DISCORD_API_URL": Setting("discord.api_url"),
    "DISCORD_GATEWAY_URL": Setting("discord.gateway_url"),
    "SLACK_BOT_TOKEN": Setting("slack.bot_token", is_secret=True),
    "SLACK_CLIENT_ID": Setting("slack.client_id"),
    "SLACK_CLIENT_SECRET": Setting("slack.client_secret", is_secret=True),
    "SLACK_APP_TOKEN": Setting("slack.app_token", is_secret=True),
    "SLACK_SIGNING_SECRET": Setting("slack.signing_secret", is_secret=True),
    "SLACK_API_URL": Setting("slack.api_url"),
    "SLACK_MODE": Setting("slack.mode"),
    "HOST": Setting("web.host"),
    "PORT": Setting("web.port"),
    "PUBLIC_URL": Setting("web.public_url"),
    "METRICS_HOST": Setting("metrics.host"),
    "METRICS_PORT": Setting("metrics.port"),
    "DAILYBITE_KEY": Setting("secrets.key", is_secret=True),
}


def load_config(environment: Mapping[str, str], file: Path | None = None) -> Config:
    """Read the configuration; the environment overrides the file.

    Args:
        environment: Only the names in `ENVIRONMENT`, and each with `_FILE`
            behind it, are looked at.
        file: Must exist if given; without it, config.toml may be absent.

    Raises:
        ConfigError: With every problem at once, each with its path.
    """
    path = file or DEFAULT_FILE
    problems: list[str] = []
    values = _read_file(path, problems) if file or path.exists() else {}
    problems += _misplaced(values)
    for name, setting in ENVIRONMENT.items():
        if text := _from_environment(environment, name, problems):
            _put(values, setting.key, text)
    problems += missing_for_slack(values)
    config = _validated(values, problems)
    if problems:
        raise ConfigError(problems)
    assert config is not None  # noqa: S101 - no problems, hence a value
    return _resolved(config, path.resolve().parent)


def _read_file(path: Path, problems: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        problems.append(f"There is no configuration file {path}.")
    except OSError as exc:
        problems.append(f"{path} cannot be read: {exc.strerror}.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        problems.append(f"{path} is no valid TOML: {exc}.")
    return {}


def _misplaced(values: dict[str, Any]) -> Iterator[str]:
    """Find secrets in the file, and take them out, so that nothing prints them."""
    for name, setting in ENVIRONMENT.items():
        section, _, key = setting.key.partition(".")
        inner = values.get(section)
        if not isinstance(inner, dict) or key not in inner:
            continue
        has_password = "@" in str(inner[key]) and "://" in str(inner[key])
        if setting.is_secret or (key == "url" and has_password):
            del inner[key]
            yield (
                f"{setting.key}: secrets do not belong in the file; "
                f"set {name} in the environment instead."
            )


def _from_environment(
    environment: Mapping[str, str], name: str, problems: list[str]
) -> str:
    if text := environment.get(name, "").strip():
        return text
    file = environment.get(f"{name}_FILE", "").strip()
    if not file:
        return ""
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        problems.append(f"{name}_FILE: {file} cannot be read ({type(exc).__name__}).")
        return ""


def _put(values: dict[str, Any], key: str, text: str) -> None:
    section, _, name = key.partition(".")
    inner = values.setdefault(section, {})
    if isinstance(inner, dict):
        inner[name] = text


def _validated(values: dict[str, Any], problems: list[str]) -> Config | None:
    try:
        return Config.model_validate(values)
    except ValidationError as exc:
        problems += [_explain(one) for one in exc.errors(include_url=False)]
        return None


def _explain(error: Any) -> str:
    path = _path(error["loc"])
    if error["type"] == "extra_forbidden":
        known = known_settings() if "." in path else _sections()
        near = process.extractOne(path, known, score_cutoff=60)
        hint = f" Did you mean {near[0]}?" if near else ""
        return f"{path}: there is no such key.{hint}"
    message = str(error["msg"]).removeprefix("Value error, ").replace("tuple", "list")
    names = [name for name, setting in ENVIRONMENT.items() if setting.key == path]
    where = f"{path} ({names[0]})" if names else path
    return f"{where}: {message[:1].lower()}{message[1:]}."


def _path(location: tuple[str | int, ...]) -> str:
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _sections() -> list[str]:
    return list(Config.model_fields)


def _all_keys() -> Iterator[tuple[str, Any]]:
    for section, field in Config.model_fields.items():
        model: Any = field.annotation
        for key, inner in model.model_fields.items():
            yield f"{section}.{key}", inner


def known_settings() -> list[str]:
    """List every key that the file may hold, such as `database.url`."""
    return [key for key, _ in _all_keys()]


def secret_values(config: Config) -> frozenset[str]:
    """Give everything in a configuration that nobody may read in a log."""
    url = config.database.url.get_secret_value()
    values = {
        value.get_secret_value()
        for _, section in config
        for _, value in section
        if isinstance(value, SecretStr) and value is not config.database.url
    }
    values |= set(config.secrets.keys)
    return frozenset(filter(None, values | _passwords(url)))


def _passwords(url: str) -> set[str]:
    """Find what is secret in a database URL, as it is written and as it is meant."""
    written = {one.group(1) for one in re.finditer(r"://[^:/@]*:([^@]*)@", url)}
    asked = parse_qsl(url.partition("?")[2])
    written |= {value for key, value in asked if "pass" in key.lower()}
    return written | set(map(unquote, written))


def _resolved(config: Config, folder: Path) -> Config:
    """Fill in what depends on where the configuration lies."""
    url = config.database.url.get_secret_value()
    paths = tuple(folder / path.expanduser() for path in config.content.paths)
    return config.model_copy(
        update={
            "database": DatabaseSection(
                url=SecretStr(url or f"sqlite:///{folder / DATABASE_FILE}")
            ),
            "content": ContentSection(paths=paths),
        }
    )
