from typing import Any

import pytest

from config.clients import Database
from config.ids import new_id
from hub.live.tokens import sign_visitor
from tests.contract.clients import Refused
from tests.contract.scene import VISITOR, House, Scene, until
from web.call import RANK, Access
from web.routes import ENDPOINTS

STAFF = {"agent": "lan", "lead": "hoa", "admin": "quan"}
FOR_STAFF = [endpoint for endpoint in ENDPOINTS if endpoint.access in (Access.AGENT, Access.LEAD, Access.ADMIN)]


async def get(house: House, path: str, token: str) -> tuple[int, Any]:
    async with house.http.get(house.hubs[0].url + path, headers={"Authorization": f"Bearer {token}"}) as answer:
        return answer.status, await answer.json()


async def test_a_visitor_reads_the_own_conversation_whatever_is_asked_for(scene: Scene) -> None:
    """The token names the conversation; sequence numbers, cursors and ids of others lead nowhere."""
    an, binh = await scene.guest(message="của An"), await scene.guest(message="của Bình")
    secret = await binh.say("chuyện riêng")
    for query in ("", f"?before={secret['seq'] + 1}", "?before=999999", "?limit=200"):
        status, page = await get(scene.house, f"/api/widget/messages{query}", an.token)
        assert status == 200
        assert {event["session_id"] for event in page["items"]} == {an.session_id}
    for query in (f"?session_id={binh.session_id}", f"?before={binh.session_id}", f"?cursor={binh.session_id}"):
        assert (await get(scene.house, f"/api/widget/messages{query}", an.token))[0] == 422
    resumed = await an.do("resume", after=0, session_id=binh.session_id)
    assert {event["session_id"] for event in resumed["events"]} == {an.session_id}


async def test_a_visitor_writes_into_the_own_conversation_whatever_is_named(scene: Scene) -> None:
    an, binh = await scene.guest(), await scene.guest()
    before = await scene.house.events(binh.session_id)
    await an.do("send", client_id="c1", text="lạc đường", session_id=binh.session_id, author={"type": "agent"})
    await an.do("seen", delivered=1, read=1, session_id=binh.session_id)
    await an.do("rate", score=1, session_id=binh.session_id)
    await an.do("close", session_id=binh.session_id)
    assert await scene.house.events(binh.session_id) == before
    message = (await scene.house.events(an.session_id))[1]
    assert (message["author"]["type"], message["text"]) == ("visitor", "lạc đường")


async def test_a_client_id_of_somebody_elses_message_tells_nothing_about_it(scene: Scene) -> None:
    an, binh = await scene.guest(), await scene.guest()
    await binh.say("một")
    theirs = await binh.say("hai", "chung")
    assert (await an.say("của An", "chung"))["seq"] != theirs["seq"]


async def test_a_token_that_mixes_two_visitors_opens_neither(scene: Scene) -> None:
    _, an = await scene.house.open()
    _, binh = await scene.house.open()
    mixed = sign_visitor(scene.house.settings, an["visitor"]["id"], binh["id"])
    with pytest.raises(Refused):
        await scene.dial.connect(scene.house.hubs[0].url, VISITOR, {"token": mixed})
    assert (await get(scene.house, "/api/widget/messages", mixed))[0] == 404


async def test_somebody_elses_history_is_the_same_404_as_nothing(scene: Scene, database: Database) -> None:
    guest, agent, fence = await scene.conversation("hoa")
    await agent.do("close", session_id=guest.session_id, fence=fence)

    async def is_archived() -> bool:
        return await database.conversations.count_documents({"_id": guest.session_id, "status": "closed"}) > 0

    await until(is_archived)
    lan = scene.house.tokens["lan"]
    for path in ("", "/messages", "/messages?before=2", "/export?format=csv"):
        theirs = await get(scene.house, f"/api/conversations/{guest.session_id}{path}", lan)
        nothing = await get(scene.house, f"/api/conversations/{new_id()}{path}", lan)
        assert theirs == nothing
        assert theirs[0] == 404
    assert (await get(scene.house, f"/api/conversations/{guest.session_id}", scene.house.tokens["hoa"]))[0] == 200
    status, found = await get(scene.house, "/api/conversations?status=closed", lan)
    assert status == 200
    assert guest.session_id not in [item["id"] for item in found["items"]]


async def test_on_a_socket_too_anothers_history_is_like_nothing(scene: Scene) -> None:
    guest, agent, fence = await scene.conversation("hoa")
    await agent.do("close", session_id=guest.session_id, fence=fence)
    lan = await scene.staff("lan")
    for event in ("watch", "reopen"):
        theirs = await lan.try_to(event, session_id=guest.session_id)
        nothing = await lan.try_to(event, session_id=new_id())
        assert theirs == nothing
        assert theirs["code"] == "not_found"


async def test_without_the_lock_nothing_is_written_moved_or_ended(scene: Scene) -> None:
    guest, _, fence = await scene.conversation("hoa")
    other = await scene.staff("tuan")
    await other.do("watch", session_id=guest.session_id, after=0)
    async with scene.nothing_written():
        for event, more in (
            ("send", {"client_id": "c", "text": "tôi cũng trả lời"}),
            ("release", {}),
            ("transfer", {"agent_id": other.account.id}),
            ("close", {}),
        ):
            error = await other.try_to(event, session_id=guest.session_id, fence=fence, **more)
            assert (event, error["code"]) == (event, "lock_lost")
        assert (await other.try_to("claim", session_id=guest.session_id))["code"] == "lock_held"
        assert (await other.try_to("takeover", session_id=guest.session_id))["code"] == "forbidden"


async def test_a_stale_fence_is_a_lost_lock_for_whoever_holds_it_again_too(scene: Scene) -> None:
    guest, agent, stale = await scene.conversation("hoa")
    await agent.do("release", session_id=guest.session_id, fence=stale)
    fence = (await agent.do("claim", session_id=guest.session_id))["fence"]
    assert fence > stale
    async with scene.nothing_written():
        for event, more in (("send", {"client_id": "c", "text": "cũ"}), ("release", {}), ("close", {})):
            # Giving back what was given back under that fence is a repeat, which is answered as the first time.
            for wrong in (fence + 1, fence - 1, *([stale] if event != "release" else [])):
                error = await agent.try_to(event, session_id=guest.session_id, fence=wrong, **more)
                assert (event, error["code"]) == (event, "lock_lost")


async def test_notes_and_tags_of_the_team_never_reach_the_visitor(scene: Scene) -> None:
    guest, agent, fence = await scene.conversation("hoa")
    await guest.do("resume", after=0)
    await agent.do("note", session_id=guest.session_id, client_id="n", text="khách khó tính")
    await agent.do("tag", session_id=guest.session_id, tags=["khó"])
    await agent.say(guest.session_id, fence, "chào anh")
    await guest.expect("event", text="chào anh")
    fresh = await scene.visit(guest.token, guest.session_id)
    seen = [await fresh.do("resume", after=0), guest.socket.pushes]
    seen.append((await get(scene.house, "/api/widget/messages", guest.token))[1])
    told = str(seen)
    assert "hidden" in told
    for secret in ("khó tính", "khó", "fence", agent.account.id, agent.account.email):
        assert secret not in told


@pytest.mark.parametrize("role", ["nobody", "visitor", "agent", "lead"])
async def test_every_route_refuses_every_role_below_the_one_it_is_for(house: House, role: str) -> None:
    """Before it looks at what was sent."""
    token = (await house.open())[0] if role == "visitor" else house.tokens.get(STAFF.get(role, ""), "")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    for endpoint in FOR_STAFF:
        if RANK.get(role, 0) >= RANK[endpoint.access]:
            continue
        url = house.hubs[0].url + endpoint.path.replace("{id}", new_id())
        async with house.http.request(endpoint.method, url, data=b"{{{", headers=headers) as answer:
            expected = 403 if role in RANK else 401
            assert (endpoint.method, endpoint.path, answer.status) == (endpoint.method, endpoint.path, expected)


async def test_what_was_refused_to_a_role_stands_in_the_audit(house: House) -> None:
    async with house.http.delete(
        f"{house.hubs[0].url}/api/agents/{house.accounts['hoa'].id}",
        headers={"Authorization": f"Bearer {house.tokens['tuan']}"},
    ) as answer:
        assert answer.status == 403
    _, audit = await get(house, "/api/audit?limit=200", house.tokens["quan"])
    refusals = [entry for entry in audit["items"] if entry["action"] == "access.refused"]
    assert ("Phạm Anh Tuấn", {"method": "DELETE", "route": "/api/agents/{id}"}) in [
        (entry["actor"]["name"], entry["detail"]) for entry in refusals
    ]
    assert all(entry["address"] == "127.0.0.1" for entry in refusals)


async def test_a_takeover_that_was_refused_stands_in_the_audit_once_however_often_it_is_tried(
    scene: Scene, database: Database
) -> None:
    guest, _, _ = await scene.conversation("hoa")
    agents = [await scene.staff("minh", hub) for hub in (0, 1)]
    foreign = scene.house.tokens["lan"]
    for agent in agents:
        for _ in range(30):
            assert (await agent.try_to("takeover", session_id=guest.session_id))["code"] == "forbidden"
        assert (await agent.try_to("refresh", token=foreign))["code"] == "forbidden"
    wanted = {"action": "access.refused", "target": scene.house.accounts["minh"].id}

    async def are_told() -> bool:
        return set(await database.audit.distinct("detail.event", wanted)) >= {"takeover", "refresh"}

    await until(are_told)
    told = [entry async for entry in database.audit.find({**wanted, "detail.event": {"$ne": None}})]
    assert sorted(entry["detail"]["event"] for entry in told) == ["refresh", "takeover"]
    takeover = next(entry for entry in told if entry["detail"]["event"] == "takeover")
    assert takeover["detail"]["session"] == guest.session_id
    assert (takeover["actor"]["name"], takeover["address"]) == ("Lê Quang Minh", "127.0.0.1")
    assert "text" not in str(told) and foreign not in str(told)
