"""The peer: a careful plain Playwright script that enters a sale in Sao, as one would write it.

It knows Sao's traps and waits after every step until nothing is under way, polled from Python
(four quiet looks, 50 ms apart), as a script without help inside the page does. It reads the
fields back too. Animations are left as they are.
"""

from __future__ import annotations

from playwright.async_api import Page

from bots.model import SalesOrder

WATCH = """(() => {
  window.busy = { requests: 0, timers: new Set() };
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (...args) {
    busy.requests += 1;
    this.addEventListener('loadend', () => { busy.requests -= 1; });
    return send.apply(this, args);
  };
  const { setTimeout: set, clearTimeout: clear } = window;
  window.setTimeout = (work, delay = 0, ...args) => {
    if (delay > 400) return set(work, delay, ...args);
    const id = set(() => { busy.timers.delete(id); work(...args); }, delay);
    busy.timers.add(id);
    return id;
  };
  window.clearTimeout = (id) => { busy.timers.delete(id); clear(id); };
})()"""
TAB = "#tabcontent > .tab-pane.active"
LINE = ".modal.in"
QUIET_LOOKS = 4
LOOK_EVERY = 50  # ms


class PlainScript:
    """One page of Sao, signed in."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def sign_in(self, url: str, database: str, user: str, password: str) -> None:
        await self.page.add_init_script(WATCH)
        await self.page.goto(f"{url}/#{database}")
        await self.page.fill("#login", user)
        await self.page.get_by_role("button", name="Login", exact=True).click()
        await self.page.fill(".ask-dialog input[type=password]", password)
        await self.page.get_by_role("button", name="OK", exact=True).click()
        await self.page.wait_for_selector("#menu a, #menu li, #menu table")
        await self.quiet()
        await self.page.evaluate("hash => { location.hash = hash }", f"{database}/model/sale.sale")
        await self.page.wait_for_selector(f"{TAB} nav.toolbar button#new_")
        await self.quiet()

    async def quiet(self) -> None:
        looks = 0
        while looks < QUIET_LOOKS:
            idle = await self.page.evaluate("busy.requests === 0 && busy.timers.size === 0")
            looks = looks + 1 if idle else 0
            await self.page.wait_for_timeout(LOOK_EVERY)

    async def click(self, css: str) -> None:
        await self.page.locator(f"{css}:visible").click()
        await self.quiet()

    async def pick(self, scope: str, name: str, typed: str, begins: str) -> None:
        await self.page.locator(f'{scope} input[name="{name}"]:visible').fill(typed)
        await self.quiet()
        entries = self.page.locator(f"{scope} .dropdown.open li.completion a")
        texts = await entries.all_text_contents()
        (index,) = [at for at, text in enumerate(texts) if text == begins or begins in text]
        await entries.nth(index).click()
        await self.quiet()

    async def number(self, name: str, value: str) -> None:
        await self.page.locator(f'{LINE} input[type=text][name="{name}"]:visible').click()
        field = self.page.locator(f'{LINE} input[type=number][name="{name}"]:visible')
        await field.fill(value)
        await field.press("Tab")
        await self.quiet()

    async def enter(self, order: SalesOrder) -> str:
        """Enter, quote and confirm; the sale's number."""
        await self.click(f"{TAB} nav.toolbar button#new_")
        await self.page.locator(f'{TAB} input[name="reference"]:visible').fill(order.reference)
        await self.party(order.party)
        date = self.page.locator(f'{TAB} input[name="sale_date"]:visible')
        await date.fill(order.date.strftime("%m/%d/%Y"))
        await date.press("Tab")
        await self.quiet()
        await self.page.get_by_role("tab", name="Other Info").click()
        await self.page.locator(f'{TAB} textarea[name="comment"]').fill(order.ship_to)
        await self.page.get_by_role("tab", name="Sale", exact=True).click()
        await self.click(f'{TAB} .form-one2many-toolbar button[aria-label="New"]')
        for index, line in enumerate(order.lines):
            await self.pick(LINE, "product", line.sku, f"[{line.sku}] ")
            await self.number("quantity", f"{line.quantity:f}")
            await self.number("unit_price", f"{line.unit_price:f}")
            last = index == len(order.lines) - 1
            await self.click(f"{LINE} button#{'save' if last else 'new_'}")
        total = await self.page.locator(
            f'{TAB} input[type=number][name="total_amount"]'
        ).input_value()
        assert float(total) == float(order.total)
        await self.click(f"{TAB} nav.toolbar button#save")
        await self.click(f"{TAB} button[name=quote]")
        await self.click(f"{TAB} button[name=confirm]")
        return await self.page.locator(f'{TAB} input[name="number"]').input_value()

    async def party(self, name: str) -> None:
        await self.page.locator(f'{TAB} input[name="party"]:visible').fill(name)
        await self.quiet()
        entries = self.page.locator(f"{TAB} .dropdown.open li.completion a")
        await entries.get_by_text(name, exact=True).click()
        await self.quiet()
