"""Aesthetic gradients against equations written out here."""

from __future__ import annotations

import pytest
import torch

from stylogeny.style import learn, steer
from stylogeny.style.steering.tuning import SteeringTarget, tune


@pytest.fixture(scope="session")
def e(clip, pictures):
    return learn(pictures[:4], encoder=clip)


def _clip_text(p, ids, heads, projection):
    """CLIP's text tower from its equations (Radford et al. 2021): last hidden state [L, h] and feature [D]."""
    x = p["embeddings.token_embedding.weight"][ids] + p["embeddings.position_embedding.weight"][: len(ids)]
    length, hidden = x.shape
    mask = torch.full((length, length), float("-inf")).triu(1)

    def norm(x, name):
        mean, var = x.mean(-1, keepdim=True), x.var(-1, unbiased=False, keepdim=True)
        return (x - mean) / (var + 1e-5).sqrt() * p[name + ".weight"] + p[name + ".bias"]

    def linear(x, name):
        return x @ p[name + ".weight"].T + p[name + ".bias"]

    for layer in range(2):
        at = f"encoder.layers.{layer}."
        h = norm(x, at + "layer_norm1")
        q, k, v = (linear(h, f"{at}self_attn.{n}_proj").reshape(length, heads, -1).transpose(0, 1) for n in "qkv")
        a = torch.softmax(q @ k.transpose(1, 2) / (hidden / heads) ** 0.5 + mask, -1) @ v
        x = x + linear(a.transpose(0, 1).reshape(length, hidden), at + "self_attn.out_proj")
        h = linear(norm(x, at + "layer_norm2"), at + "mlp.fc1")
        x = x + linear(h * torch.sigmoid(1.702 * h), at + "mlp.fc2")
    x = norm(x, "final_layer_norm")
    return x, projection @ x[int((ids == ids.max()).int().argmax())]


def test_parity_with_the_reference_equations(pipe, e):
    """20 steps of Adam (Kingma & Ba 2015) on -cos(text feature, e) over every text parameter, dense token table
    included."""
    encoder = pipe.text_encoder
    ids = pipe.tokenizer("a harbour at night", padding="max_length", max_length=77, return_tensors="pt").input_ids
    p = {k: v.detach().clone().requires_grad_() for k, v in encoder.named_parameters()}
    projection, goal = torch.from_numpy(e.projection), torch.from_numpy(e.vector)
    m, s = ({k: torch.zeros_like(v) for k, v in p.items()} for _ in range(2))
    for t in range(1, 21):
        _, feature = _clip_text(p, ids[0], 2, projection)
        loss = -(feature @ goal) / (feature.norm() * goal.norm())
        grads = dict(zip(p, torch.autograd.grad(loss, p.values()), strict=True))
        with torch.no_grad():
            for k, g in grads.items():
                m[k] = 0.9 * m[k] + 0.1 * g
                s[k] = 0.999 * s[k] + 0.001 * g * g
                p[k] -= 1e-4 * (m[k] / (1 - 0.9**t)) / ((s[k] / (1 - 0.999**t)).sqrt() + 1e-8)
    expected, feature = _clip_text({k: v.detach() for k, v in p.items()}, ids[0], 2, projection)
    tuned = tune(encoder, ids, SteeringTarget(goal[None], torch.ones(1)), projection=projection, steps=20, lr=1e-4)
    with torch.no_grad():
        start = encoder(ids).last_hidden_state[0]
    assert (expected - start).abs().max() > 1e-2  # the steps did something
    assert (tuned.output.last_hidden_state[0] - expected).abs().max() < 1e-5
    assert tuned.after == pytest.approx(float(feature @ goal / feature.norm()), abs=1e-5)
    assert tuned.after > tuned.before
    # and through the pipeline, whole strength
    with steer(pipe, e, steps=20, strength=1.0):
        through, _ = pipe.encode_prompt("a harbour at night", "cpu", 1, False)
    assert (through[0] - expected).abs().max() < 1e-5
