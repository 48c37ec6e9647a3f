"""ComfyUI workflows: a graph of nodes written down once, and given in both of ComfyUI's forms.

The form that its editor saves (``workflow.json``) has places and links, the form that its server takes
(``workflow_api.json``) a dictionary of inputs by node.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Value = str | int | float
CHECKPOINT = "v1-5-pruned-emaonly-fp16.safetensors"  # to be chosen anew where it is not there
NEGATIVE = "photograph, text, watermark, frame, blurry"
STEP = (330, 420)  # pixels from column to column and from row to row of the editor's canvas


@dataclass(frozen=True)
class Link:
    """What an input is joined to: the name of a node, and the number of its output."""

    node: str
    output: int = 0


@dataclass(frozen=True)
class Node:
    """One node of a workflow.

    Parameters
    ----------
    kind : str
        Its class.
    inputs : mapping
        By name and in the order of the class: a :class:`Link`, or the value of a widget.
    outputs : sequence of str
        Types, as the class declares them.
    extra : sequence
        Widgets that the editor adds and the server does not know, after the input they follow.
    """

    kind: str
    inputs: Mapping[str, Link | Value]
    outputs: Sequence[str] = ()
    extra: Mapping[str, Value] = field(default_factory=dict)


Workflow = Mapping[str, Node]


def painting(prompt: str, *, adapter: bool, seed: int = 0, side: int = 512, prefix: str = "stylogeny") -> Workflow:
    """Paint a prompt in a style that is a folder of pictures.

    Parameters
    ----------
    prompt : str
    adapter : bool
        Whether an IP-Adapter shows the pictures to the model (nodes of ComfyUI_IPAdapter_plus). Without, words say the
        style, and the result gets its colours: any checkpoint will do.
    seed, side : int
    prefix : str
        Of the files that it saves.
    """
    nodes = {
        "model": Node("CheckpointLoaderSimple", {"ckpt_name": CHECKPOINT}, ("MODEL", "CLIP", "VAE")),
        "style": Node("StylogenyPictures", {"count": 4, "side": 512}, ("IMAGE",)),
        "words": Node("CLIPTextEncode", {"clip": Link("model", 1), "text": prompt}, ("CONDITIONING",)),
        "not": Node("CLIPTextEncode", {"clip": Link("model", 1), "text": NEGATIVE}, ("CONDITIONING",)),
        "canvas": Node("EmptyLatentImage", {"width": side, "height": side, "batch_size": 1}, ("LATENT",)),
    }
    painter = Link("model")
    if adapter:
        nodes["loader"] = Node(
            "IPAdapterUnifiedLoader", {"model": Link("model"), "preset": "PLUS (high strength)"}, ("MODEL", "IPADAPTER")
        )
        nodes["adapter"] = Node(
            "IPAdapter",
            {
                "model": Link("loader"), "ipadapter": Link("loader", 1), "image": Link("style"), "weight": 0.8,
                "start_at": 0.0, "end_at": 1.0, "weight_type": "style transfer",
            },
            ("MODEL",),
        )  # fmt: skip
        painter = Link("adapter")
    nodes["paint"] = Node(
        "KSampler",
        {
            "model": painter, "positive": Link("words"), "negative": Link("not"), "latent_image": Link("canvas"),
            "seed": seed, "steps": 30, "cfg": 6.0, "sampler_name": "dpmpp_2m", "scheduler": "karras", "denoise": 1.0,
        },
        ("LATENT",),
        {"seed": "fixed"},
    )  # fmt: skip
    nodes["decode"] = Node("VAEDecode", {"samples": Link("paint"), "vae": Link("model", 2)}, ("IMAGE",))
    nodes["colours"] = Node(
        "StylogenyColours", {"image": Link("decode"), "style": Link("style"), "strength": 0.6}, ("IMAGE",)
    )
    nodes["save"] = Node("SaveImage", {"images": Link("colours"), "filename_prefix": prefix})
    return nodes


def for_server(workflow: Workflow) -> dict[str, dict[str, object]]:
    """The form that ComfyUI's server takes: by node number its class and inputs."""
    number = {name: str(k) for k, name in enumerate(workflow, 1)}
    return {
        number[name]: {
            "class_type": node.kind,
            "inputs": {
                key: [number[value.node], value.output] if isinstance(value, Link) else value
                for key, value in node.inputs.items()
            },
            "_meta": {"title": name},
        }
        for name, node in workflow.items()
    }


def for_editor(workflow: Workflow) -> dict[str, object]:
    """The form that ComfyUI's editor saves: nodes with places, and links between them."""
    number = {name: k for k, name in enumerate(workflow, 1)}
    depth = _depths(workflow)
    links: list[list[object]] = []
    nodes: dict[str, dict[str, object]] = {}
    outgoing: dict[tuple[str, int], list[int]] = {}
    rows: dict[int, int] = {}
    for name, node in workflow.items():
        slots: list[dict[str, object]] = []
        widgets: list[Value] = []
        for key, value in node.inputs.items():
            if not isinstance(value, Link):
                widgets.append(value)
                widgets += [extra for after, extra in node.extra.items() if after == key]
                continue
            kind = workflow[value.node].outputs[value.output]
            links.append([len(links) + 1, number[value.node], value.output, number[name], len(slots), kind])
            outgoing.setdefault((value.node, value.output), []).append(len(links))
            slots.append({"name": key, "type": kind, "link": len(links)})
        row = rows[depth[name]] = rows.get(depth[name], -1) + 1
        nodes[name] = {
            "id": number[name], "type": node.kind, "pos": [40 + STEP[0] * depth[name], 40 + STEP[1] * row],
            "size": [290, 120 + 24 * len(node.inputs)], "flags": {}, "order": depth[name], "mode": 0, "inputs": slots,
            "properties": {"Node name for S&R": node.kind}, "widgets_values": widgets,
        }  # fmt: skip
    for name, node in workflow.items():
        nodes[name]["outputs"] = [
            {"name": kind, "type": kind, "links": outgoing.get((name, k), []), "slot_index": k}
            for k, kind in enumerate(node.outputs)
        ]
    return {
        "last_node_id": len(nodes), "last_link_id": len(links), "nodes": list(nodes.values()), "links": links,
        "groups": [], "config": {}, "extra": {}, "version": 0.4,
    }  # fmt: skip


def _depths(workflow: Workflow) -> dict[str, int]:
    """How many nodes stand before each."""
    depth: dict[str, int] = {}

    def of(name: str) -> int:
        if name not in depth:
            before = [of(v.node) + 1 for v in workflow[name].inputs.values() if isinstance(v, Link)]
            depth[name] = max(before, default=0)
        return depth[name]

    for name in workflow:
        of(name)
    return depth
