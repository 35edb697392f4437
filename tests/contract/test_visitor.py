import asyncio

from tests.contract.scene import Scene


async def test_a_visitor_resumes_and_gets_the_session_with_its_events(scene: Scene) -> None:
    guest = await scene.guest(message="Cho mình hỏi giá áo dài ạ", address="12 Lý Thường Kiệt")
    fresh = await guest.do("resume", after=None)
    assert [event["kind"] for event in fresh["events"]] == ["opened", "message"]
    assert fresh["events"][0]["data"] == {
        "form": {
            "name": "Nguyễn Văn Đức",
            "phone": "0912 345 678",
            "address": "12 Lý Thường Kiệt",
            "message": "Cho mình hỏi giá áo dài ạ",
        }
    }
    assert fresh["events"][1]["text"] == "Cho mình hỏi giá áo dài ạ"
    session = fresh["session"]
    assert (session["status"], session["position"], session["holder"], fresh["head"]) == ("waiting", 1, None, 2)
    assert "ip" not in session["visitor"] and "reset" not in fresh


async def test_a_visitor_sends_without_resuming_first(scene: Scene) -> None:
    guest = await scene.guest()
    sent = await guest.do("send", client_id="một", text="Còn size M không shop 😊")
    again = await guest.do("send", client_id="một", text="Còn size M không shop 😊")
    assert (sent["seq"], again) == (2, sent)
    assert [event["text"] for event in await scene.house.events(guest.session_id)] == [None, "Còn size M không shop 😊"]


async def test_what_a_visitor_sends_comes_back_as_an_event_to_every_socket_of_theirs(scene: Scene) -> None:
    guest = await scene.guest()
    phone = await scene.visit(guest.token, guest.session_id, hub=1)
    for device in (guest, phone):
        await device.do("resume", after=0)
    sent = await guest.say("Mình hỏi chút", "c-hỏi")
    for device in (guest, phone):
        event = await device.expect("event", seq=sent["seq"])
        assert (event["client_id"], event["text"], event["ts"]) == ("c-hỏi", "Mình hỏi chút", sent["ts"])


async def test_an_agent_sees_the_visitor_type_read_and_move_on_to_another_page(scene: Scene) -> None:
    guest, agent, _ = await scene.conversation()
    await agent.do("inbox")
    await guest.do("typing", on=True, text="nháp")
    typing = await agent.expect("typing", session_id=guest.session_id, on=True)
    assert typing["author"]["name"] == "Nguyễn Văn Đức"
    assert "text" not in typing, "drafts are shown only where the lead has switched them on"
    await guest.do("typing", on=False)
    await agent.expect("typing", on=False)
    await guest.do("seen", delivered=2, read=1)
    seen = {"session_id": guest.session_id, "side": "visitor", "delivered": 2, "read": 1}
    assert await agent.expect("seen", side="visitor") == seen
    page = {"url": "https://shop.example/gio-hang", "title": "Giỏ hàng"}
    await guest.do("page", **page)
    await agent.expect("presence", session_id=guest.session_id, online=True, page=page)
    summary = await agent.expect("session", lambda told: told["visitor"]["page"] == page)
    assert summary["seen"]["visitor"] == {"delivered": 2, "read": 1}


async def test_watermarks_never_go_back_and_never_pass_the_head(scene: Scene) -> None:
    guest = await scene.guest()
    await guest.do("seen", delivered=900, read=1)
    await guest.do("seen", delivered=0, read=0)
    assert (await scene.house.summary(guest.session_id))["seen"]["visitor"] == {"delivered": 1, "read": 1}


async def test_a_visitor_closes_and_rates_each_once(scene: Scene) -> None:
    guest, agent, _ = await scene.conversation()
    await guest.do("resume", after=0)
    closed = await guest.do("close")
    assert await guest.do("close") == closed
    for person in (guest, agent):
        event = await person.expect("event", kind="closed", seq=closed["seq"])
        assert event["data"]["by"] == "visitor"
    await guest.expect("session", status="closed")
    rated = await guest.do("rate", score=5, comment="Tư vấn nhiệt tình ạ")
    assert await guest.do("rate", score=5, comment="Tư vấn nhiệt tình ạ") == rated
    event = await agent.expect("event", kind="rated")
    assert event["data"] == {"score": 5, "comment": "Tư vấn nhiệt tình ạ"}
    session = await guest.expect("session", lambda told: told["rating"] is not None)
    assert session["rating"] == {"score": 5, "comment": "Tư vấn nhiệt tình ạ"}


async def test_after_the_end_a_visitor_is_refused_but_not_a_retry(scene: Scene) -> None:
    guest = await scene.guest()
    sent = await guest.say("Cảm ơn shop", "cuối")
    await guest.do("close")
    async with scene.nothing_written():
        assert (await guest.try_to("send", client_id="mới", text="Còn ai không?"))["code"] == "session_closed"
        assert (await guest.try_to("typing", on=True))["code"] == "session_closed"
        assert await guest.say("Cảm ơn shop", "cuối") == sent


async def test_a_visitor_gets_agents_only_events_hidden_and_no_ids_of_agents(scene: Scene) -> None:
    guest, agent, fence = await scene.conversation()
    await guest.do("resume", after=0)
    noted = await agent.do("note", session_id=guest.session_id, client_id="n1", text="Khách quen, giảm 5 %")
    tagged = await agent.do("tag", session_id=guest.session_id, tags=["vip", "áo dài"])
    said = await agent.say(guest.session_id, fence, "Dạ em chào anh ạ")
    message = await guest.expect("event", seq=said["seq"])
    hidden = [{"session_id": guest.session_id, "seq": s["seq"], "kind": "hidden"} for s in (noted, tagged)]
    assert guest.received("event")[:2] == hidden
    assert message["author"] == {"type": "agent", "name": agent.account.name}
    again = await guest.do("resume", after=0)
    claimed = again["events"][1]
    assert claimed["data"] == {"name": agent.account.name, "avatar": None, "how": "taken"}
    assert agent.account.id not in str(again) and "fence" not in str(again)
    assert again["events"][2:4] == hidden


async def test_a_visitor_learns_who_answers_and_whether_they_are_there(scene: Scene) -> None:
    guest = await scene.guest()
    await guest.do("resume", after=0)
    assert await guest.expect("presence", online=False) == {"online": False, "agent": None}
    agent = await scene.staff("lan", hub=1)
    shown = {"name": agent.account.name, "avatar": None}
    session = await guest.expect("session", status="active")
    assert (session["holder"], session["position"]) == (shown, None)
    await guest.expect("presence", online=True, agent=shown)
    fence = (await agent.do("claim", session_id=guest.session_id))["fence"]
    await agent.do("typing", session_id=guest.session_id, on=True)
    typing = await guest.expect("typing", on=True)
    assert typing["author"] == {"type": "agent", "name": agent.account.name}
    await agent.do("seen", session_id=guest.session_id, delivered=1, read=1)
    await guest.expect("seen", side="agent", delivered=1, read=1)
    await agent.do("close", session_id=guest.session_id, fence=fence)
    await guest.expect("session", status="closed")
    await agent.socket.close()
    await guest.expect("presence", lambda told: not told["online"])


async def test_waiting_visitors_are_told_their_place_as_it_changes(scene: Scene) -> None:
    first, second = await scene.guest(), await scene.guest(hub=1)
    await first.do("resume")
    assert (await second.do("resume"))["session"]["position"] == 2
    await first.do("close")
    await second.expect("session", position=1)


async def test_events_that_are_sent_together_keep_their_order(scene: Scene) -> None:
    guest = await scene.guest()
    await guest.do("resume", after=0)
    texts = [f"dòng {number}" for number in range(15)]
    acks = await asyncio.gather(*(guest.say(text) for text in texts))
    assert [ack["seq"] for ack in acks] == list(range(2, 17))
    await guest.expect("event", seq=16)
    assert [event["text"] for event in guest.received("event")] == texts
