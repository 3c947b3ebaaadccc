"""Permissions from Discord's objects: as the sandbox computes them, and as documented."""

from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.discord.permissions import INVITE, compute, missing_permissions
from bot.sandbox.discord import permissions as pretended
from bot.sandbox.discord.permissions import BITS, bits

SERVER, USER = "1", "9"
ROLES = (SERVER, "2", "3", "4")
VIEW, SEND, READ = "VIEW_CHANNEL", "SEND_MESSAGES", "READ_MESSAGE_HISTORY"
Overwrites = dict[str, tuple[int, int]]


def _guild(roles: dict[str, int], owner: str = "8") -> dict[str, Any]:
    return {
        "id": SERVER,
        "owner_id": owner,
        "roles": [
            {"id": key, "permissions": str(value)} for key, value in roles.items()
        ],
    }


def _channel(overwrites: Overwrites) -> dict[str, Any]:
    return {
        "permission_overwrites": [
            {"id": key, "allow": str(allow), "deny": str(deny)}
            for key, (allow, deny) in overwrites.items()
        ]
    }


def _member(*roles: str) -> dict[str, Any]:
    return {"user": {"id": USER}, "roles": list(roles)}


some_bits = st.lists(st.sampled_from(sorted(BITS)), max_size=4, unique=True).map(
    lambda names: bits(*names)
)
role_bits = st.fixed_dictionaries(dict.fromkeys(ROLES, some_bits))
overwrites = st.dictionaries(
    st.sampled_from((*ROLES, USER)), st.tuples(some_bits, some_bits)
)
own_roles = st.lists(st.sampled_from(ROLES[1:]), unique=True)


@given(role_bits, own_roles, overwrites)
def test_both_computations_agree(
    roles: dict[str, int], own: list[str], changed: Overwrites
) -> None:
    expected = pretended.compute(roles, [SERVER, *own], changed, USER)

    computed = compute(
        guild=_guild(roles), channel=_channel(changed), member=_member(*own)
    )

    # Without a sight of the channel the rest counts for nothing.
    sees = computed & BITS[VIEW]
    assert (computed & bits(*BITS) if sees else 0) == expected & bits(*BITS)


@pytest.mark.parametrize(
    ("roles", "own", "changed", "granted"),
    [
        pytest.param({SERVER: [VIEW]}, [], {}, [VIEW], id="everyone"),
        pytest.param({SERVER: [VIEW], "2": [SEND]}, [], {}, [VIEW], id="not-my-role"),
        pytest.param(
            {SERVER: [VIEW], "2": [SEND]}, ["2"], {}, [VIEW, SEND], id="my-role"
        ),
        pytest.param(
            {SERVER: [VIEW, SEND]}, [], {SERVER: ([], [SEND])}, [VIEW], id="denied"
        ),
        pytest.param(
            {SERVER: [VIEW], "2": []},
            ["2"],
            {SERVER: ([], [VIEW]), "2": ([VIEW], [])},
            [VIEW],
            id="role-over-everyone",
        ),
        pytest.param(
            {SERVER: [VIEW], "2": [], "3": []},
            ["2", "3"],
            {"2": ([], [VIEW]), "3": ([VIEW], [])},
            [VIEW],
            id="allow-over-deny-among-roles",
        ),
        pytest.param(
            {SERVER: [VIEW], "2": []},
            ["2"],
            {"2": ([VIEW], []), USER: ([], [VIEW])},
            [],
            id="member-over-role",
        ),
        pytest.param(
            {SERVER: [VIEW]},
            [],
            {"2": ([SEND], []), "8": ([SEND], [])},
            [VIEW],
            id="overwrites-of-others",
        ),
    ],
)
def test_overwrites_apply_in_their_order(
    roles: dict[str, list[str]],
    own: list[str],
    changed: dict[str, tuple[list[str], list[str]]],
    granted: list[str],
) -> None:
    computed = compute(
        guild=_guild({key: bits(*names) for key, names in roles.items()}),
        channel=_channel(
            {key: (bits(*allow), bits(*deny)) for key, (allow, deny) in changed.items()}
        ),
        member=_member(*own),
    )

    assert computed == bits(*granted)


@pytest.mark.parametrize(
    ("role", "owner"),
    [
        pytest.param(BITS["ADMINISTRATOR"], "8", id="administrator"),
        pytest.param(0, USER, id="owner"),
    ],
)
def test_nothing_is_denied_to(role: int, owner: str) -> None:
    changed: Overwrites = {SERVER: (0, bits(*BITS)), USER: (0, bits(*BITS))}

    missing = missing_permissions(
        guild=_guild({SERVER: role}, owner),
        channel=_channel(changed),
        member=_member(),
    )

    assert missing == ()


@pytest.mark.parametrize(
    ("granted", "missing"),
    [
        pytest.param([VIEW, SEND, READ], (), id="none"),
        pytest.param([VIEW, READ], ("Send Messages",), id="send"),
        pytest.param([VIEW, SEND], ("Read Message History",), id="history"),
        pytest.param([SEND, READ], ("View Channel",), id="view"),
        pytest.param(
            [], ("View Channel", "Send Messages", "Read Message History"), id="all"
        ),
    ],
)
def test_missing_permissions_have_the_names_of_the_client(
    granted: list[str], missing: tuple[str, ...]
) -> None:
    found = missing_permissions(
        guild=_guild({SERVER: bits(*granted)}), channel=_channel({}), member=_member()
    )

    assert found == missing


def test_channel_without_overwrites_is_fine() -> None:
    guild = _guild({SERVER: bits(VIEW)})

    assert compute(guild=guild, channel={}, member=_member()) == bits(VIEW)


def test_invite_asks_for_no_more_than_is_needed() -> None:
    assert INVITE.value == bits(VIEW, SEND, READ)
    assert not INVITE.is_superset(discord.Permissions(administrator=True))
