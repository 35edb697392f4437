"""An agent's program on the other side of the conversation: what it takes to answer a visitor."""

import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

import requests
import socketio

from hub.live.accounts import Account
from tests.contract.housing import PASSWORD

WAIT = 20


@dataclass
class Agent:
    url: str
    account: Account
    socket: socketio.Client
    events: list[dict[str, Any]] = field(default_factory=list)
    typing: list[dict[str, Any]] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    news: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def come(cls, url: str, account: Account) -> "Agent":
        login = {"email": account.email, "password": PASSWORD}
        token = requests.post(f"{url}/api/auth/login", json=login, timeout=WAIT).json()["access_token"]
        agent = cls(url, account, socketio.Client(reconnection=True, reconnection_delay_max=1))
        for name, heard in (("event", agent.events), ("typing", agent.typing), ("presence", agent.pages)):
            agent.socket.on(name, lambda news, heard=heard: agent._hear(heard, news), namespace="/agent")
        agent.socket.connect(url, namespaces=["/agent"], auth={"token": token})
        agent.call("inbox", {})
        return agent

    def leave(self) -> None:
        self.socket.disconnect()

    def call(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        answer = self.socket.call(name, payload, namespace="/agent", timeout=WAIT)
        assert answer["ok"], answer
        return dict(answer)

    def take(self, visitor: str = "") -> "Held":
        """The newest open conversation (of that visitor), claimed and watched."""
        sessions = self.call("inbox", {})["sessions"]
        mine = [s for s in sessions if s["status"] != "closed" and visitor in s["visitor"]["name"]]
        session = max(mine, key=lambda s: s["opened_at"])
        fence = self.call("claim", {"session_id": session["id"]})["fence"]
        watched = self.call("watch", {"session_id": session["id"], "after": 0})
        self.events[:0] = watched["events"]
        return Held(self, session["id"], fence)

    def wait_for(self, condition: Any, what: str) -> None:
        """Until `condition()` holds, looked at whenever something was heard."""
        for _ in range(200):
            if condition():
                return
            self.news.wait(0.1)
            self.news.clear()
        raise AssertionError(f"{what}: {self.texts()}")

    def texts(self) -> list[str]:
        by_seq = {event["seq"]: event for event in self.events}
        return [by_seq[seq]["text"] for seq in sorted(by_seq) if by_seq[seq]["kind"] == "message"]

    def _hear(self, heard: list[dict[str, Any]], news: dict[str, Any]) -> None:
        heard.append(news)
        self.news.set()


@dataclass
class Held:
    """A conversation that the agent holds."""

    agent: Agent
    id: str
    fence: int

    def say(self, text: str) -> int:
        payload = {"session_id": self.id, "client_id": str(uuid.uuid4()), "fence": self.fence, "text": text}
        return int(self.agent.call("send", payload)["seq"])

    def type(self, on: bool) -> None:
        self.agent.call("typing", {"session_id": self.id, "on": on})

    def see(self, seq: int, *, read: int | None = None) -> None:
        marks = {"delivered": seq, "read": seq if read is None else read}
        self.agent.call("seen", {"session_id": self.id, **marks})

    def close(self) -> None:
        self.agent.call("close", {"session_id": self.id, "fence": self.fence})

    @property
    def head(self) -> int:
        return max(int(event["seq"]) for event in self.agent.events)

    def hears(self, *texts: str) -> None:
        """The visitor's and the agent's messages so far, in their order, once each."""
        self.agent.wait_for(lambda: self.agent.texts() == list(texts), f"expected {list(texts)}")
