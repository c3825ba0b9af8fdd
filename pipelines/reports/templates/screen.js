"use strict";
// The front as points: hover, focus and the arrow keys show a candidate; nothing is fetched, no text becomes markup.
(function () {
  const data = JSON.parse(document.getElementById("points").textContent);
  const box = document.getElementById("detail");
  // Links of the drawing, `#front-point-7`; the number is the place in the data, where the best stands first.
  const dots = Array.from(document.querySelectorAll(".plot a"));
  const number = function (dot) { return Number(dot.getAttribute("xlink:href").split("-").pop()); };
  dots.sort(function (one, other) { return number(one) - number(other); });
  let current = -1;
  function line(text, tag) {
    const element = document.createElement(tag || "p");
    element.textContent = text;
    return element;
  }
  function show(place) {
    if (place < 0 || place >= dots.length) return;
    if (current >= 0) dots[current].classList.remove("on");
    current = place;
    dots[place].classList.add("on");
    const point = data[number(dots[place])];
    box.replaceChildren();
    const head = line("");
    head.append(line(point.cell, "code"));
    box.append(head, line(point.told));
    if (point.reasons) box.append(line("Domain: " + point.reasons + "."));
    const row = document.createElement("div");
    row.className = "mols";
    for (const name of point.molecules) {
      const drawn = document.querySelector('#structures [data-name="' + CSS.escape(name) + '"]');
      if (drawn) row.append(drawn.cloneNode(true));
    }
    box.append(row);
  }
  show(0);
  dots.forEach(function (dot, place) {
    dot.setAttribute("role", "button");
    dot.setAttribute("aria-label", data[number(dot)].cell);
    dot.setAttribute("tabindex", place === 0 ? 0 : -1);
    dot.addEventListener("mouseenter", function () { show(place); });
    dot.addEventListener("click", function (event) { event.preventDefault(); show(place); });
    dot.addEventListener("focus", function () { show(place); });
    dot.addEventListener("keydown", function (event) {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const next = event.key === "Home" ? 0 : event.key === "End" ? dots.length - 1 : place + (step || 0);
      if (next === place || next < 0 || next >= dots.length) return;
      event.preventDefault();
      dots[place].setAttribute("tabindex", -1);
      dots[next].setAttribute("tabindex", 0);
      dots[next].focus();
    });
  });
})();
