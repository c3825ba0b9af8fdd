"use strict";
// The page: the cell in its address, the form, and the answer with the published cells before the prediction.
(() => {
  const data = window.NACRE_DATA;
  const { element } = nacre;
  const NOTHING = { additives: [], coating: [], host: [], separator: [], protection: null, basis: null };
  const test = (current, capacity, temperature = null) => ({
    current_density_mA_cm2: current, areal_capacity_mAh_cm2: capacity, temperature_C: temperature,
  });
  const dose = (amount, unit, name) => ({ name, amount, unit });
  const EXAMPLES = {
    "NaF coating": {
      ...NOTHING, salts: [dose(1, "M", "NaPF6")], solvents: [{ name: "diglyme", parts: 1 }], coating: ["NaF"],
      conditions: test(1, 1),
    },
    "Carbonate with FEC": {
      ...NOTHING, salts: [dose(1, "M", "NaPF6")], basis: "v/v", additives: [dose(5, "wt%", "FEC")],
      solvents: [{ name: "EC", parts: 1 }, { name: "PC", parts: 1 }], conditions: test(0.5, 0.5),
    },
    "Localized high concentration": {
      ...NOTHING, salts: [dose(2.1, "M", "NaFSI")], basis: "mol/mol",
      solvents: [{ name: "DME", parts: 1 }, { name: "BTFE", parts: 2 }], conditions: test(1, 1),
    },
    "Carbon host": {
      ...NOTHING, salts: [dose(1, "M", "NaOTf")], solvents: [{ name: "diglyme", parts: 1 }], host: ["carbon cloth"],
      conditions: test(3, 3),
    },
  };

  // -- the cell in the address --------------------------------------------------------------------------------------

  const address = (cell) => `#cell=${encodeURIComponent(JSON.stringify(cell))}`;

  const isNumber = (value) => value === null || Number.isFinite(value);
  const isOffered = (role, name) => Object.values(data.menus[role]).some((half) => half.includes(name));
  const isOneOf = (value, choices) => value === null || choices.includes(value);

  // The cell of an address; null where it holds none that the menus can show: somebody may have changed the link.
  function cellOf(hash) {
    try {
      const cell = JSON.parse(decodeURIComponent(hash.replace(/^#cell=/, "")));
      const doses = (role) => cell[role].map(({ name, amount, unit }) => ({ name, amount, unit }));
      const read = {
        salts: doses("salts"),
        solvents: cell.solvents.map(({ name, parts }) => ({ name, parts })),
        basis: cell.basis,
        additives: doses("additives"),
        ...Object.fromEntries(["coating", "host", "separator"].map((layer) => [layer, cell[layer].map(String)])),
        protection: cell.protection,
        conditions: Object.fromEntries(Object.keys(data.conditions).map((name) => [name, cell.conditions[name] ?? null])),
      };
      const isSound =
        Object.keys(data.menus).every((role) => read[role].every((item) => isOffered(role, item.name ?? item))) &&
        ["salts", "additives"].every((role) =>
          read[role].every(({ amount, unit }) => isNumber(amount) && isOneOf(unit, nacre.units[role]))) &&
        [...read.solvents.map(({ parts }) => parts), ...Object.values(read.conditions)].every(isNumber) &&
        isOneOf(read.basis, nacre.ratios) &&
        isOneOf(read.protection, data.protections);
      return isSound ? read : null;
    } catch {
      return null;
    }
  }

  // -- the published cells ------------------------------------------------------------------------------------------

  const mark = (has, word) => (has ? ` (${word})` : "");

  function knownRow(row, { cell, same, targets }) {
    const isSame = same.includes(row);
    const differs = isSame ? "this very cell" : nacre.differences(cell, row).join("; ");
    const known = nacre.knownCell(row);
    const source = known.doi
      ? element("a", { href: `https://doi.org/${known.doi}`, rel: "noopener" }, known.citation)
      : known.citation;
    return element(
      "tr", { class: isSame ? "nacre-same" : null },
      element("td", {}, element("code", {}, known.cell), `${mark(known.isControl, "control")}${mark(known.isDoubtful, "doubtful")}`,
        differs ? element("small", {}, differs) : null,
        ...nacre.contradictions(row, targets).map((line) => element("small", {}, `⚠ ${line}`))),
      ...known.outcomes.map((text, i) => element("td", { "data-name": data.model.targets[i].name }, text)),
      element("td", {}, source),
    );
  }

  function knownTable(rows, answer, caption) {
    const heads = ["published cell", ...data.model.targets.map(({ name }) => name), "source"];
    return element(
      "div", { class: "nacre-scroll", tabindex: "0", role: "region", "aria-label": caption },
      element(
        "table", { class: "nacre-known" }, element("caption", {}, caption),
        element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
        element("tbody", {}, ...rows.map((row) => knownRow(row, answer))),
      ),
    );
  }

  const FIRST = 3;
  const counted = (number) => `${number} more ${number === 1 ? "cell" : "cells"}`;

  function evidence(answer) {
    const { cell, same, nearest } = answer;
    const shown = [...same, ...nearest.filter((row) => !same.includes(row))];
    const alike = nacre.sameElectrolyte(cell).filter((row) => !shown.includes(row));
    const what = same.length ? "Published: this very cell, then the nearest" : "Not published itself; the nearest published cells";
    const folded = (rows, words) =>
      rows.length ? element("details", {}, element("summary", {}, words), knownTable(rows, answer, words)) : null;
    const first = Math.max(FIRST, same.length);
    return [
      knownTable(shown.slice(0, first), answer, what),
      folded(shown.slice(first), `${counted(shown.length - first)} near it`),
      folded(alike, `${counted(alike.length)} with this salt in these solvents`),
    ].filter(Boolean);
  }

  // -- the prediction -----------------------------------------------------------------------------------------------

  const DOMAIN = {
    in: ["In the domain", "published cells are similar"],
    edge: ["At the edge of the domain", ""],
    out: ["Out of the domain", ""],
  };

  const MEANING = "Lifetime is the hours that such published tests show; most of these ended while the cell ran.";

  function metric(target) {
    return element(
      "div", { class: "nacre-metric" },
      element("div", { class: "nacre-what" }, nacre.capital(target.name)),
      element("div", { class: "nacre-value", "data-name": target.name }, nacre.valueText(target.median, target.unit)),
      element("div", { class: "nacre-small" }, nacre.boundsText(target)),
    );
  }

  function chancesText(target, features) {
    const own = target.chances.map((share, i) => `${data.model.horizons[i]} ${target.unit} ${nacre.percent(share)}`);
    const alike = nacre.comparable(target.name, features);
    const shares = alike?.shares.map((share) => (share === null ? "–" : nacre.percent(share)));
    const beside = alike?.cells ? `; ${alike.cells} known cells ${alike.among}: ${shares.join(", ")}` : "";
    // A figure and its unit stay on one line.
    return `Still running after ${own.join(", ")}${beside}.`.replace(/(\d) (%|h)/g, "$1\u00a0$2");
  }

  function prediction({ targets, features, domain, made }) {
    const [label, usual] = DOMAIN[domain.where];
    const reasons = domain.reasons.join("; ") || usual;
    return [
      element("div", { class: "nacre-metrics" }, ...targets.map(metric)),
      ...targets.filter(({ chances }) => chances).map((target) =>
        element("p", { class: "nacre-small" }, chancesText(target, features))),
      element("p", {}, element("strong", { class: `nacre-domain nacre-${domain.where}` }, label), ` ${nacre.capital(reasons)}.`),
      element("p", { class: "nacre-small" }, `Made: ${made.join("; ")}.`),
      element("p", { class: "nacre-small" }, MEANING),
    ];
  }

  // -- the answer -----------------------------------------------------------------------------------------------------

  const heading = (id, text) => element("h2", { id }, text);

  function told(answer) {
    const { cells, papers } = data.info;
    return [
      ...answer.guard.map((reason) => element("p", { class: "nacre-fault", role: "alert" }, `This cell cannot work: ${reason}.`)),
      heading("evidence", "Evidence"), ...evidence(answer),
      heading("prediction", "Prediction"), ...prediction(answer),
      element("p", { class: "nacre-small" }, "The same in a terminal: ",
        element("code", { class: "nacre-command" }, `nacre predict '${answer.text}'`)),
      element("p", { class: "nacre-small" },
        `Model: the one that ships with nacre ${data.version}, trained on ${cells} cells of ${papers} papers.`),
    ];
  }

  const summary = ({ targets }) =>
    targets.map((target) => `${target.name} ${nacre.valueText(target.median, target.unit)}`).join(", ");

  function start() {
    const place = document.getElementById("nacre-try");
    const typed = element("code", { class: "nacre-cell" });
    const status = element("p", { class: "nacre-hidden", role: "status" });
    const form = element("form", { class: "nacre-form", "aria-label": "The cell", onsubmit: (event) => event.preventDefault() });
    const result = element("div", { class: "nacre-answer" });

    const answer = (cell) => {
      try {
        const found = nacre.answer(cell);
        typed.textContent = found.text;
        status.textContent = summary(found);
        result.replaceChildren(...told(found));
      } catch (error) {
        if (!(error instanceof nacre.Fault)) throw error;
        typed.textContent = "…";
        status.textContent = "";
        result.replaceChildren(element("p", { class: "nacre-fault", role: "alert" }, error.message));
      }
    };
    const changed = (cell) => {
      answer(cell);
      history.replaceState(null, "", address(cell));
    };
    const shown = cellOf(location.hash) ?? Object.values(EXAMPLES)[0];
    const menus = new nacre.Form(form, shown, changed);
    const take = (cell) => {
      menus.show(cell);
      changed(cell);
    };
    const examples = Object.entries(EXAMPLES).map(([name, cell]) =>
      element("button", { type: "button", onclick: () => take(cell) }, name));
    window.addEventListener("hashchange", () => {
      const cell = cellOf(location.hash);
      if (cell) take(cell);
    });
    place.replaceChildren(
      element("p", { class: "nacre-top" }, typed), element("div", { class: "nacre-examples" }, ...examples), status,
      element("div", { class: "nacre-columns" }, form, result),
    );
    answer(shown);
    place.dataset.ready = "true";
  }

  start();
})();
