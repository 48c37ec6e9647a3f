from dataclasses import replace

import numpy as np
import pytest

from stylogeny.counterfactual.denoising_bound import ClosedFormModel, closed_form, log_kernel, squared_distances
from stylogeny.counterfactual.lightcone import Change

from .conftest import branching, graph_of


def plain(space):
    return graph_of(space, np.zeros((len(space.works), len(space.works))))


def one_query(points, weights, scales, shares, x):
    """A model of `points` and the query x, with no noise yet."""
    m = len(points)
    data = np.vstack([points, x[None]]).astype(np.float32)
    blank = np.zeros((1, m + 1), dtype=np.float32)
    return ClosedFormModel(
        data=np.arange(m + 1),
        points=data,
        queries=np.array([m]),
        noised=x[None],
        noise=np.zeros(1),
        scales=scales,
        shares=shares,
        kernel=blank,
        top=np.zeros(1),
        group=np.arange(m + 1),
        broad_density=np.zeros(1),
    )


def log_density(model, a, b):
    """Log-density of the model's kernel around each of `b` at each of `a`, float64[len(a), len(b)]."""
    return log_kernel(squared_distances(a, b), model.scales, model.shares, model.dims).astype(np.float64)


def test_the_bound_is_the_denoising_loss_over_all_noise_levels():
    """Integrate E|x - D(x + s e)|^2 / s^2 over log s from the fidelity to pure noise: the same nats, by Monte Carlo."""
    rng = np.random.default_rng(0)
    points, x = rng.normal(size=(6, 2)), np.array([0.4, -0.3])
    weights = rng.dirichlet(np.ones(6))
    scales, shares = np.array([0.5, 1.0]), np.array([0.7, 0.3])
    tau2 = scales**2 - scales[0] ** 2  # the data distribution is smoothed by tau; noise s adds s^2

    def denoise(z, s):
        var = tau2 + s**2
        far = ((z[:, None] - points[None]) ** 2).sum(-1)
        log = np.log(weights)[None, :, None] + np.log(shares) - np.log(var) - far[..., None] / (2 * var)
        post = np.exp(log - log.max(axis=(1, 2), keepdims=True))
        post /= post.sum(axis=(1, 2), keepdims=True)
        shrink = tau2 / var
        mean = points[None, :, None] + shrink[None, None, :, None] * (z[:, None, None] - points[None, :, None])
        return (post[..., None] * mean).sum(axis=(1, 2))

    eps = rng.normal(size=(4000, 2))
    levels = np.linspace(np.log(0.5), np.log(300), 80)
    loss = [((x - denoise(x + np.exp(t) * eps, np.exp(t))) ** 2).sum(-1).mean() / np.exp(2 * t) for t in levels]
    integrated = np.trapezoid(loss, levels)

    model = one_query(points, weights, scales, shares, x)
    z = (x + 0.5 * eps).astype(np.float32)
    own = np.append(weights, 0.0)
    exponent = log_density(model, z, model.points)[:, :6]
    exact = -np.log(np.exp(exponent) @ own[:6]).mean() - 0.5 * np.square(eps).sum(1).mean()
    assert integrated == pytest.approx(exact, rel=0.03)


def test_reweighting_is_the_same_as_rebuilding():
    space, _ = branching(60, seed=1)
    model = closed_form(plain(space), queries=20)
    gone = np.array([3, 10, 11, 40])
    change = Change(gone, np.ones(4))
    weights = np.ones(60)
    removed = weights.copy()
    removed[gone] = 0.0
    far = np.square(model.noised[:, None] - model.points[None]).sum(-1)
    var = model.scales**2
    density = (model.shares * (model.scales / model.scales[0]) ** -space.vectors.shape[1] * np.exp(
        -far[..., None] / (2 * var))).sum(-1)  # fmt: skip
    density[np.arange(20), model.queries] = 0.0
    own = removed[model.queries]
    expected = -np.log(density @ removed / (removed.sum() - own)) - model.noise
    assert model.nats(weights, change) == pytest.approx(expected, rel=1e-4)
    assert model.nats(removed) == pytest.approx(expected, rel=1e-4)


def test_a_far_query_is_still_described_when_its_neighbours_are_gone():
    space, _ = branching(60, seed=1)
    space.vectors[:30] += 40.0
    model = closed_form(plain(space), queries=60)
    change = Change(np.arange(29), np.ones(29))
    nats = model.nats(np.ones(60), change)
    assert np.isfinite(nats).all()
    assert nats[29] > model.nats(np.ones(60))[29] + 3


def test_a_world_with_nothing_left_costs_a_bounded_amount():
    space, _ = branching(60, seed=1)
    model = closed_form(plain(space), queries=60)
    nothing = model.nats(np.ones(60), Change(np.arange(60), np.ones(60)))
    assert np.isfinite(nothing).all() and (nothing > model.nats(np.ones(60))).mean() > 0.9


def test_moving_a_work_is_the_same_as_a_world_with_it_there():
    space, _ = branching(40, seed=2)
    graph = plain(space)
    model = closed_form(graph, queries=40)
    shift = np.array([[1.0, -0.5, 0, 0, 0, 0], [0, 0, 0, 2.0, 0, 0]], dtype=np.float32)
    moved = model.nats(np.ones(40), Change(np.array([5, 9]), np.array([0.0, 0.5]), shift))
    there = model.points.copy()
    there[[5, 9]] += shift
    exponent = log_density(model, model.noised, there)
    exponent[np.arange(40), np.arange(40)] = -np.inf
    left = np.ones(40)
    left[9] = 0.5
    expected = -np.log(np.exp(exponent) @ left / (39.5 - left)) - model.noise
    assert moved == pytest.approx(expected, rel=1e-4)


def test_near_duplicates_do_not_describe_each_other():
    space, _ = branching(30, seed=4)
    table = space.works.table.assign(group=[0, 0, *range(1, 29)])
    space.vectors[1] = space.vectors[0]
    works = type(space.works)(table)
    alone = closed_form(plain(replace(space, works=works)), queries=30).nats(np.ones(30))
    seen = closed_form(plain(space), queries=30).nats(np.ones(30))
    assert alone[0] > seen[0] + 0.5
