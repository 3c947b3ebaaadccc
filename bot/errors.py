"""Every error that the bot raises on purpose.

BotError
├── ConfigError      the configuration cannot be used; `problems` names each fault
├── ContentError     a bite or topic cannot be read; `problems` names each fault
├── InputError       a person gave something unusable; the message says what to do
│   ├── ElsewhereError   it belongs to another server: never done, whoever insists
│   └── UncheckedError   nobody could say whether it works: not done unasked
├── StoreError       the database cannot be used as it is; the message says what to do
└── DeliveryError    a platform did not (or may not) have done what was asked
    ├── UnreadableError  nobody can say whether it did: the bot may not look
    └── RefusedError     the platform refuses the bot itself, wherever it asks
"""

from collections.abc import Sequence
from datetime import timedelta


class BotError(Exception):
    """The base of all errors raised on purpose; its text is fit for people."""


class _ProblemsError(BotError):
    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class ConfigError(_ProblemsError):
    """The configuration cannot be used; all its problems are reported at once."""


class ContentError(_ProblemsError):
    """A bite or a topic cannot be read; all its problems are reported at once."""


class InputError(BotError):
    """A person gave something unusable; the message says what to do instead.

    Args:
        message: One sentence.
        option: The name of the option that cannot be used, if it is one.
    """

    def __init__(self, message: str, *, option: str = "") -> None:
        super().__init__(message)
        self.option = option


class ElsewhereError(InputError):
    """A person named a channel of another server, where nobody may post from here."""


class UncheckedError(InputError):
    """Nobody could say whether the bot may post there; asking again may tell."""


class StoreError(BotError):
    """The database cannot be used as it is; the message says what to do."""


class DeliveryError(BotError):
    """A platform refused a request, or it is unknown whether it did.

    Args:
        message: One sentence for the ledger and for admins; holds no secret.
        permanent: Trying again will not help until a person changes something.
        retry_after: The least time to wait before the next attempt.
        maybe_sent: The platform may have done it all the same.
        our_fault: It says nothing about the place: what was asked was wrong.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        retry_after: timedelta | None = None,
        maybe_sent: bool = False,
        our_fault: bool = False,
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
        self.maybe_sent = maybe_sent
        self.our_fault = our_fault


class UnreadableError(DeliveryError):
    """The bot may not read the channel, so absence cannot be proven."""


class RefusedError(DeliveryError):
    """The platform refuses the bot's token: only a new one helps, in no channel."""
