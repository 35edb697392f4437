from collections.abc import Callable
from typing import Any

from tests.contract.scene import Scene


async def test_the_inbox_shows_conversations_colleagues_and_oneself(scene: Scene) -> None:
    guest = await scene.guest(message="Shop ơi")
    agent = await scene.staff("hoa")
    inbox = await agent.do("inbox")
    assert [(session["id"], session["status"]) for session in inbox["sessions"]] == [(guest.session_id, "waiting")]
    summary = inbox["sessions"][0]
    assert summary["visitor"]["page"] == {"url": "https://shop.example/ao-dai", "title": "Áo dài"}
    assert (summary["last"]["text"], summary["unread"], summary["visitor_online"]) == ("Shop ơi", 1, True)
    assert {card["name"]: card["online"] for card in inbox["agents"]}["Trần Thị Hoa"] is True
    assert (inbox["me"]["email"], inbox["me"]["role"]) == ("hoa@alo.example", "lead")


async def test_the_inbox_is_told_of_new_conversations_and_of_what_changes(scene: Scene) -> None:
    agent = await scene.staff("hoa", hub=1)
    await agent.do("inbox")
    guest = await scene.guest(message="Có ai không ạ?")
    told = await agent.expect("session", id=guest.session_id, unread=1)
    await guest.say("Alo alo")
    later = await agent.expect("session", id=guest.session_id, unread=2)
    assert later["rev"] > told["rev"] and later["last"]["text"] == "Alo alo"
    await guest.socket.close()
    await agent.expect("session", id=guest.session_id, visitor_online=False)
    await agent.expect("presence", session_id=guest.session_id, online=False)


async def test_the_last_message_of_a_summary_is_never_a_note(scene: Scene) -> None:
    guest, agent, _ = await scene.conversation(message="Giá bao nhiêu?")
    await agent.do("inbox")
    await agent.do("note", session_id=guest.session_id, client_id="n", text="Khách khó tính")
    summary = (await agent.do("inbox"))["sessions"][0]
    assert (summary["last"]["kind"], summary["last"]["text"]) == ("message", "Giá bao nhiêu?")


async def test_colleagues_are_told_who_comes_goes_and_is_away(scene: Scene) -> None:
    lead = await scene.staff("hoa")
    await lead.do("inbox")
    agent = await scene.staff("minh", hub=1)

    def shows(**fields: object) -> Callable[[Any], bool]:
        def test(told: Any) -> bool:
            cards: list[dict[str, Any]] = [card for card in told["agents"] if card["id"] == agent.account.id]
            return fields.items() <= cards[0].items()

        return test

    await lead.expect("agents", shows(online=True, status="online", load=0))
    await agent.do("availability", status="away")
    await lead.expect("agents", shows(online=True, status="away"))
    guest = await scene.guest()
    await agent.do("claim", session_id=guest.session_id)
    await lead.expect("agents", shows(load=1))
    await agent.socket.close()
    await lead.expect("agents", shows(online=False))


async def test_one_agent_claims_and_the_other_is_told_who_has_it(scene: Scene) -> None:
    guest = await scene.guest()
    lead, agent = await scene.staff("hoa"), await scene.staff("tuan", hub=1)
    fence = (await lead.do("claim", session_id=guest.session_id))["fence"]
    assert (await lead.do("claim", session_id=guest.session_id))["fence"] == fence
    async with scene.nothing_written():
        error = await agent.try_to("claim", session_id=guest.session_id)
    assert error["code"] == "lock_held"
    assert error["holder"] == {"id": lead.account.id, "name": "Trần Thị Hoa", "avatar": None}


async def test_holder_and_visitor_talk_and_both_see_each_message_once_in_order(scene: Scene) -> None:
    guest, agent, fence = await scene.conversation(message="Chào shop")
    await guest.do("resume", after=0)
    for number in range(4):
        await guest.say(f"khách {number}")
        last = await agent.say(guest.session_id, fence, f"nhân viên {number}")
    for person in (guest, agent):
        await person.expect("event", seq=last["seq"])
        assert [event["seq"] for event in person.received("event")] == list(range(4, 12))


async def test_only_the_holder_writes_types_and_closes(scene: Scene) -> None:
    guest, holder, fence = await scene.conversation("hoa")
    other, session_id = await scene.staff("tuan", hub=1), guest.session_id
    async with scene.nothing_written():
        for name, payload in (
            ("send", {"client_id": "c", "text": "Em chào chị", "fence": fence}),
            ("typing", {"on": True}),
            ("close", {"fence": fence}),
            ("release", {"fence": fence}),
            ("transfer", {"fence": fence, "agent_id": holder.account.id}),
        ):
            error = await other.try_to(name, session_id=session_id, **payload)
            assert (name, error["code"], error["retry"]) == (name, "lock_lost", None)
            assert error["holder"]["id"] == holder.account.id
        stale = {"session_id": session_id, "client_id": "cũ", "text": "Dạ", "fence": fence - 1}
        assert (await holder.try_to("send", **stale))["code"] == "lock_lost"
        await other.do("seen", session_id=session_id, delivered=2, read=2)
    assert (await scene.house.summary(session_id))["seen"]["agent"] == {"delivered": 0, "read": 0}


async def test_a_note_needs_no_lock(scene: Scene) -> None:
    guest, holder, _ = await scene.conversation("hoa")
    other = await scene.staff("tuan", hub=1)
    note = {"session_id": guest.session_id, "client_id": "ghi", "text": "Khách này hay đổi hàng"}
    noted = await other.do("note", **note)
    assert await other.do("note", **note) == noted
    event = await holder.expect("event", kind="note")
    assert (event["seq"], event["text"], event["author"]["id"]) == (noted["seq"], note["text"], other.account.id)


async def test_a_released_conversation_waits_again_and_a_repeat_is_no_second_release(scene: Scene) -> None:
    guest, agent, fence = await scene.conversation()
    await guest.do("resume", after=0)
    await agent.do("release", session_id=guest.session_id, fence=fence)
    await agent.do("release", session_id=guest.session_id, fence=fence)
    assert (await guest.expect("event", kind="released"))["data"] == {"why": "released"}
    session = await guest.expect("session", status="waiting")
    assert (session["holder"], session["position"]) == (None, 1)
    late = {"session_id": guest.session_id, "client_id": "muộn", "text": "Dạ còn ạ", "fence": fence}
    error = await agent.try_to("send", **late)
    assert (error["code"], error["holder"]) == ("lock_lost", None)
    again = (await agent.do("claim", session_id=guest.session_id))["fence"]
    assert again > fence
    assert (await agent.try_to("send", **late))["code"] == "lock_lost"


async def test_a_transfer_needs_a_colleague_who_is_there_and_moves_the_fence(scene: Scene) -> None:
    guest, agent, fence = await scene.conversation("hoa")
    absent = scene.house.accounts["tuan"].id
    move = {"session_id": guest.session_id, "fence": fence}
    async with scene.nothing_written():
        assert (await agent.try_to("transfer", **move, agent_id=absent))["code"] == "conflict"
        assert (await agent.try_to("transfer", **move, agent_id="nobody"))["code"] == "conflict"
    colleague = await scene.staff("tuan", hub=1)
    await agent.do("transfer", **move, agent_id=absent)
    await agent.do("transfer", **move, agent_id=absent)
    claimed = await agent.expect("event", kind="claimed", test=lambda event: event["data"]["how"] == "transfer")
    assert claimed["data"]["agent_id"] == absent and claimed["data"]["fence"] > fence
    released = await agent.expect("event", kind="released")
    assert (released["data"]["why"], released["seq"]) == ("transfer", claimed["seq"] - 1)
    await colleague.say(guest.session_id, claimed["data"]["fence"], "Em là Tuấn, em hỗ trợ tiếp ạ")
    late = {"session_id": guest.session_id, "client_id": "muộn", "text": "Dạ còn ạ", "fence": fence}
    assert (await agent.try_to("send", **late))["code"] == "lock_lost"


async def test_a_lead_takes_over_and_an_agent_may_not(scene: Scene) -> None:
    guest, agent, fence = await scene.conversation("tuan")
    lead = await scene.staff("hoa", hub=1)
    async with scene.nothing_written():
        assert (await agent.try_to("takeover", session_id=guest.session_id))["code"] == "forbidden"
    taken = (await lead.do("takeover", session_id=guest.session_id))["fence"]
    assert taken > fence
    assert (await lead.do("takeover", session_id=guest.session_id))["fence"] == taken
    assert (await agent.expect("event", kind="released"))["data"]["why"] == "takeover"
    await lead.say(guest.session_id, taken, "Chào anh, em là trưởng nhóm")


async def test_closing_says_it_with_watermarks_and_reopening_claims(scene: Scene) -> None:
    guest, agent, fence = await scene.conversation(message="Hỏi nhanh")
    await guest.do("resume", after=0)
    await agent.do("seen", session_id=guest.session_id, delivered=2, read=2)
    closed = await agent.do("close", session_id=guest.session_id, fence=fence)
    assert await agent.do("close", session_id=guest.session_id, fence=fence) == closed
    event = await agent.expect("event", kind="closed", seq=closed["seq"])
    assert event["data"]["seen"]["agent"] == {"delivered": 2, "read": 2}
    await guest.expect("session", status="closed")
    reopened = await agent.do("reopen", session_id=guest.session_id)
    assert await agent.do("reopen", session_id=guest.session_id) == reopened
    await guest.expect("session", status="active")
    await agent.say(guest.session_id, reopened["fence"], "Em quên chưa báo phí ship ạ")


async def test_reopening_is_a_conflict_while_the_visitor_has_another_conversation(scene: Scene) -> None:
    guest, agent, fence = await scene.conversation()
    await agent.do("close", session_id=guest.session_id, fence=fence)
    body = {"form": {"name": "Đức", "phone": "0912345678"}, "visitor_token": guest.token}
    async with scene.house.http.post(f"{scene.house.hubs[1].url}/api/widget/sessions", json=body) as answer:
        assert (await answer.json())["session"]["id"] != guest.session_id
    async with scene.nothing_written():
        assert (await agent.try_to("reopen", session_id=guest.session_id))["code"] == "conflict"


async def test_seen_by_the_holder_lowers_the_unread(scene: Scene) -> None:
    guest, agent, _ = await scene.conversation(message="Một")
    await agent.do("inbox")
    await guest.say("Hai")
    await agent.expect("session", unread=2)
    await agent.do("seen", session_id=guest.session_id, delivered=4, read=2)
    await agent.expect("session", unread=1)
    await agent.do("seen", session_id=guest.session_id, delivered=4, read=4)
    await agent.expect("session", unread=0)


async def test_tags_are_set_once_and_shown(scene: Scene) -> None:
    guest, agent, _ = await scene.conversation()
    await agent.do("inbox")
    tagged = await agent.do("tag", session_id=guest.session_id, tags=["đổi trả", "vip"])
    assert await agent.do("tag", session_id=guest.session_id, tags=["đổi trả", "vip"]) == tagged
    await agent.expect("session", tags=["đổi trả", "vip"])
    assert (await agent.expect("event", kind="tagged"))["data"] == {"tags": ["đổi trả", "vip"]}


async def test_what_is_no_longer_watched_is_no_longer_sent(scene: Scene) -> None:
    guest, agent, fence = await scene.conversation()
    await agent.do("unwatch", session_id=guest.session_id)
    await guest.say("Có ai nghe không?")
    await agent.say(guest.session_id, fence, "Dạ em nghe")
    watched = await agent.do("watch", session_id=guest.session_id, after=2)
    assert [event["seq"] for event in watched["events"]] == [3, 4]
    assert agent.received("event") == []


async def test_a_conversation_that_does_not_exist_is_not_found(scene: Scene) -> None:
    agent = await scene.staff("hoa")
    async with scene.nothing_written():
        for name, payload in (
            *(("watch", {"after": None}), ("claim", {}), ("takeover", {}), ("reopen", {})),
            *(("release", {"fence": 1}), ("transfer", {"fence": 1, "agent_id": "x"}), ("close", {"fence": 1})),
            *(("send", {"client_id": "c", "fence": 1, "text": "t"}), ("note", {"client_id": "c", "text": "t"})),
            *(("typing", {"on": True}), ("seen", {"delivered": 1, "read": 1}), ("tag", {"tags": ["vip"]})),
        ):
            error = await agent.try_to(name, session_id="01JABCDEFGHJKMNPQRSTVWXYZ0", **payload)
            assert (name, error["code"]) == (name, "not_found")


async def test_refresh_takes_a_token_of_the_same_agent_alone(scene: Scene) -> None:
    agent = await scene.staff("hoa")
    await agent.do("refresh", token=scene.house.tokens["hoa"])
    assert (await agent.try_to("refresh", token=scene.house.tokens["tuan"]))["code"] == "forbidden"
    assert (await agent.try_to("refresh", token="abc"))["code"] == "unauthorized"
    assert (await agent.do("inbox"))["me"]["email"] == "hoa@alo.example"
