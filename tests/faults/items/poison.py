"""5: an event that MongoDB refuses is set aside after its tries, neighbours hardly notice, and it can be replayed."""

import time

import httpx2

from tests.faults.campaign import Campaign
from tests.faults.desk import ignore
from tests.faults.scale import Scale
from tests.faults.socket import Socket

LATE_S = 2.0
TRIES = b"5"


async def run(house: Campaign, scale: Scale) -> None:
    for number in range(scale.pick(5, 1)):
        await poison(house, f"thuốc độc {number}", scale.within(LATE_S))


async def poison(house: Campaign, text: str, late_s: float) -> None:
    opened = await house.open(text.replace(" ", "-"))
    session_id = opened["session"]["id"]
    async with house.database() as database:
        about = await (await database.list_collections(filter={"name": "messages"})).next()
        sound = about["options"]["validator"]
        await database.command("collMod", "messages", validator={"$and": [sound, {"text": {"$ne": text}}]})
        socket = await Socket.open(house.urls()[0], "/visitor", opened["token"], ignore)
        bad = (await socket.ask("send", {"client_id": "bad", "text": text}))["seq"]
        house.faults += 1
        after = (await socket.ask("send", {"client_id": "after", "text": "câu sau"}))["seq"]
        began = time.monotonic()
        late = 0.0
        while await house.dead_letters() == 0 and time.monotonic() - began < 30:
            late = max(late, await lateness(house))
        house.expect(late <= late_s, f"neighbours were {late:.1f} s late")
        house.notes.append(f"neighbours {late:.1f} s late")

        async def later_is_there() -> bool:
            return await database.messages.find_one({"_id": f"{session_id}/{after}"}) is not None

        await house.measure(later_is_there, "what was said behind it is archived", late_s)
        await database.command("collMod", "messages", validator=sound)
        await replay(house, session_id, bad)

        async def is_there() -> bool:
            return await database.messages.find_one({"_id": f"{session_id}/{bad}"}) is not None

        await house.heal(is_there, "the replayed event is archived", 20)
    house.expect(await house.dead_letters() == 0, "the dead letter is still there")
    await socket.close()


async def replay(house: Campaign, session_id: str, seq: int) -> None:
    """As an admin does it, once the log and the letter were looked at."""
    keys = house.keys
    async with house.redis() as redis:
        letters = await redis.xrange(keys.dead)
        about = [(fields[b"s"].decode(), int(fields[b"n"]), fields[b"tries"]) for _, fields in letters]
        house.expect(about == [(session_id, seq, TRIES)], f"the dead letters are {about}")
        archived, head = await redis.hmget(keys.session(session_id), "archived", "head")
        house.expect(int(archived) < seq <= int(head), "its log would not be kept")
        house.expect(bool(await redis.xrange(keys.log(session_id), f"{seq}-0", f"{seq}-0")), "its log is gone")
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
