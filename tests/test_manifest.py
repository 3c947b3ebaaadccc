"""Slack's manifest: valid, with the least that the bot needs, and all that it uses."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from bot.platforms.slack.oauth import OPTIONAL_SCOPES, SCOPES

FILE = Path(__file__).parents[1] / "slack-manifest.yaml"


@pytest.fixture
def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return loaded


def test_manifest_fits_slacks_schema(manifest: dict[str, Any]) -> None:
    name = os.environ.get("SLACK_MANIFEST_SCHEMA")
    if not name:
        pytest.skip("SLACK_MANIFEST_SCHEMA names no copy of Slack's schema")
    schema = json.loads(Path(name).read_text("utf-8"))

    faults = list(jsonschema_rs.Draft7Validator(schema).iter_errors(manifest))

    assert [str(one) for one in faults] == []


def test_manifest_asks_for_the_least(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]

    assert set(scopes["bot"]) == {"commands", "chat:write", "users:read"}
    assert set(scopes["bot_optional"]) == {
        "channels:read",
        "groups:read",
        "channels:history",
        "groups:history",
        "chat:write.public",
    }


def test_installing_over_oauth_asks_for_the_same(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]

    assert set(SCOPES) == set(scopes["bot"])
    assert set(OPTIONAL_SCOPES) == set(scopes["bot_optional"])


def test_manifest_has_every_command_and_event(manifest: dict[str, Any]) -> None:
    features, settings = manifest["features"], manifest["settings"]

    commands = [one["command"] for one in features["slash_commands"]]
    assert commands == ["/bite", "/bite-admin"]
    heard = {"app_home_opened", "app_uninstalled", "tokens_revoked"}
    heard |= {"channel_id_changed"}
    assert set(settings["event_subscriptions"]["bot_events"]) == heard
    assert settings["interactivity"]["is_enabled"]
    assert settings["socket_mode_enabled"]
    assert features["app_home"]["home_tab_enabled"]
    assert features["app_home"]["messages_tab_enabled"]  # or no admin can be told


def test_every_scope_says_what_it_buys() -> None:
    lines = FILE.read_text("utf-8").splitlines()
    scopes = [line for line in lines if line.strip().startswith("- ") and ":" in line]

    bare = [line for line in scopes if ":read" in line or ":history" in line]

    assert bare
    assert [line for line in bare if "#" not in line] == []
