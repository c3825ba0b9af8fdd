"use strict";
// Amounts in moles, as data/batch/composition.py has them. A dose is a·V + b·m + c·N + d·m₀ + e/p: litres, grams and moles
// of the whole electrolyte, grams of its solvents over 1000, parts of the ratio. The page knows no doses in parts, so e is
// zero throughout and left out. What the doses bring and the whole depend on each other linearly.
(() => {
  const TERMS = 4;

  // Of one mole of solvents: mole fractions, mass (g), volume (L).
  function mixture({ solvents, basis }) {
    const own = solvents.map(({ name }) => nacre.species(name));
    const moles = solvents.map(({ parts }, number) => {
      const { mass, volume } = own[number];
      return (parts ?? 1) / (basis === "mol/mol" ? 1 : basis === "w/w" ? mass : volume);
    });
    const all = nacre.sum(moles);
    const fractions = moles.map((one) => one / all);
    return {
      fractions,
      mass: nacre.sum(fractions.map((fraction, number) => fraction * own[number].mass)),
      volume: nacre.sum(fractions.map((fraction, number) => fraction * own[number].volume)) / 1000,
    };
  }

  function coefficients({ name, amount, unit }) {
    if (amount === null) return Array(TERMS).fill(NaN);
    const { mass, volume } = nacre.species(name);
    const found = Array(TERMS).fill(0);
    const [place, value] = {
      "M": [0, amount],
      "vol%": [0, (10 * amount) / volume],
      "wt%": [1, amount / 100 / mass],
      "mol%": [2, amount / 100],
      "m": [3, amount / 1000],
    }[unit];
    found[place] = value;
    return found;
  }

  // Sums of weight · coefficient over doses; a dose of unknown amount makes what it brings unknown, or is left out.
  function sums(doses, weight, { unknown }) {
    return Array.from({ length: TERMS }, (_, term) =>
      nacre.sum(doses.map((dose) => {
        const own = weight(dose);
        const part = own === 0 ? 0 : own * dose.coefficients[term];
        return unknown || !Number.isNaN(part) ? part : 0;
      })));
  }

  function cross(one, other) {
    return [
      one[1] * other[2] - one[2] * other[1],
      one[2] * other[0] - one[0] * other[2],
      one[0] * other[1] - one[1] * other[0],
    ];
  }

  // The inverse of a 3×3 matrix; NaN where its determinant is not above zero: no room is left for the solvent.
  function inverse(rows) {
    const columns = [0, 1, 2].map((place) => rows.map((row) => row[place]));
    const cofactors = columns.map((_, place) => cross(columns[(place + 1) % 3], columns[(place + 2) % 3]));
    const determinant = nacre.sum(columns[0].map((one, place) => one * cofactors[0][place]));
    return cofactors.map((row) => row.map((one) => one / (determinant > 0 ? determinant : NaN)));
  }

  // Mole fractions within a list; equal parts where an amount is unknown.
  function shares(moles) {
    const weights = moles.some(Number.isNaN) ? moles.map(() => 1) : moles;
    const all = nacre.sum(weights);
    return weights.map((one) => one / all);
  }

  nacre.amounts = (cell) => {
    const solvents = mixture(cell);
    const numbers = [solvents.volume, solvents.mass, 1];
    const dosed = (doses) => doses.map((dose) => ({ ...dose, coefficients: coefficients(dose) }));
    const salts = dosed(cell.salts);
    const additives = dosed(cell.additives);
    const both = [...salts, ...additives];

    const whole = [({ name }) => nacre.species(name).volume / 1000, ({ name }) => nacre.species(name).mass, () => 1];
    const bound = whole.map((weight) => {
      const parts = [salts, additives].map((doses) => sums(doses, weight, { unknown: false }));
      return parts[0].map((one, term) => one + parts[1][term]);
    });
    const inverted = inverse(bound.map((row, place) => [0, 1, 2].map((other) => (place === other ? 1 : 0) - row[other])));
    // Of the whole (litres, grams, moles) for each of the three numbers of the mixture.
    const totals = numbers.map((_, number) =>
      inverted.map((row) =>
        nacre.sum(row.map((one, place) => one * ((place === number ? 1 : 0) + (number === 1 ? bound[place][3] : 0))))));

    // What doses bring for one mole of solvents, with other weights for salts and additives.
    const brought = (asSalt, asAdditive) => {
      const parts = [sums(salts, asSalt, { unknown: true }), sums(additives, asAdditive, { unknown: true })];
      const own = parts[0].map((one, term) => one + parts[1][term]);
      return nacre.sum(numbers.map((of, number) => {
        const moles = nacre.sum([0, 1, 2].map((term) => own[term] * totals[number][term]));
        return of * (moles + (number === 1 ? own[3] : 0));
      }));
    };
    let [litres, grams, moles] = [0, 1, 2].map((place) =>
      nacre.sum(numbers.map((of, number) => of * totals[number][place])));
    const hasRoom = litres > 0 && grams > 0 && moles > 0;
    const none = () => 0;
    const carried = ({ name }) => (nacre.species(name).isCarrier ? 1 : 0);
    const known = (value) => (hasRoom ? value : NaN);
    const na = known(brought(carried, none));
    const added = known(brought(none, () => 1));

    // Shares that depend on the whole, such as 1 M of one salt with 1 wt% of another, or else on the doses alone.
    const within = (doses) => {
      const used = new Set(doses.flatMap((dose) => [0, 1, 2, 3].filter((term) => dose.coefficients[term] !== 0)));
      const unknown = doses.some((dose) => Number.isNaN(dose.coefficients[0]));
      if (used.size <= 1 || unknown) return shares(doses.map((dose) => nacre.sum(dose.coefficients)));
      const of = [litres, grams, moles, solvents.mass].map(known);
      return shares(doses.map((dose) => nacre.sum(dose.coefficients.map((one, term) => one * of[term]))));
    };
    return {
      hasRoom,
      brought,
      solvents: solvents.fractions,
      salts: within(salts),
      additives: within(additives),
      naPerSolvent: na,
      molality: na * (1000 / solvents.mass),
      molarity: na / known(litres),
      addedPerSolvent: added,
      addedFraction: added / known(moles),
      count: both.length,
    };
  };
})();
