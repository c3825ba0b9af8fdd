"use strict";
// All that is told of one cell, in the order in which it is told: the known cells first, then what is predicted.
nacre.answer = (chosen) => {
  const cell = nacre.settled(chosen);
  const amounts = nacre.amounts(cell);
  if (!amounts.hasRoom) throw new nacre.Fault("The amounts leave no room for the solvent.");
  const features = nacre.features(cell, amounts);
  const distances = nacre.distances(features);
  const nearest = nacre.nearest(distances);
  const distance = distances[nearest[0]];
  return {
    cell,
    text: nacre.notation(cell),
    guard: nacre.guards(cell, amounts),
    same: nacre.same(cell),
    nearest,
    distance,
    made: nacre.made(cell),
    features,
    targets: nacre.predicted(features, distance),
    domain: nacre.domain(cell, distance),
  };
};
