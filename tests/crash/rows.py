"""What the deliveries in a PostgreSQL say, and how time passes for them."""

from collections import Counter
from datetime import timedelta

import psycopg


def states(url: str) -> Counter[str]:
    """Count the deliveries in each state."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT state FROM deliveries").fetchall()
    return Counter(state for (state,) in rows)


def let_pass(url: str, by: timedelta) -> None:
    """End the leases, which run on the database's clock, as if time had passed."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "UPDATE deliveries SET lease_until = clock_timestamp(), "
            "first_send_at = first_send_at - %s WHERE state = 'sending'",
            (by,),
        )
        connection.execute("DELETE FROM leases")  # of replicas that are dead by then
