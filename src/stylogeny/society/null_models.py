"""Societies in which nothing is preferred: what chance alone would give, with the laws it is known to follow.

Neutral copying (Wright 1931; Fisher 1930; as a model of culture Bentley, Hahn & Shennan 2004): everyone copies somebody
of the generation before, whoever that is, or makes something new. Its laws are exact or well measured, so that the code
can be held against them, and a society or a detector of movements against the code.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
from scipy.special import erf, gammaln

from ..streams import normals, uniforms
from .parameters import SocietyParameters


def neutral(parameters: SocietyParameters | None = None) -> SocietyParameters:
    """The same society when nobody prefers anything: luck alone decides who is followed, shown and adopted."""
    return replace(
        random_taste(no_critics(parameters)),
        own=0.0,
        teacher=0.0,
        circle=0.0,
        salon=0.0,
        museum=0.0,
        fame=0.0,
        taste=0.0,
        likeness=0.0,
        reaction=0.0,
        exploring=0.0,
        constraint=0.0,
        dropout=0.0,
    )


def random_taste(parameters: SocietyParameters | None = None) -> SocietyParameters:
    """The same society with publics that like nothing more than another, know no names and look at no one else."""
    return replace(parameters or SocietyParameters(), liking=0.0, imitation=0.0, name=0.0, boredom=0.0)


def no_critics(parameters: SocietyParameters | None = None) -> SocietyParameters:
    """The same society when luck alone decides what is shown."""
    return replace(parameters or SocietyParameters(), criticism=0.0, reputation=0.0)


def wright_fisher(*, population: int, innovation: float, steps: int, seed: int = 0) -> np.ndarray:
    """Neutral copying: which variant each individual has, int64[steps, population].

    In the first generation all are different.

    Parameters
    ----------
    innovation : float
        Chance of making something new rather than copying.
    """
    out = np.empty((steps, population), dtype=np.int64)
    out[0] = np.arange(population)
    index = np.arange(population)
    for t in range(1, steps):
        u = uniforms(seed, "copy", t, index=index, draws=2)
        copied = out[t - 1][(u[:, 0] * population).astype(np.int64)]
        out[t] = np.where(u[:, 1] < innovation, t * population + index, copied)
    return out


def drifting_styles(
    *, works: int, years: int, dim: int, innovation: float, step: float, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Neutral copying seen as styles: float32[n, dim], year int64[n] and artist int64[n], `works` per year.

    Each work copies one of the year before, whichever, and departs by `step`; with chance `innovation` it starts anew
    (standard normal). Copies are drawn back towards the middle so that the spread stays 1.
    """
    keep = np.sqrt(max(1 - step**2, 0.0))
    index = np.arange(works)
    styles = [normals(seed, "first", index=index, draws=dim)]
    for t in range(1, years):
        u = uniforms(seed, "copy", t, index=index, draws=2)
        idea = normals(seed, "idea", t, index=index, draws=dim)
        copied = keep * styles[-1][(u[:, 0] * works).astype(np.int64)] + step * idea
        styles.append(np.where(u[:, 1:] < innovation, idea, copied))
    artist = np.tile(index, years)
    return np.concatenate(styles).astype(np.float32), np.repeat(np.arange(years), works), artist


def turnover(variants: np.ndarray, top: int) -> float:
    """Mean number of variants that enter the list of the `top` most frequent from one generation to the next."""
    lists = []
    for row in variants:
        name, count = np.unique(row, return_counts=True)
        lists.append(set(name[np.lexsort((name, -count))][:top].tolist()))
    return float(np.mean([len(now - before) for before, now in pairwise(lists)]))


def turnover_law(*, population: int, innovation: float, top: int, scale: float = 0.84) -> float:
    """Turnover under neutrality, z = a mu^0.55 y^0.85 N^0.10 (after Evans & Giometto 2011, arXiv:1105.4044).

    `scale` is a, as measured here.
    """
    return float(scale * innovation**0.55 * top**0.85 * population**0.10)


def homozygosity_law(*, population: int, innovation: float) -> float:
    """Chance that two individuals share a variant in the long run, exactly (Kimura & Crow 1964, haploid)."""
    same = (1 - innovation) ** 2
    return float(same / (population - (population - 1) * same))


def progeny(variants: np.ndarray, *, after: int, before: int) -> np.ndarray:
    """Copies that each variant has in all, int64[v], of the variants made in generations [after, before)."""
    population = variants.shape[1]
    name, count = np.unique(variants, return_counts=True)
    generation = name // population
    return count[(generation >= max(after, 1)) & (generation < before)]


def progeny_law(size: np.ndarray, *, innovation: float) -> np.ndarray:
    """Probability that a variant has a number of copies in all: the Borel law, ~ size^(-3/2) exp(-size mu^2 / 2).

    The total progeny of a branching process with Poisson offspring of mean 1 - mu, to which copying tends in large
    populations (Borel 1942; O'Dwyer & Kandler 2017, doi:10.1098/rstb.2016.0426).
    """
    k, mean = np.asarray(size, dtype=np.float64), 1 - innovation
    return np.asarray(np.exp(-mean * k + (k - 1) * np.log(mean * k) - gammaln(k + 1)))


def gini_law(chance: float) -> float:
    """Gini coefficient of a public's adoptions when nothing but luck differs: that of a log-normal of this spread."""
    return float(erf(chance / 2))


def gini(values: np.ndarray) -> float:
    """Gini coefficient of float[n]; 0 where there is nothing to share."""
    worth = np.sort(values)
    n, total = len(worth), worth.sum()
    return float((2 * np.arange(1, n + 1) - n - 1) @ worth / (n * total)) if n and total > 0 else 0.0
