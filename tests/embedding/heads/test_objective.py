"""The temporal contrast: kernels over intervals against integration, targets and cross-entropy against hand-made
values."""

import numpy as np
import pytest
import torch

from stylogeny.embedding.heads.objective import contrast, expected_kernel, targets


def _integrated(a, b, c, d, h, n=400):
    s = a + (np.arange(n) + 0.5) / n * (b - a)
    t = c + (np.arange(n) + 0.5) / n * (d - c)
    return np.exp(-0.5 * ((s[:, None] - t[None, :]) / h) ** 2).mean()


@pytest.mark.parametrize("bandwidth", [2.0, 25.0])
def test_expected_kernel_is_the_integral_over_both_intervals(bandwidth):
    low = np.array([1500.0, 1503.0, 1600.0, -40.0, 1500.5, 1501.25])  # and a moment, and a second
    high = np.array([1501.0, 1551.0, 1700.0, 11.0, 1500.5, 1501.25 + 3e-8])
    found = expected_kernel(low, high, bandwidth=bandwidth)
    wanted = [[_integrated(a, b, c, d, bandwidth) for c, d in zip(low, high)] for a, b in zip(low, high)]
    np.testing.assert_allclose(found, wanted, atol=2e-5)


def test_expected_kernel_is_symmetric_and_falls_with_vagueness():
    sharp = expected_kernel(np.array([1700.0, 1700.0]), np.array([1701.0, 1701.0]), bandwidth=20)[0, 1]
    vague = expected_kernel(np.array([1700.0, 1650.0]), np.array([1701.0, 1751.0]), bandwidth=20)
    assert vague[0, 1] == pytest.approx(vague[1, 0], abs=1e-12)
    assert vague[0, 1] < sharp


def test_targets_prefer_shared_labels_and_leave_out_self_and_unknown():
    kernel = torch.ones(4, 4)
    p = targets(kernel, {"artist": torch.tensor([0, 0, 1, -1])}, {"artist": 3.0})
    torch.testing.assert_close(p.diagonal(), torch.zeros(4))
    torch.testing.assert_close(p.sum(1), torch.ones(4))
    torch.testing.assert_close(p[0], torch.tensor([0, 4, 1, 1]) / 6.0)
    torch.testing.assert_close(p[3], torch.tensor([1, 1, 1, 0]) / 3.0)  # an unknown artist is nobody's


def test_contrast_is_least_where_similarities_match_the_targets():
    angles = torch.linspace(0, 1.2, 6)
    z = torch.stack([angles.cos(), angles.sin()], dim=1)
    logits = (z @ z.T / 0.1).masked_fill(torch.eye(6, dtype=torch.bool), -1e9)
    own = logits.softmax(1)
    entropy = -(own * logits.log_softmax(1)).nan_to_num().sum(1).mean()
    assert contrast(z, own, temperature=0.1).item() == pytest.approx(entropy.item(), rel=1e-5)
    assert contrast(z[[3, 0, 5, 1, 4, 2]], own, temperature=0.1) > entropy
    assert contrast(7 * z, own, temperature=0.1).item() == pytest.approx(
        entropy.item(), rel=1e-5
    )  # length says nothing
