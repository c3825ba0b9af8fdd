"use strict";
// The published cells: which are this very cell, which are near, how often each part was made, and whether a cell lies
// where the data are.
(() => {
  const data = window.NACRE_DATA;
  const { known } = data;
  const { used, weights, center, spread, domain } = known;
  const scaled = (value, i) => Math.min(Math.max((value - center[i]) / spread[i], -4), 4);

  function decoded(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const width = used.length;
    return Array.from({ length: bytes.length / 4 / width }, (_, row) =>
      used.map((_, i) => scaled(view.getFloat32(4 * (row * width + i), true), i)));
  }

  let rows = null;

  // Distance of a cell to each known one: a weighted root mean square; known on one side only counts as one spread.
  nacre.distances = (features) => {
    rows ??= decoded(known.features);
    const own = used.map((column, i) => scaled(features[column], i));
    return rows.map((row) => {
      let total = 0;
      for (let i = 0; i < used.length; i += 1) {
        const one = Number.isNaN(own[i]);
        const other = Number.isNaN(row[i]);
        const gap = one && other ? 0 : one || other ? 1 : (own[i] - row[i]) ** 2;
        total += gap * weights[i];
      }
      return Math.sqrt(total);
    });
  };

  // Numbers of the nearest known cells, nearest first; of equals the earlier one.
  nacre.nearest = (distances) =>
    distances
      .map((_, row) => row)
      .sort((one, other) => distances[one] - distances[other] || one - other)
      .slice(0, known.nearest);

  // Numbers of the known cells that are this very cell, whatever protects the sodium.
  nacre.same = (cell) => {
    const asked = nacre.notation({ ...cell, protection: null });
    return known.cells.flatMap(([text], row) => (text === asked ? [row] : []));
  };

  // Where an outcome stands far from what is predicted, in words. What is known from one side only can contradict from that
  // side only: a cell that still ran says nothing against a longer lifetime.
  nacre.contradictions = (row, targets) =>
    targets.flatMap(({ name, words: [up, down], median }, i) => {
      const [text, value] = known.cells[row][1][i];
      if (value === null) return [];
      const factor = value / median;
      if (Math.abs(Math.log(factor)) < Math.log(known.contradiction)) return [];
      if ((/^[≥>]/.test(text) && factor < 1) || (/^</.test(text) && factor > 1)) return [];
      const effect = `× ${factor.toFixed(2)} ${factor > 1 ? up : `(${down})`}`;
      return [`${name} ${text}: ${effect} against the prediction`];
    });

  // What a known cell has instead: "salt 1 M NaFSI instead of 1 M NaPF6", "no coating instead of NaF".
  nacre.differences = (cell, row) => {
    const mine = nacre.partTexts(cell);
    const { labels, texts, cells } = known.parts;
    return labels.flatMap((label, i) => {
      const theirs = texts[cells[row][i]];
      if (mine[label] === theirs) return [];
      return [theirs ? `${label} ${theirs} instead of ${mine[label] || "none"}` : `no ${label} instead of ${mine[label]}`];
    });
  };

  // One known cell as the page shows it.
  nacre.knownCell = (row) => {
    const [cell, outcomes, isControl, isDoubtful, source] = known.cells[row];
    const [citation, doi] = known.sources[source];
    const texts = outcomes.map(([text]) => text);
    return { cell, outcomes: texts, isControl: isControl === 1, isDoubtful: isDoubtful === 1, citation, doi };
  };

  // -- has this been made? ------------------------------------------------------------------------------------------

  const ELECTROLYTE = "salt and solvents";
  const sorted = (items) => items.map(({ name }) => name).sort(nacre.byCode);

  function parts(cell) {
    return [
      [ELECTROLYTE, `${sorted(cell.salts).join(" + ")} in ${sorted(cell.solvents).join("/")}`],
      ...cell.additives.map(({ name }) => ["additive", name]),
      ...["coating", "host", "separator"]
        .filter((layer) => cell[layer].length)
        .map((layer) => [layer, cell[layer].join(" + ")]),
    ];
  }

  const rowsOf = ([kind, name]) => known.made[kind]?.[name] ?? [];

  function counted(part, found) {
    if (!found.length) return `${part}: in no known cell`;
    const papers = new Set(found.map((row) => known.papers[row])).size;
    const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
    return `${part}: in ${plural(found.length, "cell")} of ${plural(papers, "paper")}`;
  }

  // For each part of a cell how often it was made, then whether all of them stand in one cell.
  nacre.made = (cell) => {
    const all = parts(cell);
    const told = all.map(([kind, name]) => counted(`${kind} ${name}`, rowsOf([kind, name])));
    if (all.length < 2) return told;
    const together = all.map(rowsOf).reduce((one, other) => one.filter((row) => other.includes(row)));
    return [...told, counted("all of these together", together)];
  };

  // Numbers of the known cells with the same salts and solvents.
  nacre.sameElectrolyte = (cell) => rowsOf(parts(cell)[0]);

  // -- domain ---------------------------------------------------------------------------------------------------------

  const CONDITIONS = {
    current_density_mA_cm2: ["current", "mA/cm²"],
    areal_capacity_mAh_cm2: ["capacity", "mAh/cm²"],
    temperature_C: ["temperature", "°C"],
  };

  function newNames(cell, role) {
    const names = cell[role].map(({ name }) => name).filter((name) => !domain[role].includes(name));
    return names.map((name) => `no ${domain.origin} cell with ${role.slice(0, -1)} ${name}`);
  }

  function conditionReasons(cell, outs, edges) {
    for (const [field, [label, unit]] of Object.entries(CONDITIONS)) {
      const value = cell.conditions[field];
      const [low, high] = domain.ranges[field];
      if (value === null) {
        if (field !== "temperature_C" && low !== null) edges.push(`the ${label} is not stated`);
      } else if (low === null) {
        edges.push(`no ${domain.origin} cell states a ${label}`);
      } else if (value < low || value > high) {
        const end = value < low ? low : high;
        outs.push(`${label} ${nacre.general(value)} ${unit} is beyond the ${domain.origin} ${nacre.general(end)}`);
      }
    }
  }

  // Whether known cells are like this one: "in", "edge" or "out", with the reasons.
  nacre.domain = (cell, distance) => {
    const outs = [...newNames(cell, "salts"), ...newNames(cell, "solvents")];
    const materials = [cell.coating, cell.host, cell.separator].flat();
    const edges = [
      ...newNames(cell, "additives"),
      ...materials.filter((name) => !domain.materials.includes(name)).map((name) => `no ${domain.origin} cell with ${name}`),
    ];
    conditionReasons(cell, outs, edges);
    if (!nacre.sameElectrolyte(cell).length) edges.push(`no ${domain.origin} cell has this salt in these solvents`);
    if (distance > domain.far) outs.push(`no ${domain.origin} cell is similar as a whole`);
    else if (distance > domain.near) edges.push(`${domain.origin} cells are only roughly similar`);
    return { where: outs.length ? "out" : edges.length ? "edge" : "in", reasons: [...outs, ...edges] };
  };
})();
