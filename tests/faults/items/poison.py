"""5: an event that MongoDB refuses is set aside after its tries, neighbours hardly notice, and it can be replayed."""

import asyncio
import time
from typing import Any

import httpx2

from tests.faults.campaign import Campaign
from tests.faults.desk import join
from tests.faults.ledger import Send
from tests.faults.scale import Scale

LATE_S = 2.0
TRIES = b"5"
LONG_AGO = 1
"""Of a conversation's end: far more than the hour for which its log is kept."""
FORGOTTEN_S = 40.0
"""A new leader looks at once for what may go, and then twice a minute."""


async def run(house: Campaign, scale: Scale) -> None:
    for number in range(scale.pick(5, 1)):
        await poison(house, f"thuốc độc {number}", scale.within(LATE_S))


async def poison(house: Campaign, text: str, late_s: float) -> None:
    name = text.replace(" ", "-")
    opened = await house.open(name)
    session_id = opened["session"]["id"]
    async with house.database() as database:
        about = await (await database.list_collections(filter={"name": "messages"})).next()
        sound = about["options"]["validator"]
        await database.command("collMod", "messages", validator={"$and": [sound, {"text": {"$ne": text}}]})
        bad = await say(house, opened, Send(session_id, name, f"bad-{name}", text))
        house.faults += 1
        after = await say(house, opened, Send(session_id, name, f"after-{name}", "câu sau"))
        began = time.monotonic()
        late = 0.0
        while await house.dead_letters() == 0 and time.monotonic() - began < 30:
            late = max(late, await lateness(house))
        house.expect(late <= late_s, f"neighbours were {late:.1f} s late")
        house.notes.append(f"neighbours {late:.1f} s late")

        async def later_is_there() -> bool:
            return await database.messages.find_one({"_id": f"{session_id}/{after}"}) is not None

        await house.measure(later_is_there, "what was said behind it is archived", late_s)
        await outlive_retention(house, opened, bad, f"lành-{name}")
        await database.command("collMod", "messages", validator=sound)
        await replay(house, session_id, bad)

        async def is_there() -> bool:
            found = await database.messages.find_one({"_id": f"{session_id}/{bad}"})
            return found is not None and await house.dead_letters() == 0

        await house.heal(is_there, "the replayed event is archived and its letter gone", 20)
    await house.measure(lambda: may_go(house, session_id), "its log need not be kept any longer", 20)


async def say(house: Campaign, opened: dict[str, Any], send: Send) -> int:
    socket = await join(house.urls()[0], "/visitor", opened["token"])
    answer = await socket.ask("send", {"client_id": send.client_id, "text": send.text})
    house.ledger.enter(send).seq = answer.get("seq")
    house.expect(answer["ok"], f"a message was refused: {answer}")
    await socket.close()
    return int(answer.get("seq", 0))


async def outlive_retention(house: Campaign, poisoned: dict[str, Any], bad: int, name: str) -> None:
    """Both end, and an hour passes, as the score in `closed` has it: the sound one leaves Redis, this one does not."""
    sound = await house.open(name)
    for opened in (poisoned, sound):
        socket = await join(house.urls()[0], "/visitor", opened["token"])
        house.expect((await socket.ask("close", {}))["ok"], "it could not be closed")
        await socket.close()
        house.ledger.end(opened["session"]["id"])
    ids = [opened["session"]["id"] for opened in (poisoned, sound)]
    await house.measure(lambda: may_go(house, ids[1]), "a sound conversation is archived", 20)
    async with house.redis() as redis:
        await redis.zadd(house.keys.closed, dict.fromkeys(ids, LONG_AGO))
    for archiver in house.archivers:
        await asyncio.to_thread(archiver.stop)
    for archiver in house.archivers:
        await house.again(archiver)

    async def sound_one_is_gone() -> bool:
        async with house.redis() as redis:
            return await redis.exists(house.keys.session(ids[1]), house.keys.log(ids[1])) == 0

    await house.measure(sound_one_is_gone, "a sound conversation leaves Redis", FORGOTTEN_S)
    async with house.redis() as redis:
        head = int(await redis.hget(house.keys.session(ids[0]), "head") or 0)
        kept = [int(entry_id.split(b"-")[0]) for entry_id, _ in await redis.xrange(house.keys.log(ids[0]))]
        lives = [await redis.pttl(key) for key in (house.keys.session(ids[0]), house.keys.log(ids[0]))]
    house.expect(kept == list(range(1, head + 1)) and bad in kept, f"of the log up to {head} only {kept[-5:]} is kept")
    house.expect(lives == [-1, -1], f"its hash and its log expire by themselves: {lives}")


async def may_go(house: Campaign, session_id: str) -> bool:
    """Whether all of it is archived, as far as Redis knows."""
    async with house.redis() as redis:
        archived, head = await redis.hmget(house.keys.session(session_id), "archived", "head")
    return bool(head is None or archived == head)


async def replay(house: Campaign, session_id: str, seq: int) -> None:
    """As an admin does it, once the letter was looked at."""
    keys = house.keys
    async with house.redis() as redis:
        letters = await redis.xrange(keys.dead)
        about = [(fields[b"s"].decode(), int(fields[b"n"]), fields[b"tries"]) for _, fields in letters]
        house.expect(about == [(session_id, seq, TRIES)], f"the dead letters are {about}")
        archived, head = await redis.hmget(keys.session(session_id), "archived", "head")
        house.expect(int(archived) < seq <= int(head), "it counts as archived, its log would not be kept")
    if house.admin is None or not letters:
        return
    async with httpx2.AsyncClient(base_url=house.urls()[0], timeout=10) as http:
        path = f"/api/ops/dead-letters/{letters[0][0].decode()}/replay"
        answer = await http.post(path, headers={"Authorization": f"Bearer {await house.admin.token()}"})
        house.expect(answer.status_code == 202, f"the replay was answered {answer.status_code}")


async def lateness(house: Campaign) -> float:
    """How long what everybody has said by now takes to be archived."""
    heads = await house.heads()
    return await house.measure(lambda: house.is_archived(heads), "neighbours are archived", 20)
