"""What people can ask, and which service answers: all of them behind one gate."""

from collections.abc import Mapping

from bot.core.shelf import Shelf
from bot.languages import learn_languages
from bot.ports import Clock, Platform, Store
from bot.services.admin import Admin
from bot.services.answer import Answer
from bot.services.board import Board
from bot.services.change_log import ChangeLog
from bot.services.complete import Completion
from bot.services.control import Control
from bot.services.days_off import DaysOff
from bot.services.first_post import FirstPost
from bot.services.gate import Gate
from bot.services.guided import Guided
from bot.services.managers import Managers
from bot.services.membership import Membership
from bot.services.memory import Memory
from bot.services.metrics import Metrics
from bot.services.options import Options
from bot.services.privacy import Privacy
from bot.services.proof import Proof
from bot.services.reports import Reports
from bot.services.server_health import ServerHealth
from bot.services.welcome import Welcome


def open_gate(
    *,
    store: Store,
    shelf: Shelf,
    admin: Admin,
    clock: Clock,
    platforms: Mapping[str, Platform],
    metrics: Metrics,
    membership: Membership,
    privacy_url: str,
) -> Gate:
    """Give the one handler of every command, click and form."""
    learn_languages()
    privacy = Privacy(store=store, clock=clock)
    answer = Answer(
        words=privacy.words(),
        privacy_url=privacy_url,
        store=store,
        platforms=platforms,
        shelf=shelf,
        clock=clock,
    )
    first_post = FirstPost(admin=admin, store=store, clock=clock)
    proof = Proof(admin=admin, first_post=first_post, clock=clock)
    rooms = (
        *(answer, privacy, admin, first_post),
        Board(store=store, shelf=shelf, clock=clock, platforms=platforms),
        Guided(admin=admin, proof=proof, store=store, shelf=shelf, clock=clock),
        DaysOff(admin=admin, store=store, clock=clock),
        Options(admin=admin, store=store, clock=clock),
        ChangeLog(admin=admin, store=store, shelf=shelf, clock=clock),
        Control(admin=admin, store=store, shelf=shelf, clock=clock),
        Memory(store=store, shelf=shelf, clock=clock),
        Managers(store=store, clock=clock),
        ServerHealth(store=store, platforms=platforms, shelf=shelf, clock=clock),
        Reports(store=store, shelf=shelf, clock=clock),
    )
    commands = {
        command: handler
        for room in rooms
        for command, handler in room.commands().items()
    }
    return Gate(
        commands=commands,
        completion=Completion(store=store, shelf=shelf),
        store=store,
        clock=clock,
        metrics=metrics,
        membership=membership,
        welcome=Welcome(store=store, platforms=platforms, clock=clock),
    )
