import pytest
from playwright.sync_api import Response, expect

from tests.e2e.dashboard.people import Agent
from tests.e2e.production.conftest import Live

QUESTION, ANSWER = "Bộ ấm men lam còn không ạ?", "Dạ còn ạ, anh lấy mấy bộ?"
THANKS, GOODBYE = "Anh lấy một bộ", "Dạ em cảm ơn anh"


def test_a_visitor_asks_through_the_entrance_and_is_answered(live: Live) -> None:
    met: set[str] = set()

    def note(answer: Response) -> None:
        if "/socket.io/" in answer.url:
            met.add(f"{answer.request.method} {answer.status}")

    lan = live.agent()
    visitor = live.visitor()
    visitor.page.on("response", note)
    visitor.start(QUESTION)
    held = lan.take("Trần Văn An")
    held.see(held.head)
    visitor.status("Đã xem")
    held.say(ANSWER)
    visitor.sees(QUESTION, ANSWER)
    visitor.write(THANKS)
    held.hears(QUESTION, ANSWER, THANKS)
    assert visitor.page.url.startswith("https://")
    assert met == ({"GET 200", "POST 200"} if live.transport == "polling" else set())

    visitor.page.reload()
    visitor.sees(QUESTION, ANSWER, THANKS)

    # A hub that goes away takes no conversation with it: whoever was on it comes back through the other.
    live.hubs[1].kill()
    held.say(GOODBYE)
    visitor.sees(QUESTION, ANSWER, THANKS, GOODBYE)
    held.close()
    expect(visitor.log.get_by_text("Cuộc trò chuyện đã kết thúc")).to_be_visible(timeout=15_000)


@pytest.mark.parametrize("live", ["websocket"], indirect=True)
def test_an_agent_signs_in_through_the_entrance_stays_signed_in_and_answers(live: Live) -> None:
    lan = Agent(live.listen(live.context().new_page()), live.team["lan"])
    lan.sign_in()
    visitor = live.visitor().start(QUESTION)
    lan.page.reload()
    lan.look("Của tôi").open("Trần Văn An")
    lan.write(ANSWER)
    visitor.sees(QUESTION, ANSWER)
    (cookie,) = [one for one in lan.page.context.cookies() if "refresh" in one["name"]]
    assert cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "Strict"
