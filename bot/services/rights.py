"""Who may administer a server: admins, as the platform says, and managers they named."""

from bot.core import manager_words, phrases
from bot.core.requests import NO_MANAGERS, Request
from bot.ports import Store


async def refusal_of(store: Store, request: Request) -> str:
    """Say why somebody may not give a command for admins; nothing where they may.

    Asks the store each time, as an admin may have changed the list a moment ago;
    what the store cannot say counts as no.

    Raises:
        StoreError: It did not answer.
    """
    if request.person.is_admin:
        return ""
    if await _is_manager(store, request):
        is_kept = request.command in NO_MANAGERS
        return manager_words.stays_with_admins() if is_kept else ""
    refused = phrases.for_admins_only(request.person.rights_hint)
    return f"{refused} {manager_words.can_appoint()}"


async def may_administer(store: Store, request: Request) -> bool:
    """Tell whether somebody is an admin or a manager here."""
    return bool(request.person.is_admin) or await _is_manager(store, request)


async def _is_manager(store: Store, request: Request) -> bool:
    """Tell whether they are one; a guest from another server is none anywhere."""
    if not request.person.is_of_server:
        return False
    return await store.is_manager(request.platform, request.server, request.person.id)
