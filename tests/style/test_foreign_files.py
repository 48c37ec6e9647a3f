from __future__ import annotations

import pathlib
import pickle

import numpy as np
import pytest
import torch

from stylogeny.errors import StylogenyError
from stylogeny.style import AestheticEmbedding
from stylogeny.style.foreign_files import arrays_of, read_pt, read_safetensors


class _Bomb:
    def __reduce__(self):
        return pathlib.Path.touch, (pathlib.Path(self.path),)


def test_a_malicious_pickle_is_refused_and_not_run(tmp_path):
    bomb = _Bomb()
    bomb.path = str(tmp_path / "owned")
    torch.save({"*": bomb}, tmp_path / "torch.pt")
    (tmp_path / "plain.pt").write_bytes(pickle.dumps(bomb))
    (tmp_path / "cut.pt").write_bytes((tmp_path / "torch.pt").read_bytes()[:200])
    (tmp_path / "empty.pt").write_bytes(b"")
    for name in ("torch.pt", "plain.pt", "cut.pt", "empty.pt"):
        with pytest.raises(StylogenyError, match="refused"):
            AestheticEmbedding.from_pt(tmp_path / name)
    assert not (tmp_path / "owned").exists()


def test_what_is_no_safetensors_file(tmp_path):
    (tmp_path / "junk.safetensors").write_bytes(b"not a style")
    with pytest.raises(StylogenyError, match="not a readable"):
        read_safetensors(tmp_path / "junk.safetensors")


def test_tensors_of_a_state_dict(tmp_path):
    torch.save({"w": torch.ones(2, dtype=torch.float16), "name": "x"}, tmp_path / "s.pt")
    arrays = arrays_of(read_pt(tmp_path / "s.pt"))
    assert arrays.keys() == {"w"} and arrays["w"].dtype == np.float32
    with pytest.raises(StylogenyError, match="state dict"):
        arrays_of(torch.ones(2))


def test_half_and_quarter_precision_are_read(tmp_path):
    from safetensors.torch import save_file

    tensors = {"a": torch.full((2,), 1.5, dtype=torch.bfloat16), "b": torch.full((2,), 0.5).to(torch.float8_e4m3fn)}
    save_file({**tensors, "c": torch.arange(2)}, tmp_path / "x.safetensors")
    back, _ = read_safetensors(tmp_path / "x.safetensors")
    assert back["a"].dtype == back["b"].dtype == np.float32 and back["c"].dtype == np.int64
    assert back["a"].tolist() == [1.5, 1.5] and back["b"].tolist() == [0.5, 0.5]
