"""A guest on somebody else's page: strict policies, hostile styles, and nothing of the page changed or slowed."""

from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.widget.scene import PHONE, Scene
from tests.e2e.widget.visitor import Visitor

WATCH_THE_PAGE = """
window.long = []; window.shifts = 0
new PerformanceObserver(list => list.getEntries().forEach(task => long.push(task.duration)))
    .observe({ type: 'longtask' })
new PerformanceObserver(list => list.getEntries().forEach(shift => { shifts += shift.value }))
    .observe({ type: 'layout-shift', buffered: true })
"""


def looks(visitor: Visitor, selector: str) -> dict[str, Any]:
    visitor.page.bring_to_front()  # a tab in the background stops in the middle of its animations
    return dict(
        visitor.page.locator(selector).evaluate(
            """async element => {
                await Promise.all(element.getRootNode().getAnimations().map(animation => animation.finished))
                const style = getComputedStyle(element)
                const names = ['fontSize', 'fontFamily', 'color', 'direction', 'letterSpacing', 'textTransform',
                    'backgroundColor', 'borderRadius', 'opacity', 'filter', 'lineHeight', 'wordSpacing']
                const { width, height, right, bottom } = element.getBoundingClientRect()
                return { box: [width, height, innerWidth - right, innerHeight - bottom],
                    ...Object.fromEntries(names.map(name => [name, style[name]])) }
            }"""
        )
    )


def test_a_hostile_page_with_a_strict_policy_changes_nothing_of_the_widget(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context(color_scheme="light", reduced_motion="reduce")
    plain = scene.visitor(context=context)
    hostile = scene.visitor("/demo/hostile", context=context)
    expect(hostile.page.locator("alo-chat")).to_have_count(1)
    for selector in (".launcher", ".panel", ".hero h2", ".field.tel input", ".primary"):
        for visitor in (plain, hostile):
            if not visitor.panel.is_visible():
                visitor.open()
        assert looks(hostile, selector) == looks(plain, selector), selector
    hostile.fill(message="Chào từ trang khó tính").submit()
    hostile.sees("Chào từ trang khó tính")
    held = lan.take()
    held.say("Dạ chào anh")
    hostile.sees("Chào từ trang khó tính", "Dạ chào anh")
    plain.sees("Chào từ trang khó tính", "Dạ chào anh")
    assert looks(hostile, ".mine .bubble") == looks(plain, ".mine .bubble")


def test_the_root_is_closed_to_the_page_and_only_one_name_is_left_on_it(scene: Scene, browser: Any) -> None:
    context = browser.new_context(base_url=scene.url)
    scene.contexts.append(context)
    page = scene.listen(context.new_page())
    page.goto("/demo")
    before = page.evaluate("() => Object.keys(window).length")
    page.wait_for_selector("alo-chat", state="attached")
    assert page.evaluate("() => document.querySelector('alo-chat').shadowRoot") is None
    assert page.evaluate("() => typeof window.Alo") == "function"
    added = page.evaluate("before => Object.keys(window).length - before", before)
    assert added <= 1
    assert page.evaluate("() => document.body.querySelectorAll('alo-chat, style').length") == 0
    page.evaluate("() => Alo('open')")
    # By keyboard, since a closed root can't be looked into: the form has the focus.
    page.wait_for_function("() => document.activeElement === document.querySelector('alo-chat')")
    page.keyboard.type("Trần Văn An")
    page.keyboard.press("Tab")
    page.keyboard.type("0912345678")
    with page.expect_response("**/api/widget/sessions") as answer:
        page.keyboard.press("Enter")
    assert answer.value.status == 200


def test_on_a_phone_a_hostile_page_gets_no_hold_of_the_panel_either(scene: Scene) -> None:
    visitor = scene.visitor("/demo/hostile", **PHONE, reduced_motion="reduce").open()
    assert visitor.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}


def test_the_pages_shortcuts_neither_hear_nor_take_what_is_typed(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context()
    context.add_init_script(
        """
        window.heard = 0
        for (const name of ['keydown', 'keypress', 'keyup'])
            document.addEventListener(name, event => { heard += 1; event.preventDefault() })
        """
    )
    visitor = scene.visitor(context=context).start()
    held = lan.take()
    visitor.composer.press_sequentially("jk /?")
    visitor.page.keyboard.press("Enter")
    held.hears("Chào shop", "jk /?")
    assert visitor.page.evaluate("() => heard") == 0


def test_a_panel_that_opens_by_itself_leaves_the_keyboard_to_the_page(scene: Scene) -> None:
    context = scene.context()
    page = (
        '<!doctype html><meta charset="utf-8"><title>Shop</title><input aria-label="Tìm" autofocus>'
        '<script async src="/widget.js" data-open></script>'
    )
    context.route("**/demo", lambda route: route.fulfill(body=page, content_type="text/html"))
    visitor = scene.visitor(context=context)
    expect(visitor.panel.get_by_label("Họ tên")).to_be_visible()
    expect(visitor.page.get_by_label("Tìm")).to_be_focused()
    visitor.button("Thu gọn khung trò chuyện").click()
    visitor.open()
    expect(visitor.panel.get_by_label("Họ tên")).to_be_focused()


def add_the_tag(context: BrowserContext, page: Page, name: int) -> tuple[float, float]:
    """The longest task in ms, and the layout shift, after the script tag was put on a quiet page.

    Another `name` each time: the browser keeps no compiled copy of a script that it has not met.
    """
    page.goto("/demo/logo.svg")
    page.goto("/demo/hostile")
    page.wait_for_load_state("networkidle")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.evaluate(WATCH_THE_PAGE)
    page.evaluate(
        """name => new Promise(resolve => {
            delete window.Alo
            document.querySelector('alo-chat').remove()
            const script = document.createElement('script')
            Object.assign(script, { async: true, src: '/widget.js?' + name })
            document.head.append(script)
            const seen = setInterval(() => {
                if (!document.querySelector('alo-chat')) return
                clearInterval(seen)
                setTimeout(resolve, 600)
            }, 20)
        })""",
        name,
    )
    return page.evaluate("() => Math.max(0, ...long)"), page.evaluate("() => shifts")


def test_loading_costs_no_long_task_on_a_slow_processor_and_moves_nothing(scene: Scene) -> None:
    context = scene.context(bypass_csp=True)
    page = scene.listen(context.new_page())
    tries = [add_the_tag(context, page, name) for name in range(3)]
    # Other processes share this machine: the best of three is what the widget itself costs.
    assert min(longest for longest, _ in tries) <= 50, tries
    assert max(shift for _, shift in tries) == 0, tries


def test_the_page_commands_the_widget_also_before_it_has_loaded(scene: Scene) -> None:
    lan = scene.agent()
    context = scene.context()
    context.add_init_script(
        """
        window.heard = []
        window.Alo = function () { (Alo.q = Alo.q || []).push(arguments) }
        for (const name of ['ready', 'open', 'close', 'message', 'unread'])
            Alo('on', name, detail => heard.push([name, detail?.text ?? detail ?? null]))
        Alo('identify', { name: 'Lý Thu Hà', phone: '0987654321' })
        Alo('open')
        """
    )
    visitor = scene.visitor(context=context)
    expect(visitor.panel.get_by_label("Họ tên")).to_have_value("Lý Thu Hà")
    visitor.submit()
    expect(visitor.composer).to_be_visible()
    held = lan.take("Lý Thu Hà")
    visitor.page.evaluate("() => Alo('close')")
    expect(visitor.panel).to_be_hidden()
    held.say("Chào chị")
    visitor.page.wait_for_function("() => heard.some(([name]) => name === 'unread')")
    visitor.page.evaluate("() => { Alo('hide') }")
    expect(visitor.launcher).to_be_hidden()
    visitor.page.evaluate("() => { Alo('show'); Alo('toggle') }")
    visitor.sees("Chào chị")
    heard = visitor.page.evaluate("() => heard")
    assert [name for name, _ in heard][:2] == ["open", "ready"]
    assert [text for name, text in heard if name == "message"] == ["Chào chị"]
    assert ["unread", 1] in heard
    assert ["close", None] in heard
    visitor.page.wait_for_function("() => heard.some(([name, count]) => name === 'unread' && count === 0)")


def test_the_tag_chooses_language_colour_side_and_theme(scene: Scene) -> None:
    context = scene.context()
    context.route(
        "**/demo",
        lambda route: route.fulfill(
            body='<!doctype html><html lang="en"><title>Shop</title><body><h1>Shop</h1><script async src="/widget.js" '
            'data-lang="en" data-color="#7c3aed" data-position="left" data-theme="dark" data-open></script>',
            content_type="text/html",
        ),
    )
    visitor = scene.visitor(context=context)
    button = visitor.panel.get_by_role("button", name="Leave a message")
    expect(button).to_have_css("background-color", "rgb(124, 58, 237)")
    assert visitor.panel.bounding_box()["x"] == 20  # type: ignore[index]
    expect(visitor.page.locator(".alo")).to_have_css("color-scheme", "dark")
