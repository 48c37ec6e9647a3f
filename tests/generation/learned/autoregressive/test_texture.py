"""Texture is what filters say of a window, wherever in it; the adversary pulls as hard as it is told to."""

import pytest
import torch

from stylogeny.generation.learned.autoregressive.texture import ADVERSARIAL, Adversary, TextureLoss, balanced


def stripes(shift, along=3):
    at = torch.arange(64).float()
    wave = 0.5 + 0.4 * torch.sin(2 * torch.pi * (at + shift) / 8)
    picture = wave.expand(1, 3, 64, 64)
    return picture if along == 3 else picture.mT


def test_a_shifted_texture_is_nearer_than_a_turned_or_blurred_one():
    loss = TextureLoss()
    shifted, turned = loss(stripes(4), stripes(0)), loss(stripes(0, along=2), stripes(0))
    grey = loss(torch.full((1, 3, 64, 64), 0.5), stripes(0))
    assert loss(stripes(0), stripes(0)) == 0
    assert float(shifted) < 0.2 * min(float(turned), float(grey))


def test_the_second_loss_pulls_in_a_known_proportion():
    at = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    first, second = (3 * at).sum(), 1000 * at.square().sum()
    (pull,) = torch.autograd.grad(balanced(first, second, at), at)
    (other,) = torch.autograd.grad(first, at)
    assert float(pull.norm() / other.norm()) == pytest.approx(ADVERSARIAL, rel=1e-4)


def test_who_makes_pictures_does_not_move_the_adversary():
    torch.manual_seed(0)
    adversary, made = Adversary(8), torch.rand(2, 3, 32, 32, requires_grad=True)
    adversary.others_loss(made).backward()
    assert made.grad.abs().sum() > 0 and all(p.grad is None for p in adversary.parameters())
    made.grad = None
    adversary.own_loss(made, torch.rand(2, 3, 32, 32)).backward()
    assert made.grad is None and all(p.grad is not None for p in adversary.parameters())
