from tests.contract.scene import Scene, until


async def test_two_hubs_are_one_for_those_who_talk_across_them(scene: Scene) -> None:
    guest = await scene.guest(hub=0)
    await guest.do("resume", after=0)
    agent = await scene.staff("lan", hub=1)
    await agent.do("inbox")
    claimed = await guest.expect("event", kind="claimed")
    assert claimed["data"] == {"name": agent.account.name, "avatar": None, "how": "auto"}
    fence = (await agent.do("watch", session_id=guest.session_id, after=0))["session"]["fence"]
    said = await guest.say("Chị ơi")
    await agent.expect("event", seq=said["seq"], text="Chị ơi")
    answered = await agent.say(guest.session_id, fence, "Dạ em nghe")
    await guest.expect("event", seq=answered["seq"], text="Dạ em nghe")


async def test_several_sockets_of_one_agent_are_one_agent(scene: Scene) -> None:
    guest = await scene.guest()
    desk, phone = await scene.staff("hoa", hub=0), await scene.staff("hoa", hub=1)
    fence = (await desk.do("claim", session_id=guest.session_id))["fence"]
    assert (await phone.do("claim", session_id=guest.session_id))["fence"] == fence
    for device in (desk, phone):
        await device.do("watch", session_id=guest.session_id, after=0)
    said = await phone.say(guest.session_id, fence, "Em trả lời từ điện thoại ạ")
    event = await desk.expect("event", seq=said["seq"])
    assert event["author"]["id"] == desk.account.id
    inbox = await desk.do("inbox")
    assert [card["load"] for card in inbox["agents"] if card["id"] == desk.account.id] == [1]
    await phone.socket.close()
    await until(lambda: scene.house.redis.zcard(scene.house.keys.presence))
    await desk.say(guest.session_id, fence, "Em vẫn ở đây ạ")
    assert (await desk.do("inbox"))["me"]["online"] is True


async def test_what_one_socket_types_is_not_told_to_the_same_agent(scene: Scene) -> None:
    guest, desk, _ = await scene.conversation("hoa")
    phone, colleague = await scene.staff("hoa", hub=1), await scene.staff("tuan", hub=1)
    for device in (phone, colleague):
        await device.do("watch", session_id=guest.session_id, after=0)
    await guest.do("resume", after=0)
    await desk.do("typing", session_id=guest.session_id, on=True)
    await colleague.expect("typing", on=True)
    await guest.expect("typing", on=True)
    assert phone.received("typing") == [] and desk.received("typing") == []


async def test_conversations_come_by_turns_and_a_returning_agent_gets_the_one_that_waited_longest(scene: Scene) -> None:
    lan, minh = await scene.staff("lan", hub=0), await scene.staff("minh", hub=1)
    guests = [await scene.guest(hub=n % 2) for n in range(4)]
    holders = [(await scene.house.summary(guest.session_id))["holder"]["id"] for guest in guests]
    assert sorted(holders) == sorted([lan.account.id, minh.account.id] * 2)
    assert holders[0] != holders[1]
    for agent in (lan, minh):
        await agent.do("availability", status="away")
    first, second = await scene.guest(), await scene.guest()
    assert {(await scene.house.summary(g.session_id))["status"] for g in (first, second)} == {"waiting"}
    await minh.do("inbox")
    await minh.do("availability", status="online")
    for guest in (first, second):
        await minh.expect("session", id=guest.session_id, status="active")
    told = await scene.house.redis.xrevrange(scene.house.keys.firehose, count=2)
    assert [fields[b"k"] for _, fields in told] == [b"claimed", b"claimed"]
    assert [fields[b"s"].decode() for _, fields in told] == [second.session_id, first.session_id]


async def test_at_most_one_of_many_claimers_wins_whatever_hub_they_are_on(scene: Scene) -> None:
    guest = await scene.guest()
    people = [await scene.staff(name, hub=n % 2) for n, name in enumerate(("hoa", "tuan"))]
    acks = [await person.socket.emit("claim", {"session_id": guest.session_id}) for person in people]
    assert [ack["ok"] for ack in acks].count(True) == 1
    assert (await scene.house.summary(guest.session_id))["fence"] == acks[0]["fence"]
