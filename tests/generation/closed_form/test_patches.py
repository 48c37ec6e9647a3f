import numpy as np
import torch

from stylogeny.generation.closed_form.patches import (
    PatchSource,
    distances,
    draw_patches,
    log_posterior,
    overlap,
    pad,
    window,
)
from stylogeny.streams import stream


def latent(seed: int, height: int, width: int) -> torch.Tensor:
    return torch.randn(3, height, width, generator=torch.Generator().manual_seed(seed))


def brute(query: torch.Tensor, source: torch.Tensor, radius: int) -> torch.Tensor:
    a, b, g = pad(query, radius), pad(source, radius), window(radius)
    bell = torch.outer(g, g)
    side = 2 * radius + 1
    out = torch.zeros(*query.shape[1:], *source.shape[1:])
    for y, x, v, u in np.ndindex(*out.shape):
        difference = a[:, y : y + side, x : x + side] - b[:, v : v + side, u : u + side]
        out[y, x, v, u] = (bell * difference.square()).sum()
    return out


def test_distances_equal_brute_force():
    query, source = latent(0, 4, 5), latent(1, 5, 3)
    for radius in (0, 1, 2):
        assert torch.allclose(distances(query, source, radius), brute(query, source, radius), atol=1e-4)


def test_posterior_is_the_bayes_rule_of_a_gaussian_mixture():
    query, sources = latent(2, 2, 2), [PatchSource(0, latent(3, 2, 2)), PatchSource(1, latent(4, 3, 2))]
    weights = torch.tensor([0.7, 0.3])
    found = log_posterior(query, sources, sigma=0.8, radius=0, reach=1e6, log_weight=weights.log()).exp()
    for q, (y, x) in enumerate(np.ndindex(2, 2)):
        mass = [
            weights[i]
            / s.latent[0].numel()
            * torch.exp(-((s.latent - query[:, y, x, None, None]) ** 2).sum(0) / (2 * 0.8**2))
            for i, s in enumerate(sources)
        ]
        mass = torch.cat([m.flatten() for m in mass])
        assert torch.allclose(found[q], mass / mass.sum(), atol=1e-5)


def test_a_work_of_no_weight_is_never_asked():
    sources = [PatchSource(0, latent(3, 3, 3)), PatchSource(1, latent(4, 3, 3))]
    found = log_posterior(
        sources[1].latent, sources, sigma=0.1, radius=1, reach=1.0, log_weight=torch.tensor([0.0, -torch.inf])
    ).exp()
    assert found[:, 9:].sum() == 0


def test_draws_follow_their_posterior_and_share_random_numbers():
    sources = [PatchSource(0, latent(5, 4, 4)), PatchSource(1, latent(6, 4, 4))]
    logs = torch.log_softmax(torch.randn(16, 32, generator=torch.Generator().manual_seed(7)), dim=1)
    draws = torch.stack([draw_patches(logs, sources, (4, 4), stream(0, "draw", i)) for i in range(3000)])
    share = torch.bincount(draws[:, 5], minlength=32) / 3000
    assert (share - logs[5].exp()).abs().max() < 0.04
    flat = torch.full((16, 32), -np.log(32.0))
    one = draw_patches(flat, sources, (4, 4), stream(0, "flat"))
    shifts = {(int(k) // 16, (int(k) % 16) // 4 - q // 4, (int(k) % 16) % 4 - q % 4) for q, k in enumerate(one)}
    assert len(shifts) <= 8  # pieces, not 16 lonely places


def test_overlap_of_a_whole_copy_is_the_copy():
    source = PatchSource(0, latent(8, 4, 5))
    for radius in (0, 1):
        assert torch.allclose(overlap(torch.arange(20), [source], (4, 5), radius), source.latent, atol=1e-5)
