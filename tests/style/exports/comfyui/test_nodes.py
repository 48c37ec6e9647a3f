from __future__ import annotations

import importlib.util
import json
import sys

import numpy as np
import pytest
import torch

from stylogeny.style import export_style, load
from stylogeny.style.encoders import unit

FILE = "cold-bands.safetensors"


def test_comfyui_node_contract(tmp_path, pipe, e, provenance):
    """What ComfyUI asks of a custom node package, asked of the folder, without the server."""
    folder = tmp_path / "stylogeny_cold"
    export_style(e, to="comfyui", output=folder)
    spec = importlib.util.spec_from_file_location(
        "stylogeny_cold", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    package = importlib.util.module_from_spec(spec)
    sys.modules["stylogeny_cold"] = package
    spec.loader.exec_module(package)
    assert set(package.NODE_CLASS_MAPPINGS) == set(package.NODE_DISPLAY_NAME_MAPPINGS)
    for node in package.NODE_CLASS_MAPPINGS.values():
        inputs = node.INPUT_TYPES()
        assert set(inputs) <= {"required", "optional", "hidden"} and isinstance(node.CATEGORY, str)
        assert isinstance(node.RETURN_TYPES, tuple) and callable(getattr(node(), node.FUNCTION))
        for kind, *_ in inputs["required"].values():
            assert isinstance(kind, str) or (isinstance(kind, list) and kind == [FILE])
    states = pipe.encode_prompt("a harbour", "cpu", 1, False)[0].detach()
    node = package.NODE_CLASS_MAPPINGS["StylogenySteer"]()
    ((steered, extra),) = node.steer([[states, {"pooled_output": None}]], FILE, 0.3)[0]
    ids = pipe.tokenizer("a harbour").input_ids
    before, after = (float(unit(e.projection @ s[0, len(ids) - 1].numpy()) @ e.vector) for s in (states, steered))
    assert after > before + 0.05 and steered.shape == states.shape and extra == {"pooled_output": None}
    with pytest.raises(ValueError, match="width 16"):
        node.steer([[torch.zeros(1, 77, 768), {}]], FILE, 0.3)
    with pytest.raises(ValueError, match="without a folder"):
        node.steer([[states, {}]], "../secret.safetensors", 0.3)
    vision, origin = package.NODE_CLASS_MAPPINGS["StylogenyVisionOutput"]().output(FILE)
    np.testing.assert_allclose(vision.image_embeds.numpy()[0], e.vector * e.norm, rtol=1e-5)
    assert json.loads(origin) == provenance.document()
    assert load(folder).provenance == provenance
    assert "stylogeny" not in sys.modules["stylogeny_cold.nodes"].__dict__  # the folder stands alone
