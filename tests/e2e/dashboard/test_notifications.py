"""What calls an agent who isn't looking: the browser's own tones and notices, each as it was chosen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dashboard.people import Agent
from tests.e2e.dashboard.stage import Stage

LISTEN = """
window.tones = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
    window.tones.push(this.frequency.value);
    return start.apply(this, when);
};
window.notices = [];
window.Notification = class extends Notification {
    constructor(...told) {
        super(...told);
        window.notices.push(this);
    }
};
"""
"""The browser's own sound and notices, with a note of what the page had it play and show."""
CONVERSATION, MESSAGE = [659, 784, 1047], [784, 1047]


@pytest.fixture
def lan(stage: Stage) -> Agent:
    lan = stage.window("lan")
    lan.page.context.grant_permissions(["notifications"])
    lan.page.add_init_script(LISTEN)
    return lan.sign_in().look("Của tôi")


def switch(lan: Agent, name: str) -> None:
    lan.page.get_by_role("button", name=re.compile("^Tài khoản của")).click()
    lan.page.get_by_role("menuitem", name="Thông báo").click()
    lan.page.get_by_role("switch", name=name).click()
    lan.page.keyboard.press("Escape")
    expect(lan.page.get_by_role("dialog")).to_have_count(0)


def look_away(page: Page) -> None:
    """To another tab, as a person would: without this Playwright tells every page that it is being looked at."""
    page.context.new_cdp_session(page).send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    page.context.new_page().bring_to_front()
    page.wait_for_function("() => !document.hasFocus()", polling=100)


def expect_tones(page: Page, *tones: int) -> None:
    page.wait_for_function("(count) => window.tones.length >= count", arg=len(tones))
    assert page.evaluate("window.tones") == list(tones)


def notices(page: Page) -> list[list[str]]:
    return list(page.evaluate("window.notices.map(({ title, body }) => [title, body])"))


def test_a_new_conversation_and_a_message_sound_different_and_what_is_read_at_once_stays_silent(
    stage: Stage, lan: Agent
) -> None:
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    expect_tones(lan.page, *CONVERSATION)
    visitor.say("Có ai không?")
    expect_tones(lan.page, *CONVERSATION, *MESSAGE)
    lan.open("Trần Thị Ánh")
    visitor.say("Tin này đang được xem")
    expect(lan.log.get_by_text("Tin này đang được xem")).to_be_visible()
    stage.visitor("Phạm Quốc Đạt", "Chào shop")
    expect_tones(lan.page, *CONVERSATION, *MESSAGE, *CONVERSATION)


def test_the_sound_can_be_switched_off(stage: Stage, lan: Agent) -> None:
    switch(lan, "Âm thanh")
    stage.visitor("Trần Thị Ánh", "Chào shop")
    expect(lan.row("Trần Thị Ánh")).to_contain_text("1 tin chưa đọc")
    assert lan.page.evaluate("window.tones") == []


def test_a_notice_of_the_browser_comes_when_nobody_looks_and_a_click_leads_to_the_conversation(
    stage: Stage, lan: Agent
) -> None:
    switch(lan, "Thông báo của trình duyệt")
    visitor = stage.visitor("Trần Thị Ánh", "Chào shop").come()
    expect(lan.row("Trần Thị Ánh")).to_be_visible()
    assert notices(lan.page) == []
    look_away(lan.page)
    visitor.say("Shop còn đó không?")
    lan.page.wait_for_function("() => window.notices.length === 1", polling=100)
    assert notices(lan.page) == [["Trần Thị Ánh vừa nhắn", "Shop còn đó không?"]]
    lan.page.evaluate("window.notices[0].dispatchEvent(new Event('click'))")
    expect(lan.conversation("Trần Thị Ánh")).to_be_visible()


def test_only_one_of_an_agents_windows_rings(stage: Stage, lan: Agent) -> None:
    other = stage.second_window(lan)
    other.page.add_init_script(LISTEN)
    other.page.goto("/dashboard/inbox/mine")
    expect(other.page.get_by_role("heading", name="Hộp thư")).to_be_visible()
    other.page.mouse.click(700, 400)
    stage.visitor("Trần Thị Ánh", "Chào shop")
    for window in (lan, other):
        expect(window.row("Trần Thị Ánh")).to_contain_text("1 tin chưa đọc")
    expect_tones(lan.page, *CONVERSATION)
    assert other.page.evaluate("window.tones") == []
