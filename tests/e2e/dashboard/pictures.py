"""Draws every screen and state of the workspace into `screenshots/`: give pytest this very file."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.dashboard.people import Agent, Visitor
from tests.e2e.dashboard.stage import Stage, settle
from tests.e2e.dashboard.test_conversation import add_canned_reply
from tests.servers import Fleet

FOLDER = Path(__file__).resolve().parents[3] / "screenshots" / "dashboard"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True}
CROWD = (
    ("Phạm Quốc Đạt", "Phí giao ra Đà Nẵng bao nhiêu vậy shop?"),
    ("Lê Thu Hà", "Áo đặt hôm thứ Hai đã gửi đi chưa ạ?"),
    ("Vũ Hoàng Long", "Cho mình đổi sang cỡ L được không?"),
    ("Đặng Mỹ Duyên", "Shop có mở cửa Chủ nhật không ạ?"),
    ("Ngô Bảo Châu", "Mình muốn đặt 20 áo cho công ty"),
)


@pytest.fixture(params=["light", "dark"])
def look(request: pytest.FixtureRequest) -> str:
    FOLDER.mkdir(parents=True, exist_ok=True)
    return str(request.param)


def draw(page: Page, name: str) -> None:
    settle(page)
    page.screenshot(path=FOLDER / f"{name}.png")


def converse(lan: Agent, visitor: Visitor) -> None:
    lan.open(visitor.name)
    lan.write("Dạ còn cỡ M chị nhé. Chị xem mẫu ở https://shop.example/ao-dai-xanh-ngoc ạ.")
    visitor.say("Đẹp quá!")
    visitor.say("Chị lấy một cái, giao trước thứ Bảy được không em?")
    expect(lan.log.get_by_text("giao trước thứ Bảy")).to_be_visible()
    lan.button("Ghi chú nội bộ").click()
    lan.page.get_by_role("textbox", name="Ghi chú nội bộ").fill(
        "Khách quen, lần trước mua áo cưới. Ưu tiên giao nhanh."
    )
    lan.page.keyboard.press("Enter")
    lan.button("Trả lời").click()
    lan.write("Dạ được ạ, em gửi hoả tốc chiều nay, thứ Sáu chị nhận được.")
    expect(lan.log.get_by_text("thứ Sáu chị nhận được")).to_be_visible()
    while visitor.heard()[-1] != "Dạ được ạ, em gửi hoả tốc chiều nay, thứ Sáu chị nhận được.":
        lan.page.wait_for_timeout(50)
    visitor.see(max(event["seq"] for event in visitor.events))
    expect(lan.log.get_by_text("Đã xem")).to_be_visible()
    visitor.type()


def test_pictures_on_a_desk(stage: Stage, fleet: Fleet, look: str) -> None:
    fleet.archiver()
    for shortcut, title, text in (
        ("chao", "Lời chào", "Chào {{name}}, em là {{agent}}, em giúp gì được cho mình ạ?"),
        ("ship", "Phí giao hàng", "Phí giao nội thành 20.000đ, tỉnh khác 35.000đ ạ."),
        ("doi", "Đổi trả", "Mình đổi cỡ miễn phí trong 7 ngày, còn nguyên tem nhé."),
    ):
        add_canned_reply(stage, shortcut, title, text)
    lan = stage.window("lan", color_scheme=look)
    lan.page.goto("/dashboard")
    expect(lan.button("Đăng nhập")).to_be_visible()
    draw(lan.page, f"sign-in-{look}")
    lan.sign_in()
    draw(lan.page, f"inbox-empty-{look}")
    anh = stage.visitor(
        "Trần Thị Ánh", "Shop còn áo dài lụa cỡ M màu xanh ngọc không ạ?", address="12 Nguyễn Huệ, Quận 1, TP. HCM"
    ).come()
    lan.look("Của tôi")
    expect(lan.row("Trần Thị Ánh")).to_be_visible()
    minh = stage.agent("minh", color_scheme=look)
    lan.set_away()
    for name, message in CROWD[:3]:
        stage.visitor(name, message).come()
    minh.look("Của tôi")
    expect(minh.row("Vũ Hoàng Long")).to_be_visible()
    minh.set_away()
    for name, message in CROWD[3:]:
        stage.visitor(name, message).come()
    converse(lan, anh)
    lan.button("Thêm thẻ").click()
    lan.page.get_by_role("textbox", name="Thêm thẻ").fill("giao nhanh")
    lan.page.keyboard.press("Enter")
    expect(lan.button("Bỏ thẻ giao nhanh")).to_be_visible()
    lan.look("Tất cả")
    anh.type()
    expect(lan.log.get_by_text("Trần Thị Ánh đang gõ")).to_be_visible()
    draw(lan.page, f"conversation-{look}")
    lan.composer.fill("/")
    expect(lan.page.get_by_role("option")).to_have_count(3)
    draw(lan.page, f"canned-{look}")
    lan.composer.fill("")
    lan.button("Chuyển cho…").click()
    expect(lan.page.get_by_role("dialog")).to_be_visible()
    draw(lan.page, f"transfer-{look}")
    lan.page.keyboard.press("Escape")
    lan.page.get_by_role("button", name=re.compile("^Tài khoản của")).click()
    expect(lan.page.get_by_role("menu")).to_be_visible()
    draw(lan.page, f"account-{look}")
    lan.page.keyboard.press("Escape")
    lan.open("Lê Thu Hà")
    draw(lan.page, f"answered-by-another-{look}")
    lan.look("Đang chờ").open("Ngô Bảo Châu")
    draw(lan.page, f"waiting-{look}")
    lan.page.keyboard.press("?")
    expect(lan.page.get_by_role("dialog")).to_be_visible()
    draw(lan.page, f"shortcuts-{look}")
    lan.page.keyboard.press("Escape")
    lan.look("Của tôi").open("Trần Thị Ánh")
    lan.composer.fill("Dạ em kiểm tra lại kho rồi báo")
    hoa = stage.agent("hoa", color_scheme=look).look("Tất cả").open("Trần Thị Ánh")
    hoa.button("Giành quyền").click()
    expect(hoa.page.get_by_role("dialog")).to_be_visible()
    draw(hoa.page, f"takeover-{look}")
    hoa.page.get_by_role("dialog").get_by_role("button", name="Giành quyền").click()
    expect(lan.page.get_by_role("alert")).to_be_visible()
    draw(lan.page, f"lock-lost-{look}")
    hoa.button("Kết thúc").click()
    hoa.page.get_by_role("dialog").get_by_role("button", name="Kết thúc").click()
    expect(hoa.log.get_by_text("Bạn đã kết thúc cuộc trò chuyện")).to_be_visible()
    anh.rate(5, "Tư vấn nhanh, nhiệt tình")
    expect(hoa.log.get_by_text("Khách đánh giá 5/5")).to_be_visible()
    draw(hoa.page, f"ended-{look}")
    hoa.page.goto("/dashboard/khong-co")
    expect(hoa.page.get_by_text("Không tìm thấy trang này")).to_be_visible()
    draw(hoa.page, f"not-found-{look}")


def test_pictures_on_a_phone(stage: Stage, look: str) -> None:
    lan = stage.agent("lan", color_scheme=look, **PHONE).look("Của tôi")
    anh = stage.visitor("Trần Thị Ánh", "Shop còn áo dài lụa cỡ M màu xanh ngọc không ạ?").come()
    for name, message in CROWD[:3]:
        stage.visitor(name, message).come()
    expect(lan.row("Vũ Hoàng Long")).to_be_visible()
    draw(lan.page, f"phone-list-{look}")
    converse(lan, anh)
    draw(lan.page, f"phone-conversation-{look}")
    lan.button("Thông tin khách").click()
    expect(lan.page.get_by_role("complementary")).to_be_visible()
    draw(lan.page, f"phone-details-{look}")
