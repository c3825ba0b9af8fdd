"use strict";
// The menus from which a cell is put together. They show a cell and tell whoever asked for it what became of it; the cell
// is a plain object as in cell.js.
(() => {
  const data = window.NACRE_DATA;
  const UNITS = { salts: ["M", "m", "wt%", "mol%"], additives: ["wt%", "vol%", "M", "m", "mol%"] };
  nacre.units = UNITS;
  const USUAL = { salts: [1, "M"], additives: [2, "wt%"] };
  const NEW = {
    salts: "NaPF6", solvents: "diglyme", additives: "FEC", coating: "NaF", host: "carbon cloth", separator: "NaF",
  };
  const WORDS = {
    salts: ["Salts", "salt"],
    solvents: ["Solvents", "solvent"],
    additives: ["Additives", "additive"],
    coating: ["Coating", "coating phase"],
    host: ["Host", "host phase"],
    separator: ["Separator or interlayer", "separator phase"],
  };
  // What parts of a ratio count: the word for the cell, the words for the menu.
  const RATIOS = [
    ["v/v", "volumes (v/v)"], ["w/w", "weights (w/w)"], ["mol/mol", "moles (mol/mol)"], ["", "not stated"],
  ];
  nacre.ratios = RATIOS.map(([word]) => word).filter(Boolean);
  const CONDITIONS = {
    current_density_mA_cm2: "Current density (mA/cm²)",
    areal_capacity_mAh_cm2: "Areal capacity (mAh/cm²)",
    temperature_C: "Temperature (°C)",
  };

  // An element with attributes, listeners (`onchange`, …) and children.
  nacre.element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") made[name] = value;
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null) made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  };
  const element = nacre.element;

  function options(names, chosen) {
    return names.map((name) => {
      const title = data.species[name]?.title;
      const text = title && title !== name ? `${name} · ${title}` : name;
      return element("option", { value: name, selected: name === chosen }, text);
    });
  }

  function menu(role, chosen, label, changed) {
    const { published, other } = data.menus[role];
    return element(
      "select",
      { "aria-label": label, onchange: (event) => changed(event.target.value) },
      element("optgroup", { label: "in published cells" }, ...options(published, chosen)),
      element("optgroup", { label: "in no published cell" }, ...options(other, chosen)),
    );
  }

  // A number, null for an empty field; NaN where what is typed is no number.
  function numberField(value, label, changed, hint = "") {
    return element("input", {
      type: "number", step: "any", inputmode: "decimal", "aria-label": label, placeholder: hint,
      value: value === null ? "" : String(value),
      oninput: ({ target }) => changed(target.validity.badInput ? NaN : target.value === "" ? null : target.valueAsNumber),
    });
  }

  function select(choices, chosen, label, changed) {
    return element(
      "select",
      { "aria-label": label, onchange: (event) => changed(event.target.value) },
      ...choices.map(([value, text]) => element("option", { value, selected: value === chosen }, text)),
    );
  }

  const named = (item) => (typeof item === "string" ? item : item.name);

  nacre.Form = class {
    // `told` is called with the cell whenever it changes.
    constructor(place, cell, told) {
      this.place = place;
      this.told = told;
      this.show(cell);
    }

    // Show a cell; `focus` names the control that the keyboard goes to.
    show(cell, focus = "") {
      this.cell = structuredClone(cell);
      this.place.replaceChildren(
        ...Object.keys(WORDS).map((role) => this.list(role)),
        this.test(),
        this.protection(),
      );
      if (focus) this.place.querySelector(`[aria-label="${CSS.escape(focus)}"]`)?.focus();
    }

    changed(again = false, focus = "") {
      if (again) this.show(this.cell, focus);
      this.told(structuredClone(this.cell));
    }

    list(role) {
      const [title, noun] = WORDS[role];
      const items = this.cell[role];
      const rows = items.map((item, place) => this.row(role, item, place, items.length));
      const add = element(
        "button",
        { type: "button", class: "nacre-add", onclick: () => this.add(role) },
        `Add ${noun.startsWith("a") ? "an" : "a"} ${noun}`,
      );
      return element(
        "div", { class: "nacre-list", role: "group", "aria-label": title },
        element("div", { class: "nacre-head" }, element("strong", {}, title), add), ...rows,
        role === "solvents" && items.length > 1 ? this.basis() : null,
      );
    }

    row(role, item, place, count) {
      const [, noun] = WORDS[role];
      const label = `${nacre.capital(noun)} ${place + 1}`;
      const name = menu(role, named(item), label, (chosen) => {
        if (typeof item === "string") this.cell[role][place] = chosen;
        else item.name = chosen;
        this.changed(true, label);
      });
      const needed = (role === "salts" || role === "solvents") && count === 1;
      const remove = element(
        "button",
        { type: "button", class: "nacre-remove", "aria-label": `Remove ${named(item)}`, title: `Remove ${named(item)}`,
          onclick: () => this.remove(role, place) },
        "×",
      );
      return element("div", { class: "nacre-row" }, name, ...this.amount(role, item, count), needed ? null : remove);
    }

    // What stands beside a name: an amount with its unit, or a part of the ratio.
    amount(role, item, count) {
      if (role in UNITS) {
        return [
          numberField(item.amount, `Amount of ${item.name}`, (value) => {
            item.amount = value;
            item.unit ??= USUAL[role][1];
            this.changed();
          }, "not stated"),
          select(UNITS[role].map((unit) => [unit, unit]), item.unit ?? USUAL[role][1], `Unit of ${item.name}`, (unit) => {
            item.unit = unit;
            this.changed();
          }),
        ];
      }
      if (role !== "solvents" || count < 2) return [];
      return [numberField(item.parts, `Parts of ${item.name}`, (value) => {
        item.parts = value;
        this.changed();
      }, "not stated")];
    }

    basis() {
      const counted = select(RATIOS, this.cell.basis ?? "", "The parts count", (value) => {
        this.cell.basis = value || null;
        this.changed();
      });
      return element("label", { class: "nacre-line" }, "The parts count ", counted);
    }

    add(role) {
      const taken = this.cell[role].map(named);
      const { published, other } = data.menus[role];
      const name = [NEW[role], ...published, ...other].find((one) => !taken.includes(one));
      const [amount, unit] = USUAL[role] ?? [];
      if (role in UNITS) this.cell[role].push({ name, amount, unit });
      else if (role === "solvents") this.cell[role].push({ name, parts: 1 });
      else this.cell[role].push(name);
      if (role === "solvents" && this.cell.solvents.length === 2) this.cell.basis ??= "v/v";
      this.changed(true, `${nacre.capital(WORDS[role][1])} ${taken.length + 1}`);
    }

    remove(role, place) {
      this.cell[role].splice(place, 1);
      this.changed(true, place ? `${nacre.capital(WORDS[role][1])} ${place}` : "");
    }

    test() {
      const fields = Object.entries(CONDITIONS).map(([name, label]) =>
        element("label", { class: "nacre-condition" }, element("span", {}, label), numberField(
          this.cell.conditions[name], label,
          (value) => {
            this.cell.conditions[name] = value;
            this.changed();
          },
          "not stated",
        )));
      return element("div", { class: "nacre-list", role: "group", "aria-label": "Test" },
        element("div", { class: "nacre-head" }, element("strong", {}, "Test")),
        element("div", { class: "nacre-conditions" }, ...fields));
    }

    protection() {
      const choices = [["", "as the cell tells"], ...data.protections.map((kind) => [kind, kind])];
      const chosen = select(choices, this.cell.protection ?? "", "What protects the sodium", (value) => {
        this.cell.protection = value || null;
        this.changed();
      });
      return element("label", { class: "nacre-line" }, "What protects the sodium ", chosen);
    }
  };
})();
