"""A workflow against what its nodes declare: ComfyUI's own as of 2025, ComfyUI_IPAdapter_plus, and ours."""

from __future__ import annotations

import pytest

from stylogeny.style.exports.comfyui.picture_nodes import NODE_CLASS_MAPPINGS
from stylogeny.style.exports.workflow import Link, for_editor, for_server, painting

# class -> (inputs that are links, widgets, outputs)
CONTRACTS = {
    "CheckpointLoaderSimple": ({}, ["ckpt_name"], ["MODEL", "CLIP", "VAE"]),
    "CLIPTextEncode": ({"clip": "CLIP"}, ["text"], ["CONDITIONING"]),
    "EmptyLatentImage": ({}, ["width", "height", "batch_size"], ["LATENT"]),
    "KSampler": (
        {"model": "MODEL", "positive": "CONDITIONING", "negative": "CONDITIONING", "latent_image": "LATENT"},
        ["seed", "steps", "cfg", "sampler_name", "scheduler", "denoise"],
        ["LATENT"],
    ),
    "VAEDecode": ({"samples": "LATENT", "vae": "VAE"}, [], ["IMAGE"]),
    "SaveImage": ({"images": "IMAGE"}, ["filename_prefix"], []),
    "IPAdapterUnifiedLoader": ({"model": "MODEL"}, ["preset"], ["MODEL", "IPADAPTER"]),
    "IPAdapter": (
        {"model": "MODEL", "ipadapter": "IPADAPTER", "image": "IMAGE"},
        ["weight", "start_at", "end_at", "weight_type"],
        ["MODEL"],
    ),
}


def contract(kind):
    if kind in CONTRACTS:
        return CONTRACTS[kind]
    wanted = NODE_CLASS_MAPPINGS[kind].INPUT_TYPES()["required"]
    links = {name: t[0] for name, t in wanted.items() if t[0].isupper() and t[0] not in ("INT", "FLOAT", "STRING")}
    return links, [n for n in wanted if n not in links], list(NODE_CLASS_MAPPINGS[kind].RETURN_TYPES)


@pytest.mark.parametrize("adapter", [False, True])
def test_every_node_gets_what_its_class_declares(adapter):
    graph = painting("a harbour", adapter=adapter)
    assert ("IPAdapter" in {n.kind for n in graph.values()}) is adapter
    for node in graph.values():
        links, widgets, outputs = contract(node.kind)
        assert [k for k, v in node.inputs.items() if not isinstance(v, Link)] == widgets
        joined = {k: graph[v.node].outputs[v.output] for k, v in node.inputs.items() if isinstance(v, Link)}
        assert joined == links
        assert list(node.outputs) == outputs


def test_both_forms_say_the_same():
    graph = painting("a harbour", adapter=True, seed=7)
    server, editor = for_server(graph), for_editor(graph)
    assert len(editor["nodes"]) == len(server) == len(graph)
    assert {(str(a), o, str(b)) for _, a, o, b, _, _ in editor["links"]} == {
        (value[0], value[1], number)
        for number, node in server.items()
        for value in node["inputs"].values()
        if isinstance(value, list)
    }
    by_id = {node["id"]: node for node in editor["nodes"]}
    for number, start, output, end, slot, kind in editor["links"]:
        assert number in by_id[start]["outputs"][output]["links"]
        assert by_id[end]["inputs"][slot] | {"link": number, "type": kind} == by_id[end]["inputs"][slot]
    sampler = next(node for node in editor["nodes"] if node["type"] == "KSampler")
    assert sampler["widgets_values"][:2] == [7, "fixed"]  # the editor's own widget after a seed
    assert len({tuple(node["pos"]) for node in editor["nodes"]}) == len(graph)
