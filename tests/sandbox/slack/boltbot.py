"""A small real Bolt app: what the sandbox is for, without our own bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.sandbox import SlackSandbox

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(label: str, action_id: str) -> Json:
    return {"type": "button", "text": plain(label), "action_id": action_id}


def card(*buttons: Json) -> list[Json]:
    """Build a section with a row of buttons."""
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "A bite"}}
    return [section, {"type": "actions", "elements": list(buttons)}]


def form(**changes: Any) -> Json:
    """Build a modal with a text, a menu, a channel, topics and boxes."""
    options = [{"text": plain(one), "value": one.lower()} for one in ("Mon", "Tue")]
    elements: dict[str, Json] = {
        "time": {"type": "plain_text_input", "max_length": 5},
        "day": {"type": "static_select", "options": options},
        "where": {
            "type": "conversations_select",
            "default_to_current_conversation": True,
        },
        "topic": {"type": "external_select", "min_query_length": 0},
        "days": {"type": "checkboxes", "options": options},
    }
    blocks = [
        {
            "type": "input",
            "block_id": name,
            "label": plain(name),
            "optional": name != "time",
            "element": {**element, "action_id": f"{name}_is"},
        }
        for name, element in elements.items()
    ]
    view = {"type": "modal", "callback_id": "form", "title": plain("Schedule")}
    return {**view, "submit": plain("Save"), "blocks": blocks, **changes}


@dataclass
class BoltBot:
    """The app, and what reached it."""

    app: AsyncApp
    handled: list[Json] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def web_app(self) -> web.Application:
        """Serve the app as `web/` would."""

        async def handle(request: web.Request) -> web.Response:
            bolt_request = await to_bolt_request(request)
            response = await to_aiohttp_response(
                await self.app.async_dispatch(bolt_request)
            )
            self.answers.append(response.status)
            return response

        served = web.Application()
        served.router.add_post("/slack/events", handle)
        return served


def build_app(slack: SlackSandbox, client: AsyncWebClient) -> BoltBot:
    """Build the app with all its handlers."""
    app = AsyncApp(
        client=client, signing_secret=slack.environment["SLACK_SIGNING_SECRET"]
    )
    bot = BoltBot(app)
    _add_commands(bot)
    _add_form(bot)
    return bot


def _add_commands(bot: BoltBot) -> None:
    async def bite(ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        bot.handled.append(body)
        if body["text"] == "late":
            await ack()
            await respond("Here it is, late")
        elif body["text"] == "public":
            await ack(text="For all", response_type="in_channel")
        elif body["text"] != "silence":
            blocks = card(button("Deeper", "deeper"), button("Again", "again"))
            await ack(text="A bite", blocks=blocks)

    async def deeper(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        bot.handled.append(body)
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form())

    async def again(ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        bot.handled.append(body)
        await ack()
        await respond(text="Another bite", replace_original=True)

    async def picked(ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        bot.handled.append(body)
        await ack()
        await respond(text="Picked", response_type="ephemeral")

    bot.app.command("/bite")(bite)
    bot.app.action("pick")(picked)
    bot.app.action("deeper")(deeper)
    bot.app.action("again")(again)


def _add_form(bot: BoltBot) -> None:
    async def submitted(ack: AsyncAck, body: Json, view: Json) -> None:
        bot.handled.append(body)
        time = view["state"]["values"]["time"]["time_is"]["value"]
        if time == "lost":
            await ack(response_action="errors", errors={"nowhere": "Use HH:MM"})
        elif ":" not in time:
            await ack(response_action="errors", errors={"time": "Use HH:MM"})
        elif time == "22:22":
            await ack(response_action="push", view=form(title=plain("Over")))
        elif time == "11:11":
            await ack(response_action="clear")
        elif time == "23:59":
            changed = {"type": "modal", "title": plain("Sure?"), "blocks": card()[:1]}
            await ack(response_action="update", view=changed)
        else:
            await ack()

    async def offered(ack: AsyncAck, payload: Json) -> None:
        bot.handled.append(payload)
        names = [one for one in ("ml", "sql") if payload["value"] in one]
        await ack(options=[{"text": plain(one), "value": one} for one in names])

    async def closed(ack: AsyncAck, body: Json) -> None:
        bot.handled.append(body)
        await ack()

    async def home(event: Json, client: AsyncWebClient) -> None:
        bot.handled.append(event)
        await client.views_publish(
            user_id=event["user"], view={"type": "home", "blocks": card()[:1]}
        )

    bot.app.view("form")(submitted)
    bot.app.options("topic_is")(offered)
    bot.app.view_closed("form")(closed)
    bot.app.event("app_home_opened")(home)


@asynccontextmanager
async def open_socket_mode(
    bot: BoltBot, slack: SlackSandbox, *, ping_interval: float = 1
) -> AsyncIterator[AsyncSocketModeHandler]:
    """Connect the app by Socket Mode until the block ends."""
    handler = AsyncSocketModeHandler(
        bot.app, slack.environment["SLACK_APP_TOKEN"], ping_interval=ping_interval
    )
    before = slack.socket.opened
    await handler.connect_async()  # type: ignore[no-untyped-call]
    while slack.socket.opened == before:
        await slack.bot_ready()
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
