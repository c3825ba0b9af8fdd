"use strict";
// What cannot work, told before any prediction; see "Guards" in the docs.
(() => {
  const data = window.NACRE_DATA;
  const { rules } = data;

  // Two figures, as Python's .2g writes them.
  const twoFigures = (value) => String(Number(value.toPrecision(2)));

  function salts(cell, amounts) {
    return new Map(cell.salts.map(({ name }, i) => [name, amounts.salts[i] * amounts.molarity]));
  }

  function beyond(cell, amounts, main) {
    const molar = salts(cell, amounts);
    const families = new Set(main.map(({ family }) => family));
    const told = rules.solubilities
      .filter(([salt, family, most]) =>
        families.size === 1 && families.has(family) && (molar.get(salt) ?? 0) > rules.solubilityTolerance * most)
      .map(([salt, family, most, source]) =>
        `${twoFigures(molar.get(salt))} M ${salt} in ${family}s, which take ${nacre.general(most)} M (${source})`);
    const isIonic = cell.solvents.some(({ name }) => nacre.species(name).isSalt);
    const isMelt = amounts.naPerSolvent > rules.saltPerSolvent && !isIonic;
    if (told.length) return `beyond solubility: ${told.join("; ")}`;
    return isMelt ? `beyond solubility: ${amounts.naPerSolvent.toFixed(1)} Na⁺ for each solvent molecule` : "";
  }

  function dry(cell, amounts, main) {
    const solvating = nacre.sum(cell.solvents.map(({ name }, i) => (nacre.species(name).isDry ? 0 : amounts.solvents[i])));
    const isShort = solvating < 1 - 1e-9 && solvating < rules.solvatingPerNa * amounts.naPerSolvent;
    if (solvating > 0 && !isShort) return "";
    if (main.every(({ isDry }) => isDry)) {
      return `does not dissolve the salt: ${main.map(({ name }) => name).join("/")} binds no Na⁺`;
    }
    const few = nacre.general(rules.solvatingPerNa);
    return `does not dissolve the salt: fewer than ${few} solvating molecules for each Na⁺ beside the diluent`;
  }

  function lowest(main, value) {
    return main.reduce((found, one) => (value(one) < value(found) ? one : found));
  }

  // Why a cell cannot work, in a chemist's words; empty where nothing is known against it.
  nacre.guards = (cell, amounts = nacre.amounts(cell)) => {
    const main = cell.solvents
      .filter((_, i) => amounts.solvents[i] >= rules.mainFraction)
      .map(({ name }) => ({ name, ...nacre.species(name) }));
    const temperature = cell.conditions.temperature_C ?? rules.roomTemperature_C;
    const told = nacre.general(temperature);
    const reacting = main.filter(({ reaction }) => reaction).map(({ reaction }) => reaction);
    const found = [
      reacting.length ? `reacts with sodium: ${reacting.join("; ")}` : "",
      dry(cell, amounts, main),
      beyond(cell, amounts, main),
    ];
    if (main.length) {
      const melts = lowest(main, ({ melting }) => melting ?? -Infinity);
      const boils = lowest(main, ({ boiling }) => boiling ?? Infinity);
      const { melting } = melts;
      const { boiling } = boils;
      found.push(
        melting !== null && melting > temperature + rules.depression_K
          ? `frozen at ${told} °C: ${melts.name} melts at ${nacre.general(melting)} °C` : "",
        boiling !== null && boiling < temperature
          ? `boiling at ${told} °C: ${boils.name} boils at ${nacre.general(boiling)} °C` : "",
      );
    }
    return found.filter(Boolean);
  };
})();
