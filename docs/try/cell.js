"use strict";
// A cell as it was chosen, settled as nacre's records are: names in the registry's order, ratios in whole numbers; and
// its notation. A cell is {salts, solvents, basis, additives, coating, host, separator, protection, conditions}; doses are
// {name, amount, unit}, solvents {name, parts}; what was not stated is null: a ratio without its basis counts as volumes.
(() => {
  const data = window.NACRE_DATA;
  const PERCENTAGES = ["wt%", "vol%", "mol%"];

  nacre.species = (name) => data.species[name];

  // The cell with its lists in order and its ratio in whole numbers; a fault where nacre would refuse it.
  nacre.settled = (cell) => {
    const salts = doses(cell.salts, "salt");
    const additives = doses(cell.additives, "additive");
    if (!cell.solvents.length) throw new nacre.Fault("Choose a solvent.");
    if (!salts.length) throw new nacre.Fault("Choose a salt.");
    once(cell.solvents, "solvents");
    for (const unit of PERCENTAGES) {
      const total = nacre.sum([...salts, ...additives].map((dose) => (dose.unit === unit ? dose.amount : 0)));
      if (total >= 100) throw new nacre.Fault(`The ${unit} add up to ${nacre.digits(total)}: together they lie below 100.`);
    }
    return {
      ...cell,
      salts,
      additives,
      ...ratio([...cell.solvents].sort((one, other) => place(one, other)), cell.basis),
      conditions: Object.fromEntries(
        Object.keys(data.conditions).map((name) => [name, condition(name, cell.conditions[name] ?? null)]),
      ),
    };
  };

  function place(one, other) {
    return (
      nacre.species(one.name).order - nacre.species(other.name).order ||
      nacre.byCode(one.name, other.name) ||
      nacre.byCode(one.unit ?? "", other.unit ?? "") ||
      (one.amount ?? 0) - (other.amount ?? 0)
    );
  }

  function once(items, role) {
    const names = items.map((item) => item.name);
    const twice = names.find((name, number) => names.indexOf(name) !== number);
    if (twice) throw new nacre.Fault(`${twice} stands twice among the ${role}.`);
  }

  function doses(chosen, role) {
    once(chosen, `${role}s`);
    return chosen.map((dose) => checked(dose, role)).sort(place);
  }

  function checked(dose, role) {
    if (dose.amount === null) return { name: dose.name, amount: null, unit: null };
    const written = `${dose.amount} ${dose.unit} ${dose.name}`;
    if (!(dose.amount > 0)) throw new nacre.Fault(`The amount of ${dose.name} must be above zero; leave it empty where it is not stated.`);
    if (dose.amount < 1e-9 || dose.amount > 1e6) throw new nacre.Fault(`${written}: check the unit.`);
    if (PERCENTAGES.includes(dose.unit) && dose.amount >= 100) {
      throw new nacre.Fault(`${written} leaves nothing of the electrolyte: a percentage lies below 100.`);
    }
    if (role === "salt" && dose.unit === "vol%") throw new nacre.Fault("A salt has no volume percentage.");
    const { volume } = nacre.species(dose.name);
    if (dose.unit === "M" && dose.amount * volume >= 1000) {
      throw new nacre.Fault(`${written} is more than the pure substance: at most ${(1000 / volume).toFixed(1)} M.`);
    }
    return { name: dose.name, amount: nacre.tidy(dose.amount), unit: dose.unit };
  }

  function ratio(solvents, basis) {
    if (solvents.length === 1) return { solvents: [{ name: solvents[0].name, parts: 1 }], basis: null };
    if (solvents.some(({ parts }) => parts === null)) {
      return { solvents: solvents.map(({ name }) => ({ name, parts: null })), basis: null };
    }
    const parts = wholeNumbers(solvents.map(({ name, parts: part }) => {
      if (!(part >= 1e-6 && part <= 1e6)) throw new nacre.Fault(`The part of ${name} lies between 0.000001 and 1,000,000.`);
      return part;
    }));
    return { solvents: solvents.map(({ name }, number) => ({ name, parts: parts[number] })), basis };
  }

  // Parts in their smallest whole numbers; those with decimals keep ten digits.
  function wholeNumbers(parts) {
    const texts = parts.map((part) => nacre.digits(Number.isInteger(part) ? part : Number(part.toPrecision(10))));
    const decimals = Math.max(...texts.map((text) => (text.split(".")[1] ?? "").length));
    const whole = texts.map((text) => {
      const [before, after = ""] = text.split(".");
      return BigInt(before + after.padEnd(decimals, "0"));
    });
    const common = whole.reduce(divisor);
    return whole.map((part) => Number(part / common));
  }

  function divisor(one, other) {
    return other === 0n ? one : divisor(other, one % other);
  }

  function condition(name, value) {
    if (value === null) return null;
    const { what, unit, limits: [low, high] } = data.conditions[name];
    if (!(value >= low && value <= high)) {
      throw new nacre.Fault(`${what} ${value} ${unit} is outside ${nacre.general(low)} to ${nacre.general(high)} ${unit}.`);
    }
    return nacre.tidy(value);
  }

  // -- notation ---------------------------------------------------------------------------------------------------

  // The one-line text of a settled cell, as `nacre predict` takes it.
  nacre.notation = (cell) => {
    const salts = cell.salts.map(doseText).join(" + ");
    const electrolyte = [`${salts} in ${solventText(cell)}`, ...cell.additives.map(doseText)].join(" + ");
    const layers = ["coating", "host", "separator"]
      .filter((layer) => cell[layer].length)
      .map((layer) => `${layer}: ${cell[layer].join(" + ")}`);
    const conditions = Object.entries(data.conditions)
      .filter(([name]) => cell.conditions[name] !== null)
      .map(([name, { unit }]) => `${nacre.digits(cell.conditions[name])} ${unit}`);
    return [
      electrolyte,
      ...layers,
      ...(cell.protection ? [`protection: ${cell.protection}`] : []),
      ...(conditions.length ? [conditions.join(", ")] : []),
    ].join(" | ");
  };

  // Each part of a settled cell in words, as cells are compared in; empty where it has none.
  nacre.partTexts = (cell) => {
    const { solvents, conditions } = cell;
    const hasRatio = solvents.length > 1 && solvents[0].parts !== null;
    const ratioText = hasRatio ? ` (${solvents.map(({ parts }) => nacre.digits(parts)).join(":")})` : "";
    const stated = (value, unit) => (value === null ? "not stated" : `${nacre.digits(value)} ${unit}`);
    return {
      salt: cell.salts.map(doseText).join(" + "),
      solvent: `${solvents.map(({ name }) => name).join("/")}${ratioText}`,
      additive: cell.additives.map(doseText).join(" + "),
      coating: cell.coating.join(" + "),
      host: cell.host.join(" + "),
      separator: cell.separator.join(" + "),
      current: stated(conditions.current_density_mA_cm2, "mA/cm²"),
      capacity: stated(conditions.areal_capacity_mAh_cm2, "mAh/cm²"),
      temperature: stated(conditions.temperature_C ?? data.rules.roomTemperature_C, "°C"),
    };
  };

  function doseText({ name, amount, unit }) {
    if (amount === null) return name;
    if (unit === "M" && amount < 0.1) return `${nacre.digits(amount * 1000)} mM ${name}`;
    return `${nacre.digits(amount)} ${unit} ${name}`;
  }

  function solventText({ solvents, basis }) {
    const names = solvents.map(({ name }) => name).join("/");
    if (solvents.length === 1 || solvents[0].parts === null) return names;
    const parts = solvents.map(({ parts: part }) => nacre.digits(part)).join(":");
    return `${names} (${basis ? `${parts} ${basis}` : parts})`;
  }
})();
