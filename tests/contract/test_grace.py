"""A visitor who turns from page to page, as the agents see it, with the grace that this is about."""

import asyncio
from pathlib import Path

from tests.contract.conftest import Ground
from tests.contract.housing import housing
from tests.contract.javascript_client import Driver, JavaScriptDial
from tests.contract.scene import Scene
from tests.servers import Workspace


async def test_who_turns_a_page_stays_online_and_who_does_not_come_back_goes(
    ground: Ground, driver: Driver, run_folder: Path
) -> None:
    folder = run_folder / "grace"
    folder.mkdir()
    workspace = Workspace("grace", ground.redis_url, ground.mongo_url, folder)
    dial = JavaScriptDial("websocket", driver)
    async with housing(workspace, {"ALO_VISITOR_GRACE_S": "5"}, hubs=1) as house:
        scene = Scene(house, dial)
        agent = await scene.staff("hoa")
        await agent.do("inbox")
        guest, leaver = await scene.guest(), await scene.guest()
        await agent.expect("session", id=leaver.session_id)
        came = asyncio.get_running_loop().time()
        await guest.socket.close()
        await leaver.socket.close()
        await asyncio.sleep(0.6)  # so long takes a page, and no digest of changes
        await scene.visit(guest.token, guest.session_id)
        await agent.expect("presence", session_id=leaver.session_id, online=False)
        assert asyncio.get_running_loop().time() - came >= 5
        told = [told for told in agent.received("session") if told["id"] == guest.session_id]
        online = [told["visitor_online"] for told in told if "visitor_online" in told]
        assert online and all(online[online.index(True) :])
        left = {told["session_id"] for told in agent.received("presence") if not told["online"]}
        assert left == {leaver.session_id}
        assert (await house.summary(guest.session_id))["visitor_online"]
        await dial.close()
