"""Puts a conversation into certain hands: the admin takes it over and passes it on."""

import asyncio
import contextlib

from tests.faults.campaign import Campaign
from tests.faults.socket import GoneError, Socket
from tests.faults.staff import SignIn

TRIES, RETRY_S = 15, 1.0


def ignore(_name: str, _payload: object) -> None:
    """A socket that only asks."""


async def join(url: str, namespace: str, token: str) -> Socket:
    """Another device. A hub that is busy just then is asked again, as both interfaces do."""
    for _ in range(TRIES):
        with contextlib.suppress(GoneError):
            return await Socket.open(url, namespace, token, ignore)
        await asyncio.sleep(RETRY_S)
    return await Socket.open(url, namespace, token, ignore)


async def seat(agent: SignIn, url: str) -> Socket:
    """Another tab of this agent."""
    return await join(url, "/agent", await agent.token())


async def give(house: Campaign, session_id: str, agent: SignIn, socket: Socket) -> int:
    """The fence under which this agent, who sits at that socket, holds the conversation now."""
    assert house.admin is not None
    lead = await join(house.urls()[0], "/agent", await house.admin.token())
    taken = await lead.ask("takeover", {"session_id": session_id})
    moved = await lead.ask(
        "transfer", {"session_id": session_id, "fence": taken.get("fence", 0), "agent_id": agent.agent_id}
    )
    claimed = await socket.ask("claim", {"session_id": session_id})
    await lead.close()
    house.expect(moved["ok"] and claimed["ok"], f"it could not be given away: {taken} {moved} {claimed}")
    return int(claimed.get("fence", 0))
