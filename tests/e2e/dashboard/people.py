"""An agent in front of the workspace, and a visitor somewhere on a website."""

import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
import socketio
from playwright.sync_api import Locator, Page, expect

from hub.live.accounts import Account
from tests.e2e.dashboard.team import PASSWORD

PATIENCE_S = 20
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) Version/18.2 Mobile/15E148 Safari/604.1"


@dataclass
class Visitor:
    url: str
    name: str
    token: str
    id: str
    socket: socketio.Client | None = None
    events: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def open(cls, url: str, name: str, message: str = "", *, token: str | None = None, **form: str) -> "Visitor":
        answers = {"name": name, "phone": "0912 345 678", **form, **({"message": message} if message else {})}
        page = {"url": "https://shop.example/ao-dai", "title": "Áo dài lụa tơ tằm"}
        body = {"client_id": str(uuid.uuid4()), "form": answers, "page": page, "lang": "vi", "visitor_token": token}
        body |= {"referrer": "https://www.google.com/", "tz": "America/New_York"}
        answer = requests.post(f"{url}/api/widget/sessions", json=body, headers={"User-Agent": PHONE}, timeout=10)
        assert answer.status_code == 200, answer.text
        opened = answer.json()
        return cls(url, name, opened["token"], opened["session"]["id"])

    def come(self) -> "Visitor":
        self.socket = socketio.Client(reconnection=False)
        self.socket.on("event", self.events.append, namespace="/visitor")
        self.socket.connect(self.url, namespaces=["/visitor"], auth={"token": self.token})
        self.events += self._call("resume", {"after": 0})["events"]
        return self

    def leave(self) -> None:
        if self.socket:
            self.socket.disconnect()
            self.socket = None

    def say(self, text: str) -> int:
        return int(self._call("send", {"client_id": str(uuid.uuid4()), "text": text})["seq"])

    def type(self, text: str | None = None, *, on: bool = True) -> None:
        self._call("typing", {"on": on, "text": text})

    def see(self, seq: int, *, read: int | None = None) -> None:
        self._call("seen", {"delivered": seq, "read": seq if read is None else read})

    def rate(self, score: int, comment: str) -> None:
        self._call("rate", {"score": score, "comment": comment})

    def expect(self, texts: list[str]) -> None:
        """Waits until this visitor has exactly these texts, and shows the difference if that doesn't come."""
        self._wait_for(lambda: self.heard() == texts)
        assert self.heard() == texts

    def expect_in_any_order(self, texts: list[str]) -> None:
        self._wait_for(lambda: sorted(self.heard()) == sorted(texts))
        assert sorted(self.heard()) == sorted(texts)

    def heard(self) -> list[str]:
        """The texts of the conversation as this visitor has them, in their order and without the doubled ones."""
        by_seq = {event["seq"]: event for event in self.events}
        return [by_seq[seq]["text"] for seq in sorted(by_seq) if by_seq[seq]["kind"] == "message"]

    def _wait_for(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not condition() and time.monotonic() < end:
            time.sleep(0.05)

    def _call(self, name: str, payload: dict[str, Any]) -> dict[str, Any]:
        assert self.socket is not None, "the visitor is not there"
        answer = self.socket.call(name, payload, namespace="/visitor", timeout=10)
        assert answer["ok"], answer
        return dict(answer)


@dataclass
class Agent:
    page: Page
    account: Account

    def sign_in(self) -> "Agent":
        self.page.goto("/dashboard")
        self.page.get_by_label("Email").fill(self.account.email)
        self.page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập").click()
        expect(self.page.get_by_role("heading", name="Hộp thư")).to_be_visible()
        expect(self.page.get_by_role("button", name=re.compile("^Tài khoản của.*(Trực tuyến|Vắng mặt)$"))).to_be_visible()
        return self

    def set_away(self) -> "Agent":
        self.page.get_by_role("button", name=re.compile("^Tài khoản của")).click()
        self.page.get_by_role("menuitemradio", name=re.compile("^Vắng mặt")).click()
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("button", name=re.compile("Vắng mặt$"))).to_be_visible()
        return self

    def look(self, view: str) -> "Agent":
        self.page.get_by_role("navigation", name="Danh sách cuộc trò chuyện").get_by_role(
            "link", name=re.compile(view)
        ).click()
        return self

    def row(self, name: str) -> Locator:
        return self.page.get_by_role("list", name=re.compile("^Cuộc trò chuyện")).get_by_role(
            "link", name=re.compile(re.escape(name))
        )

    def open(self, name: str) -> "Agent":
        self.row(name).click()
        expect(self.conversation(name).get_by_role("log")).to_be_visible()
        return self

    def conversation(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=f"Cuộc trò chuyện với {name}")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Soạn tin nhắn")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def write(self, text: str) -> None:
        self.composer.fill(text)
        self.composer.press("Enter")

    def choose(self, item: str) -> None:
        """An act out of the menu of the conversation."""
        self.button("Thao tác khác").click()
        self.page.get_by_role("menuitem", name=item).click()
