"use strict";
for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => {
    button.closest(".overlay").remove();
    fetch("/popup/close", { method: "POST" });
  });
}
for (const opener of document.querySelectorAll("[data-opens]")) {
  opener.addEventListener("click", () => document.getElementById(opener.dataset.opens).showModal());
}
for (const closer of document.querySelectorAll("[data-closes]")) {
  closer.addEventListener("click", () => closer.closest("dialog").close());
}
const body = document.querySelector("#sale-lines tbody");
if (body) {
  const pattern = document.getElementById("line-pattern");
  const number = (input) => Number(input.value.trim());
  const sum = () => {
    let total = 0;
    [...body.rows].forEach((row, place) => {
      const [quantity, price] = ["quantity", "unit_price"].map((name) => number(row.querySelector(`[name=${name}]`)));
      const amount = quantity * price;
      row.querySelector(".place").textContent = place + 1;
      row.querySelector("output").textContent = Number.isFinite(amount) ? amount.toFixed(2) : "–";
      total += amount;
    });
    document.getElementById("sale-total").textContent = Number.isFinite(total) ? total.toFixed(2) : "–";
  };
  document.getElementById("add-line").addEventListener("click", () => {
    body.append(pattern.content.cloneNode(true));
    body.rows[body.rows.length - 1].querySelector("input").focus();
    sum();
  });
  body.addEventListener("click", (event) => {
    if (event.target.closest("[data-remove]") && body.rows.length > 1) {
      event.target.closest("tr").remove();
      sum();
    }
  });
  body.addEventListener("input", sum);
  sum();
}
