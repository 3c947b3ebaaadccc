"""How the pretend Discord says no: status, code and message as Discord's."""

from typing import Any


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """An answer of 400 or more; `body` is what Discord would send."""

    def __init__(
        self, status: int, code: int, message: str, errors: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors


def invalid(where: str, why: str) -> Refusal:
    """Refuse a form field as Discord does: 400, code 50035."""
    errors: dict[str, Any] = {"_errors": [{"code": "BASE_TYPE_BAD", "message": why}]}
    for part in reversed(where.split(".")):
        errors = {part: errors}
    return Refusal(400, 50035, "Invalid Form Body", errors)
