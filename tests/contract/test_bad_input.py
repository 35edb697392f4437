import asyncio
from typing import Any

import pytest

from tests.contract.clients import TRANSPORTS
from tests.contract.javascript_client import Driver, JavaScriptDial
from tests.contract.scene import AGENT, Caller, Scene

TEXT = "Dạ còn ạ"
WRONG: dict[str, tuple[Any, str]] = {
    "no payload": (None, "invalid"),
    "a list": ([], "invalid"),
    "a string": ("send", "invalid"),
    "a number": (7, "invalid"),
    "no client_id": ({"text": TEXT}, "invalid"),
    "no text": ({"client_id": "c"}, "invalid"),
    "an empty text": ({"client_id": "c", "text": ""}, "invalid"),
    "a text that is a number": ({"client_id": "c", "text": 5}, "invalid"),
    "a text that is an object": ({"client_id": "c", "text": {"$gt": ""}}, "invalid"),
    "a text of 4,001": ({"client_id": "c", "text": "ế" * 4001}, "too_large"),
    "an empty client_id": ({"client_id": "", "text": TEXT}, "invalid"),
    "a client_id of 65": ({"client_id": "c" * 65, "text": TEXT}, "invalid"),
    "a client_id that is a number": ({"client_id": 1, "text": TEXT}, "invalid"),
}
WRONG_FROM_VISITOR: list[tuple[str, Any]] = [
    *(("resume", {"after": -1}), ("resume", {"after": "1"}), ("resume", {"after": 1.5}), ("resume", {"after": 2**60})),
    *(("typing", {}), ("typing", {"on": "yes"}), ("typing", {"on": 1}), ("seen", {"delivered": 1})),
    *(("seen", {"delivered": -1, "read": 0}), ("seen", {"delivered": True, "read": 1}), ("page", {"url": 1})),
    *(("page", {"url": "x" * 2049}), ("page", {"url": "/", "title": "x" * 301}), ("rate", {}), ("rate", {"score": 0})),
    *(("rate", {"score": 6}), ("rate", {"score": 4.5}), ("rate", {"score": "5"}), ("close", [])),
    ("rate", {"score": 5, "comment": "x" * 1001}),
    *(("inbox", {}), ("claim", {"session_id": "x"}), ("unknown", {}), ("", {}), ("__proto__", {})),
]
WRONG_FROM_AGENT: list[tuple[str, Any]] = [
    *(("watch", {}), ("watch", {"session_id": 1}), ("watch", {"session_id": ""}), ("watch", {"session_id": "a b"})),
    *(("watch", {"session_id": "x" * 65}), ("watch", {"session_id": "x", "after": -1}), ("claim", {})),
    *(("claim", {"session_id": "*"}), ("release", {"session_id": "x"}), ("transfer", {"session_id": "x", "fence": 1})),
    *(("release", {"session_id": "x", "fence": "1"}), ("release", {"session_id": "x", "fence": 0})),
    *(("send", {"session_id": "x", "client_id": "c", "text": TEXT}), ("note", {"session_id": "x", "text": TEXT})),
    *(("availability", {}), ("availability", {"status": "busy"}), ("tag", {"session_id": "x", "tags": "vip"})),
    *(("tag", {"session_id": "x", "tags": [""]}), ("tag", {"session_id": "x", "tags": ["x" * 41]})),
    *(("tag", {"session_id": "x", "tags": [str(n) for n in range(21)]}), ("refresh", {}), ("refresh", {"token": 1})),
    *(("takeover", {"session_id": None}), ("resume", {"after": 0}), ("page", {"url": "/"})),
]


async def still_works(scene: Scene, caller: Caller) -> None:
    """The socket is as good as before."""
    assert caller.socket.connected
    await caller.do(*(("inbox",) if caller.namespace == AGENT else ("resume",)))


async def test_a_wrong_send_is_refused_and_writes_nothing(scene: Scene) -> None:
    guest = await scene.guest()
    async with scene.nothing_written():
        for why, (payload, code) in WRONG.items():
            assert (why, (await guest.try_to("send", payload))["code"]) == (why, code)
    await still_works(scene, guest)


@pytest.mark.parametrize("lang", ["vi", "en"])
async def test_every_wrong_event_is_refused_in_the_callers_language(one_scene: Scene, lang: Any) -> None:
    guest, agent = await one_scene.guest(lang=lang), await one_scene.staff("hoa", lang=lang)
    async with one_scene.nothing_written():
        for caller, cases in ((guest, WRONG_FROM_VISITOR), (agent, WRONG_FROM_AGENT)):
            for name, payload in cases:
                error = await caller.try_to(name, payload)
                assert (name, payload, error["code"]) == (name, payload, "invalid")
            await still_works(one_scene, caller)


async def test_the_longest_text_and_every_odd_letter_is_kept_as_it_was_sent(scene: Scene) -> None:
    guest = await scene.guest()
    await guest.do("resume", after=0)
    texts = [
        *(
            "𠮷" * 4000,
            "a\u0000b",
            "\u202eđảo",
            "e\u0302\u0301 ế",
            "👩‍👩‍👧",
            "\r\n\t x \n",
            "</script>",
            '"\\',
            "\u2028\x1e",
        ),
        *(" ", "\ufeff", "\x7f\x1b[31m"),
    ]
    for text in texts:
        await guest.expect("event", seq=(await guest.say(text))["seq"])
    assert [event["text"] for event in guest.received("event")] == texts
    assert [event["text"] for event in await scene.house.events(guest.session_id)][1:] == texts


async def test_a_visitor_who_is_too_fast_is_told_how_long_to_wait_and_a_retry_is_answered(scene: Scene) -> None:
    guest = await scene.guest()
    first = await guest.say("0", "đầu")
    # All at once: what is sent one by one on a busy machine may be slow enough.
    sends = [guest.socket.emit("send", {"client_id": f"c{number}", "text": str(number)}) for number in range(60)]
    refused = [ack["error"] for ack in await asyncio.gather(*sends) if not ack["ok"]]
    assert refused
    assert all(error["code"] == "rate_limited" and 1 <= error["retry"] <= 10_000 for error in refused)
    async with scene.nothing_written():
        assert await guest.say("0", "đầu") == first


async def test_a_lone_surrogate_is_refused_and_the_socket_goes_on(one_scene: Scene) -> None:
    guest = await one_scene.guest()
    async with one_scene.nothing_written():
        error = await guest.try_to("send", {"client_id": "c", "text": "nửa \ud83d cặp"})
        assert error["code"] == "invalid"
    await still_works(one_scene, guest)


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_bytes_in_an_event_close_the_socket_and_write_nothing(
    one_scene: Scene, driver: Driver, transport: str
) -> None:
    token, _ = await one_scene.house.open()
    dial = JavaScriptDial(transport, driver)
    socket = await dial.connect(one_scene.house.hubs[0].url, "/visitor", {"token": token})
    async with one_scene.nothing_written():
        with pytest.raises(TimeoutError):
            await socket.emit("send", {"client_id": "c", "text": {"$bytes": 3}}, timeout=0.5)
        await socket.until(lambda: socket.connects == 2)
    await dial.close()
