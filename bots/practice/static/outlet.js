"use strict";
const app = document.getElementById("app");
const chinese = document.documentElement.lang.startsWith("zh");
const words = JSON.parse(document.getElementById("words").textContent);
const t = (text) => words[text] || text;
const STATES = {
  UNPAID: ["awaiting_payment", "Awaiting payment"], TO_SHIP: ["paid", "Paid"],
  IN_TRANSIT: ["shipped", "Shipped"], DELIVERED: ["completed", "Completed"],
  RETURN_REQUESTED: ["refunding", "Refunding"], RETURNED: ["refunded", "Refunded"],
  CANCELLED: ["cancelled", "Cancelled"],
};
let cursor = "", busy = false, done = false, filter = "";

function make(tag, attributes, ...children) {
  const node = Object.assign(document.createElement(tag), attributes);
  node.append(...children);
  return node;
}
function money(cents, currency) {
  return new Intl.NumberFormat("en-US", { style: "currency", currency }).format(cents / 100);
}
function moment(milliseconds) {
  const zone = "America/Los_Angeles";
  return new Date(milliseconds).toLocaleString(chinese ? "zh-CN" : "en-US",
    { timeZone: zone, dateStyle: "medium", timeStyle: "short" });
}
function badge(state) {
  const [code, text] = STATES[state] || ["paid", state];
  return make("span", { className: `state state-${code}` }, t(text));
}
async function load(path) {
  const answer = await fetch(path, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (answer.status === 401) { location.assign("/login?next=" + encodeURIComponent(location.pathname)); }
  if (!answer.ok) { throw new Error(`${answer.status}`); }
  return (await answer.json()).data;
}
function row(order) {
  const pieces = order.items.reduce((sum, item) => sum + item.qty, 0);
  const link = make("a", { href: `/orders/${order.orderId}`, className: "tile" },
    make("span", { className: "number" }, order.orderId), badge(order.state),
    make("span", { className: "buyer" }, order.buyer.name),
    make("span", { className: "hint" }, `${moment(order.createdAt)} · ${pieces} ${t("pcs")}`),
    make("b", { className: "total" }, money(order.totalCents, order.currency)));
  return make("li", {}, link);
}
async function more(list, tail, count) {
  if (busy || done) { return; }
  busy = true;
  tail.textContent = t("Loading…");
  try {
    const data = await load(`/api/orders?cursor=${encodeURIComponent(cursor)}&state=${filter}`);
    count.textContent = data.total;
    list.append(...data.orders.map(row));
    cursor = data.next || "";
    done = !data.next;
    tail.textContent = done ? t("That was everything.") : "";
  } catch (error) {
    tail.replaceChildren(make("button", { onclick: () => more(list, tail, count) }, t("Reload")));
  } finally {
    busy = false;
  }
}
function showList() {
  const list = make("ul", { className: "tiles" });
  const tail = make("p", { className: "hint tail" });
  const count = make("b", { className: "count" });
  const choice = make("select", { onchange: () => { filter = choice.value; restart(); } },
    make("option", { value: "" }, t("All")),
    ...Object.entries(STATES).map(([key, [, text]]) => make("option", { value: key }, t(text))));
  choice.setAttribute("aria-label", t("Status"));
  const restart = () => { cursor = ""; done = false; list.replaceChildren(); more(list, tail, count); };
  app.replaceChildren(make("div", { className: "head" }, make("h1", {}, t("Orders")),
    make("p", { className: "hint" }, count, " " + t("orders")), make("span", { className: "spacer" }), choice),
  list, tail);
  new IntersectionObserver((seen) => {
    if (seen.some((entry) => entry.isIntersecting)) { more(list, tail, count); }
  }, { rootMargin: "300px" }).observe(tail);
}
function cells(tag, values) { return make("tr", {}, ...values.map((value, place) => make(tag, { className: place > 1 ? "num" : "" }, value))); }
function facts(pairs) {
  return make("dl", {}, ...pairs.filter(([, value]) => value).flatMap(([name, value]) =>
    [make("dt", {}, t(name)), make("dd", {}, value)]));
}
const CARRIERS = { UPS: "UPS", FEDEX: "FedEx", USPS: "USPS", DHL_EXPRESS: "DHL", OTHER: "Other" };
async function ship(order, body, problem) {
  const answer = await fetch(`/api/orders/${order.orderId}/shipment`, { method: "PUT",
    headers: { "Content-Type": "application/json", "X-Requested-With": "XMLHttpRequest",
      "X-CSRF-Token": document.querySelector(".account [name=csrf]").value },
    body: JSON.stringify(body) });
  if (answer.ok) { await showOrder(order.orderId); return; }
  const told = await answer.json().catch(() => ({}));
  problem.textContent = t(told.message || "Reload");
  problem.hidden = false;
}
function parcel(order) {
  const sent = order.shipment;
  const card = make("section", { className: "card", id: "shipment" }, make("h2", {}, t("Parcel")));
  if (sent) { card.append(facts([["Carrier", CARRIERS[sent.carrierCode]], ["Tracking number", sent.trackingNo], ["Shipped at", moment(sent.shippedAt)]])); }
  if (!order.canShip) { return card; }
  const problem = make("p", { className: "alert", role: "alert", hidden: true });
  const choice = make("select", { name: "carrier", required: true }, make("option", { value: "" }, t("Choose a carrier")),
    ...Object.entries(CARRIERS).map(([code, name]) => make("option", { value: code, selected: sent && code === sent.carrierCode }, t(name))));
  const field = make("input", { name: "tracking", required: true, autocomplete: "off", value: sent ? sent.trackingNo : "" });
  const form = make("form", { id: "ship-form", className: "stacked" }, make("label", {}, t("Carrier"), choice),
    make("label", {}, t("Tracking number"), field), make("button", { className: sent ? "quiet" : "" }, t(sent ? "Change the number" : "Ship")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ship(order, { carrierCode: choice.value, trackingNo: field.value.trim() }, problem);
  });
  card.append(problem, form);
  return card;
}
async function showOrder(number) {
  const order = await load(`/api/orders/${number}`);
  const cash = (cents) => money(cents, order.currency);
  const sums = [["Shipping", order.shippingCents], ["Discount", 0 - order.discountCents], ["Tax", order.taxCents], ["Order total", order.totalCents]];
  const place = order.shipTo;
  app.replaceChildren(
    make("p", {}, make("a", { href: "/" }, "← " + t("Back to orders"))),
    make("div", { className: "head" }, make("h1", {}, `${t("Order")} ${order.orderId}`), badge(order.state),
      make("p", { className: "hint" }, moment(order.createdAt))),
    make("div", { className: "columns" },
      make("section", { className: "card" }, make("table", {},
        make("thead", {}, cells("th", ["SKU", "Title", "Quantity", "Unit price"].map(t))),
        make("tbody", {}, ...order.items.map((item) => cells("td", [item.skuId, item.title, item.qty, cash(item.priceCents)])))),
      make("table", { id: "sums" }, ...sums.map(([name, cents]) => make("tr", { className: name === "Order total" ? "total" : "" },
        make("th", {}, t(name)), make("td", { className: "num" }, cash(cents)))))),
      make("aside", {}, parcel(order),
        make("section", { className: "card" }, make("h2", {}, t("Ship to")), facts([["Recipient", place.name], ["Phone", place.phone],
          ["Address", place.lines.join(", ")], ["City", place.city], ["Province", place.state], ["Postcode", place.zip], ["Country", place.country]])),
        make("section", { className: "card" }, make("h2", {}, t("Buyer's message")),
          make("p", { className: "message" }, order.message || "")))));
}
function day(milliseconds) {
  return new Date(milliseconds).toLocaleDateString(chinese ? "zh-CN" : "en-US", { timeZone: "America/Los_Angeles", dateStyle: "medium" });
}
async function showSettlements() {
  const { statements } = await load("/api/settlements");
  const names = ["Month", "First day", "Last day", "Entries", "Opening balance", "Income", "Expenses", "Closing balance", "File"];
  const right = (place) => (place > 2 && place < 8 ? "num" : "");
  const rows = statements.map((one) => {
    const cash = (cents) => money(cents, one.currency);
    const file = make("a", { className: "button quiet", href: `/api/settlements/${one.statementId}/entries.csv`, download: "" }, "CSV");
    const values = [one.statementId, day(one.from), day(one.until - 1), one.entryCount, cash(one.openingCents), cash(one.incomeCents), cash(one.expenseCents), cash(one.closingCents), file];
    return make("tr", {}, ...values.map((value, place) => make("td", { className: right(place) }, value)));
  });
  const none = make("tr", {}, make("td", { colSpan: 9, className: "none" }, t("Nothing was settled yet.")));
  app.replaceChildren(make("div", { className: "head" }, make("h1", {}, t("Settlements")),
    make("p", { className: "hint" }, make("b", { className: "count" }, statements.length), " " + t("months"))),
  make("div", { className: "card table" }, make("table", {},
    make("thead", {}, make("tr", {}, ...names.map((name, place) => make("th", { className: right(place) }, t(name))))),
    make("tbody", {}, ...(rows.length ? rows : [none])))));
}
const detail = location.pathname.match(/^\/orders\/([^/]+)$/);
if (detail) { showOrder(detail[1]); } else if (location.pathname === "/settlements") { showSettlements(); } else { showList(); }
