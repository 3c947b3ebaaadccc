"""The words behind `/bite-admin`."""

import pytest

from bot.core.requests import Command
from bot.platforms.slack.typed import parse_admin


@pytest.mark.parametrize(
    ("text", "command", "options"),
    [
        ("", Command.SET_UP, {}),
        ("schedule", Command.SET_UP, {}),
        ("list", Command.LIST, {}),
        ("options", Command.OPTIONS_FORM, {}),
        ("options id=ab12", Command.OPTIONS_FORM, {"schedule": "ab12"}),
        (
            "options ab12 thread=on every=2 weeks mention=<!subteam^S1|@readers>",
            Command.OPTIONS,
            {
                "schedule": "ab12",
                "thread": "on",
                "every": "2 weeks",
                "mention": "<!subteam^S1|@readers>",
            },
        ),
        (
            "options Thread on silent: off",
            Command.OPTIONS,
            {"thread": "on", "silent": "off"},
        ),
        ("options threads=on", Command.OPTIONS, {"threads": "on"}),
        ("seen <http://asp.net|asp.net>", Command.SEEN, {"topic": "asp.net"}),
        ("seen <#C1|general> <@U1|ana>", Command.SEEN, {"topic": "#general @ana"}),
        ("health", Command.HEALTH, {}),
        ("pause", Command.PAUSE, {}),
        ("pause ab12", Command.PAUSE, {"schedule": "ab12"}),
        ("preview", Command.PREVIEW, {}),
        (
            "schedule 09:00 Europe/Paris mon-fri topic-a,topic-b",
            Command.SCHEDULE,
            {
                "time": "09:00",
                "timezone": "Europe/Paris",
                "days": "mon-fri",
                "topics": "topic-a,topic-b",
            },
        ),
        ("schedule 9am UTC", Command.SCHEDULE, {"time": "9am", "timezone": "UTC"}),
        ("schedule 5:30 pm", Command.SCHEDULE, {"time": "5:30 pm"}),
        ("schedule GMT", Command.SCHEDULE, {"timezone": "GMT"}),
        ("schedule Mars/One", Command.SCHEDULE, {"timezone": "Mars/One"}),
        ("schedule mon wed fri", Command.SCHEDULE, {"days": "mon,wed,fri"}),
        ("schedule id=ab12", Command.SET_UP, {"schedule": "ab12"}),
        (
            "schedule id=ab12 10:00",
            Command.SCHEDULE,
            {"schedule": "ab12", "time": "10:00"},
        ),
        ("pause id=ab12", Command.PAUSE, {"schedule": "ab12"}),
        ("schedule a b", Command.SCHEDULE, {"topics": "a,b"}),
        ("schedule mon,wed", Command.SCHEDULE, {"days": "mon,wed"}),
        ("schedule Beginner", Command.SCHEDULE, {"levels": "Beginner"}),
        (
            "schedule 9:00 python beginner intermediate sql",
            Command.SCHEDULE,
            {
                "time": "9:00",
                "topics": "python,sql",
                "levels": "beginner,intermediate",
            },
        ),
        ("managers", Command.MANAGERS, {}),
        ("managers add <@U024BE7LH|ana>", Command.APPOINT, {"add": "U024BE7LH"}),
        ("managers add <@W024BE7LH>", Command.APPOINT, {"add": "W024BE7LH"}),
        ("managers remove U024BE7LH", Command.DISMISS, {"remove": "U024BE7LH"}),
        ("managers Add @U024BE7LH", Command.APPOINT, {"add": "U024BE7LH"}),
        ("managers add @ana", Command.APPOINT, {"typed": "@ana"}),
        ("managers add <#C024BE7LH>", Command.APPOINT, {"typed": "<#C024BE7LH>"}),
        ("managers add", Command.APPOINT, {"typed": ""}),
        ("skip ab12", Command.SKIP, {"schedule": "ab12"}),
        ("pause until 2026-12-27", Command.PAUSE, {"until": "2026-12-27"}),
        ("pause 2026-12-27", Command.PAUSE, {"until": "2026-12-27"}),
        (
            "pause ab12 until: 2026-12-27",
            Command.PAUSE,
            {"schedule": "ab12", "until": "2026-12-27"},
        ),
        ("pause until:soon", Command.PAUSE, {"until": "soon"}),
        (
            "schedule 9:00 holidays=DE-BY days_off:move mon-fri",
            Command.SCHEDULE,
            {
                "time": "9:00",
                "holidays": "DE-BY",
                "days_off": "move",
                "days": "mon-fri",
            },
        ),
        (
            "schedule dates=2026-12-24..2026-12-26 2027-01-01",
            Command.SCHEDULE,
            {"dates": "2026-12-24..2026-12-26,2027-01-01"},
        ),
        ("schedule dates=off", Command.SCHEDULE, {"dates": "off"}),
        ("log", Command.LOG, {}),
        ("history", Command.HISTORY, {}),
        ("reset", Command.RESET, {}),
        ("test ab12", Command.TEST, {"schedule": "ab12"}),
        ("seen mixture of experts", Command.SEEN, {"topic": "mixture of experts"}),
        ("schedule new 10:00", Command.SCHEDULE, {"schedule": "new", "time": "10:00"}),
    ],
)
def test_words_are_told_apart(
    text: str, command: Command, options: dict[str, str]
) -> None:
    assert parse_admin(text) == (command, options)


@pytest.mark.parametrize("text", ["sing", "SCHEDULE", "set-up", "<@U1> list"])
def test_other_words_are_no_command(text: str) -> None:
    assert parse_admin(text) is None
