"use strict";
// Trees, bounds and chances. XGBoost compares and adds in float32: an unknown value takes the tree's default side, and
// what is below a threshold goes left.
(() => {
  const data = window.NACRE_DATA;
  const { model } = data;
  const single = Math.fround;

  function leaf(node, features) {
    let at = node;
    while (typeof at !== "number") {
      const [feature, threshold, defaultLeft, left, right] = at;
      const value = features[feature];
      const goesLeft = Number.isNaN(value) ? defaultLeft === 1 : value < single(threshold);
      at = goesLeft ? left : right;
    }
    return single(at);
  }

  function median({ base, trees, limit }, features) {
    const margin = trees.reduce((total, tree) => single(total + leaf(tree, features)), single(base));
    const value = Math.exp(margin);
    return limit === null ? value : Math.min(value, limit);
  }

  // A bound that stands a decade and more from its median would help nobody: 0 below, infinity above.
  function bound({ edges, factors }, side, value, distance) {
    const stratum = edges.filter((edge) => edge < distance).length;
    const found = value * factors[stratum];
    if (side === "lower") return found * model.helpful < value ? 0 : found;
    return found > model.helpful * value ? Infinity : found;
  }

  function chances({ slope, untreated, center, times, hazard }, value, isUntreated) {
    const risk = Math.exp(slope * (Math.log(value) - center[0]) + untreated * ((isUntreated ? 1 : 0) - center[1]));
    return model.horizons.map((hours) => {
      const passed = times.filter((time) => time <= hours).length;
      return Math.exp(-risk * (passed ? hazard[passed - 1] : 0));
    });
  }

  // For each quantity its median, its bounds by side, and the chance to be still running where it has one.
  nacre.predicted = (features, distance) =>
    model.targets.map((target) => {
      const value = median(target, features);
      const bounds = Object.fromEntries(
        target.sides.map((side) => [side, bound(target.bounds[side], side, value, distance)]));
      const isUntreated = features[data.features.indexOf("protection.nothing")] > 0;
      return {
        name: target.name,
        unit: target.unit,
        words: target.words,
        median: value,
        bounds,
        chances: target.survival && chances(target.survival, value, isUntreated),
      };
    });

  const SIDES = { lower: "at least", upper: "at most" };

  // All bounds of a quantity: "at least 94 h, at most 800 h (each at 90 %)".
  nacre.boundsText = ({ bounds, unit }) => {
    const level = nacre.percent(model.level);
    const sides = Object.keys(bounds);
    const texts = sides.map((side) => {
      const says = bounds[side] > 0 && bounds[side] < Infinity;
      return says ? `${SIDES[side]} ${nacre.valueText(bounds[side], unit)}` : "";
    });
    if (!texts.some(Boolean)) return `no bound at ${level}`;
    if (sides.length === 1) return `${texts[0]} at ${level}`;
    return `${texts.map((text, i) => text || `no ${sides[i]} bound`).join(", ")} (each at ${level})`;
  };

  // What comparable known cells did, by what protects the sodium; null where there is none.
  nacre.comparable = (name, features) => {
    const own = data.kinds.map((kind) => (features[data.features.indexOf(kind)] > 0 ? 1 : 0));
    const rates = data.known.rates[name] ?? [];
    return rates.find(({ kinds }) => kinds.every((one, i) => one === own[i])) ?? null;
  };
})();
