"""Why no candidate of a space is left: what each exclusion, limit and guard rules out alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...data.space.candidates import Space
from ...data.space.rules import Rules
from ...features.guards.guard import GUARDS, guard
from .run.plan import Plan

#: Candidates that are tried.
_TRIED = 20_000


def why_empty(space: Space, *, guards: bool) -> str:
    """What rules out candidates, each rule by itself, in words; what rules out most comes first.

    Parameters
    ----------
    space : Space
    guards : bool
        Whether the guards are asked.
    """
    plan = Plan.of(space, sample=min(_TRIED, space.size))
    batch = space.batch(np.concatenate([plan.candidates(number) for number in range(plan.n_chunks)]))
    rules, count = space.rules, {}
    for names in rules.exclusions:
        alone = Rules((names,), {}, {})
        count[f"exclude {', '.join(sorted(names))}"] = int((~alone.allowed(batch)).sum())
    for name, limit in rules.limits.items():
        ends = [f"{word} {end:g}" for word, end in (("min", limit.low), ("max", limit.high)) if end is not None]
        alone = replace(rules, exclusions=(), limits={name: limit})
        count[f"limit {name} ({', '.join(ends)})"] = int((~alone.allowed(batch)).sum())
    count["no room for solvent"] = int(batch.composition.impossible.sum())
    if guards:
        broken = guard(batch).broken.sum(axis=0)
        count |= {one.name: int(number) for one, number in zip(GUARDS, broken, strict=True)}
    told = [f"{name} rules out {number:,}" for name, number in sorted(count.items(), key=lambda one: -one[1]) if number]
    which = f"{plan.count:,} random candidates" if plan.count < space.size else f"{plan.count:,} candidates"
    return f"of {which} {'; '.join(told)}" if told else ""
