"""What is asked of the ports, over real HTTP."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample


async def get_json(url: str) -> tuple[int, dict[str, Any], Mapping[str, str]]:
    """Ask for JSON; give the status, the body and the headers."""
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.json(), response.headers


async def scrape(url: str) -> list[Sample]:
    """Fetch metrics as Prometheus does."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{url}/metrics") as response,
    ):
        assert response.status == 200
        text = await response.text()
    families = text_string_to_metric_families(text)
    return [sample for family in families for sample in family.samples]


def value(samples: list[Sample], name: str, **labels: str) -> float | None:
    """Give the value of the only sample with this name and these labels."""
    found = [
        one.value
        for one in samples
        if one.name == f"dailybite_{name}" and labels.items() <= one.labels.items()
    ]
    assert len(found) < 2, found
    return found[0] if found else None
