"use strict";
// A settled cell as the numbers that the trees see, in the order of `NACRE_DATA.features`; NaN is unknown. All is rounded
// to float32 where nacre does so, since a tree asks on which side of a threshold a number lies.
(() => {
  const data = window.NACRE_DATA;
  const { rules } = data;
  const single = Math.fround;
  const number = (value) => value ?? NaN;
  const property = (name, place) => number(nacre.species(name).values[place]);
  const place = (name) => data.properties.indexOf(name);

  // -- means and extremes over components -------------------------------------------------------------------------

  function mean(fractions, values) {
    if (!values.length) return NaN;
    const known = values.map((value) => !Number.isNaN(value));
    const total = nacre.sum(values.map((value, i) => fractions[i] * (known[i] ? value : 0)));
    const share = known.every(Boolean) ? 1 : nacre.sum(fractions.filter((_, i) => known[i]));
    return share >= rules.knownShare - 1e-12 ? total / share : NaN;
  }

  function extreme(values, choose) {
    const known = values.filter((value) => !Number.isNaN(value));
    return known.length ? choose(...known) : NaN;
  }

  function statistics(roles) {
    return data.statistics.map(([name, role, of, how]) => {
      const { names, fractions } = roles[role];
      const values = names.map((one) => property(one, of));
      if (how === "mean") return [name, mean(fractions, values)];
      return [name, extreme(values, how === "max" ? Math.max : Math.min)];
    });
  }

  // -- the first shell of Na⁺, in float32 throughout ------------------------------------------------------------------

  function firstShell(donors, donorWeights, anions, anionWeights) {
    const f = single;
    let ratio = f(f(rules.typicalRatio * f(donorWeights / donors)) * f(anions / anionWeights));
    if (donors === 0 || anions === 0) ratio = 1;
    const sum = f(donors + anions);
    const places = Number.isNaN(sum) ? NaN : Math.min(rules.shellSites, sum);
    const a = f(1 - ratio);
    const b = f(f(anions - places) + f(ratio * f(donors + places)));
    const c = f(f(ratio * donors) * places);
    const root = f(f(b * b) + f(f(4 * a) * c));
    const bound = f(f(2 * c) / f(b + f(Math.sqrt(Number.isNaN(root) ? NaN : Math.max(root, 0)))));
    const share = (value) => (Number.isNaN(value) ? NaN : Math.min(Math.max(value, 0), 1));
    return [share(f(1 - f(bound / donors))), share(f(1 - f(bound / places)))];
  }

  function shell(cell, amounts) {
    const elements = data.elements.map(place);
    const solvents = cell.solvents.map(({ name }) => nacre.species(name));
    const perMole = (values) => single(nacre.sum(values.map((value, i) => amounts.solvents[i] * value)));
    const none = () => 0;
    const atoms = elements.map((of) => [
      perMole(cell.solvents.map(({ name }) => property(name, of))),
      single(amounts.brought(({ name }) => property(name, of), ({ name }) => property(name, of))),
    ]);
    const anionWeight = ({ name }) => number(nacre.species(name).anionWeight);
    const [weights, anions, coordinating, donors, donorWeights] =
      [0, 1, 2, 3, 4].map((of) => perMole(solvents.map(({ shell: own }) => number(own[of]))));
    const dosed = [...atoms, [weights, single(amounts.brought(anionWeight, none))]].map(([own, more]) => single(own + more));
    const perNa = single(amounts.naPerSolvent > 0 ? 1 / amounts.naPerSolvent : NaN);
    const each = (value) => single(value * perNa);
    const [fluorine, sulfur, nitrogen, boron, anionWeights] = dosed.map(each);
    const [free, share] = firstShell(
      each(donors), each(donorWeights), single(each(anions) + rules.anionSites), anionWeights,
    );
    return {
      "electrolyte.coordinating_solvent_per_na": each(coordinating),
      "electrolyte.donor_sites_per_na": each(donors),
      "electrolyte.free_solvent_fraction": free,
      "electrolyte.anion_shell_share": share,
      "electrolyte.fluorine_per_na": fluorine,
      "electrolyte.sulfur_per_na": sulfur,
      "electrolyte.nitrogen_per_na": nitrogen,
      "electrolyte.boron_per_na": boron,
    };
  }

  // -- electrolyte -------------------------------------------------------------------------------------------------

  nacre.isIonicLiquid = (cell) => cell.solvents.every(({ name }) => nacre.species(name).isIonicLiquid);

  function electrolyte(cell, amounts) {
    const names = (items) => items.map(({ name }) => name);
    const roles = {
      solvent: { names: names(cell.solvents), fractions: amounts.solvents },
      salt: { names: names(cell.salts), fractions: amounts.salts },
      additive: { names: names(cell.additives), fractions: amounts.additives },
    };
    const perNa = amounts.naPerSolvent > 0 ? 1 / amounts.naPerSolvent : NaN;
    return {
      ...Object.fromEntries(statistics(roles)),
      ...Object.fromEntries(data.counts.map((name) => [name, roles[name.split(".")[0]].names.length])),
      "additive.mole_fraction": amounts.addedFraction,
      "additive.dose_mmol_mol_na": 1000 * amounts.addedPerSolvent * perNa,
      "electrolyte.na_molality_mol_kg": amounts.molality,
      "electrolyte.na_molarity_mol_L": amounts.molarity,
      "electrolyte.na_per_solvent": amounts.naPerSolvent,
      ...shell(cell, amounts),
      "electrolyte.is_ionic_liquid": nacre.isIonicLiquid(cell) ? 1 : 0,
      "electrolyte.is_gel": 0,
      "electrolyte.is_polymer": 0,
      "electrolyte.is_solid": 0,
      "electrolyte.is_stated": 1,
    };
  }

  // -- coating and host ----------------------------------------------------------------------------------------------

  const COMBINE = {
    mean: (values) => {
      const known = values.filter((value) => !Number.isNaN(value));
      return known.length ? nacre.sum(known) / known.length : NaN;
    },
    share: (values) => nacre.sum(values) / values.length,
    min: (values) => extreme(values, Math.min),
    max: (values) => extreme(values, Math.max),
    any: (values) => (values.includes(1) ? 1 : values.some(Number.isNaN) ? NaN : Math.max(...values)),
  };

  function layer(cell, prefix) {
    const { columns, bare } = data.layers[prefix];
    const phases = cell[prefix];
    if (!phases.length) return Object.fromEntries(columns.map((name, i) => [`${prefix}.${name}`, number(bare[i])]));
    const combined = Object.fromEntries(data.phaseColumns.map(([name, how], i) =>
      [name, COMBINE[how](phases.map((phase) => number(data.materials[phase][i])))]));
    const all = { ...combined, present: 1, n_phases: phases.length };
    return Object.fromEntries(columns.map((name) => [`${prefix}.${name}`, all[name]]));
  }

  // -- test and protection ---------------------------------------------------------------------------------------------

  function protocol(cell, amounts) {
    const current = number(cell.conditions.current_density_mA_cm2);
    const capacity = number(cell.conditions.areal_capacity_mAh_cm2);
    const sand = rules.sandTime_s * (amounts.molarity / current) ** 2;
    return {
      "protocol.current_density_mA_cm2": current,
      "protocol.areal_capacity_mAh_cm2": capacity,
      "protocol.temperature_C": cell.conditions.temperature_C ?? rules.roomTemperature_C,
      "protocol.sand_ratio": sand / ((3600 * capacity) / current),
    };
  }

  function kindOfProtection(cell, amounts, layers) {
    if (cell.protection) return cell.protection;
    const present = ["coating", "host", "interlayer"].filter((_, i) => layers[i] > 0);
    if (present.length) return present.length > 1 ? "several" : present[0];
    const unusual =
      cell.salts.length > 1 ||
      cell.salts.some(({ name }) => !nacre.species(name).usualSalt) ||
      cell.solvents.some(({ name }) => !nacre.species(name).usualSolvent) ||
      cell.additives.some(({ name }) => !nacre.species(name).usualAdditive) ||
      nacre.isIonicLiquid(cell) ||
      amounts.molarity >= rules.concentrated_mol_L;
    return unusual ? "electrolyte" : "nothing";
  }

  function protection(cell, amounts) {
    const layers = [cell.coating, cell.host, cell.separator].map((phases) => phases.length);
    const kind = kindOfProtection(cell, amounts, layers);
    const found = ["coating", "host", "interlayer"].map((one, i) => [
      `protection.${one}`, kind === one || (kind === "several" && layers[i] > 0) ? 1 : 0,
    ]);
    return {
      "protection.nothing": kind === "nothing" ? 1 : 0,
      ...Object.fromEntries(found),
      "protection.electrolyte": kind === "electrolyte" ? 1 : 0,
      "protection.phases": nacre.sum(layers),
    };
  }

  // A cell that is asked for counts as one in the text of a recent paper.
  const REPORT = Object.fromEntries(["year", "is_abstract", "is_review"].map((name, i) => [`report.${name}`, rules.report[i]]));

  nacre.features = (cell, amounts = nacre.amounts(cell)) => {
    const all = {
      ...electrolyte(cell, amounts),
      ...layer(cell, "coating"),
      ...layer(cell, "host"),
      ...protocol(cell, amounts),
      ...protection(cell, amounts),
      ...REPORT,
    };
    return data.features.map((name) => {
      if (!(name in all)) throw new Error(`no feature ${name}`);
      return single(all[name]);
    });
  };
})();
