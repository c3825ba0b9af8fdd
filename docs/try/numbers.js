"use strict";
// Numbers as nacre rounds and writes them. Scripts share one object, `nacre`; none of them is a module, since a browser
// loads no modules from the disk.
window.nacre = {};

// What the notation and the form refuse, in words for the person who typed it.
nacre.Fault = class extends Error {};

// A number with 15 digits, as the notation keeps them.
nacre.tidy = (value) => Number(value.toPrecision(15));

// All digits of a number, without an exponent.
nacre.digits = (value) => {
  const text = String(nacre.tidy(value));
  if (!text.includes("e-")) return text;
  const [figures, exponent] = text.split("e-");
  return `0.${"0".repeat(Number(exponent) - 1)}${figures.replace(".", "")}`;
};

// Six figures at most: C's %g for the numbers that occur here.
nacre.general = (value) => String(Number(value.toPrecision(6)));

// An even number below where two are equally near, as Python rounds.
nacre.rounded = (value) => {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
};

// A value with as many figures as it deserves: "1,200 h", "3.5 h".
nacre.valueText = (value, unit) => {
  const figure = Math.abs(value) >= 20
    ? nacre.rounded(value).toLocaleString("en")
    : nacre.general(Number(value.toPrecision(3)));
  return `${figure} ${unit}`;
};

nacre.percent = (share) => `${nacre.rounded(100 * share)} %`;

nacre.capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

nacre.sum = (values) => values.reduce((total, one) => total + one, 0);

// The order of Python's texts: by code, not by language.
nacre.byCode = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
