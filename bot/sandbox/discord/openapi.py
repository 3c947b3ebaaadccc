"""Check requests against Discord's public OpenAPI description, where it is at hand."""

import json
import re
from pathlib import Path
from typing import Any

# What discord.py sends as a number although the description says otherwise.
_EXCUSED = {("POST", "/users/@me/channels"): "recipient_id"}


class OpenApi:
    """Finds the schema that fits a request, and says what breaks it."""

    def __init__(self, file: Path) -> None:
        self._spec = json.loads(file.read_text("utf-8"))
        self._paths = [
            (re.compile(_pattern(path)), path.count("{"), path)
            for path in self._spec["paths"]
        ]
        self._validators: dict[tuple[str, str], Any] = {}

    def faults(self, method: str, path: str, body: object) -> list[str]:
        """List what is wrong with a request; nothing if all is well."""
        template = self._template(path)
        if template is None:
            return [f"{method} {path}: there is no such path"]
        operation = self._spec["paths"][template].get(method.lower())
        if operation is None:
            return [f"{method} {template}: there is no such method"]
        if body is None or _is_excused(method, template, body):
            return []
        validator = self._validator(method, template, operation)
        if validator is None:
            return []
        return [
            f"{method} {template}: {'.'.join(map(str, one.instance_path))} {one.message}"
            for one in validator.iter_errors(body)
        ]

    def _template(self, path: str) -> str | None:
        fitting = [
            (holes, template)
            for pattern, holes, template in self._paths
            if pattern.fullmatch(path)
        ]
        return min(fitting)[1] if fitting else None

    def _validator(self, method: str, template: str, operation: Any) -> Any:
        key = (method, template)
        if key not in self._validators:
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            self._validators[key] = schema and self._build(schema)
        return self._validators[key]

    def _build(self, schema: dict[str, Any]) -> Any:
        import jsonschema_rs

        whole = {**schema, "components": self._spec["components"]}
        return jsonschema_rs.Draft202012Validator(whole)


def _is_excused(method: str, template: str, body: object) -> bool:
    key = _EXCUSED.get((method, template))
    return isinstance(body, dict) and key in body and isinstance(body[key], int)


def _pattern(path: str) -> str:
    parts = re.split(r"(\{\w+\})", path)
    return "".join(
        "[^/]+" if part.startswith("{") else re.escape(part) for part in parts
    )
