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
