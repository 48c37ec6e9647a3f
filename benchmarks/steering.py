"""Speed and memory of steering, beside the reference's way: load the whole CLIP again for every prompt.

    python benchmarks/steering.py --shape base --prompts 3

Each way runs in a process of its own on a randomly initialised CLIP of a published shape (the arithmetic does not
depend on the weights), with the text encoder already in memory as a diffusers pipeline has it. Prints a Markdown
table: CPU seconds a prompt, peak memory above that starting point, and both as a ratio to the reference's way. The
reference's way is written here from its equations: load, copy nothing, tune every text parameter (the whole token
table included), throw away. Numbers of one machine; the ratios are what to compare.

    python benchmarks/steering.py --claim demo/run

The article's claim, that scores rise though the model stays as it is, on our own generator by the bundled preference
(:mod:`verification.steered_scores`).

    python benchmarks/steering.py --run demo/run --artists "Eskil Lindby" "Zofia Petrovsky"

Quality where it can be measured without weights of others: on our own generator, textual inversion, a LoRA, aesthetic
gradients and the closed form beside each other (:mod:`benchmarks.styles_learned`). `style` is how likely a probe finds
the artist, `fidelity` how often what was asked for is seen, both through the blur of a composition; `likeness` the mean
correlation of a composition with the most like one of the works shown, and `copied` the share of the painted picture
in pieces of them of 16 x 16 pixels.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SHAPES = {  # text hidden, text layers, heads, joint width, vision hidden, vision layers, patch
    "tiny": (64, 2, 2, 32, 64, 2, 32),
    "small": (256, 6, 4, 256, 384, 6, 32),
    "base": (512, 12, 8, 512, 768, 12, 32),
    "large": (768, 12, 12, 768, 1024, 24, 14),
}
WAYS = ("reload the encoder", "gradient", "blend")
UNSEEN = ["Ivo Nović", "Ines Belaldo", "Eskil Lindby", "Zofia Petrovsky"]  # of the demo: not trained on
PROMPTS = ("a harbour at night", "a portrait of a woman in red", "snow over the roofs", "a still life with lemons")


def peak() -> float:
    """Peak resident memory of this process, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def make(folder: Path, shape: str) -> None:
    """Save a random CLIP of this shape."""
    import torch
    from transformers import CLIPConfig, CLIPModel, CLIPTextConfig, CLIPVisionConfig

    hidden, layers, heads, joint, wide, deep, patch = SHAPES[shape]
    torch.manual_seed(0)
    text = CLIPTextConfig(
        hidden_size=hidden, intermediate_size=4 * hidden, num_hidden_layers=layers, num_attention_heads=heads,
        projection_dim=joint, eos_token_id=49407, bos_token_id=49406,
    )  # fmt: skip
    vision = CLIPVisionConfig(
        hidden_size=wide, intermediate_size=4 * wide, num_hidden_layers=deep, num_attention_heads=max(1, wide // 64),
        patch_size=patch, projection_dim=joint,
    )  # fmt: skip
    config = CLIPConfig(text_config=text.to_dict(), vision_config=vision.to_dict(), projection_dim=joint)
    CLIPModel(config).save_pretrained(folder)


def tokens(prompt: str) -> Any:
    """Stand-in token ids int64[1, 77]: one a word, by its length and place (no vocabulary is at hand offline)."""
    import torch

    body = [1000 + 97 * k + len(word) for k, word in enumerate(prompt.split())]
    return torch.tensor([[49406, *body, *([49407] * (76 - len(body)))]])


def child(folder: Path, way: str, prompts: int, steps: int) -> dict[str, float]:
    """One way, in this process."""
    import numpy as np
    import torch
    from transformers import CLIPModel, CLIPTextModel

    from stylogeny.style import AestheticEmbedding, steer

    torch.set_num_threads(1)
    encoder = CLIPTextModel.from_pretrained(folder).eval()
    width = json.loads((folder / "config.json").read_text())["projection_dim"]
    goal = np.random.default_rng(0).normal(size=width).astype(np.float32)
    goal /= np.linalg.norm(goal)
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", "np") as file:
        projection = file.get_tensor("text_projection.weight")
    start, seconds = peak(), []
    for k in range(prompts):
        ids, clock = tokens(PROMPTS[k % len(PROMPTS)]), time.process_time()
        if way == "reload the encoder":
            clip = CLIPModel.from_pretrained(folder)
            text = clip.text_model
            optimiser = torch.optim.Adam(text.parameters(), lr=1e-4)
            for _ in range(steps):
                feature = clip.text_projection(text(ids).pooler_output)[0]
                loss = -(feature / feature.norm()) @ torch.from_numpy(goal)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
            with torch.no_grad():
                text(ids)
            del clip, text, optimiser
        else:
            pipeline = type("Pipeline", (), {"text_encoder": encoder})()
            with steer(pipeline, AestheticEmbedding(goal, projection=projection), steps=steps, method=way):
                encoder(ids)
        seconds.append(time.process_time() - clock)
    return {"seconds": float(np.median(seconds)), "memory": peak() - start}


def quality(args: argparse.Namespace) -> None:
    """The ways of learning a style on our own generator, as a table of means over artists, and a sheet of pictures."""
    import numpy as np
    import torch

    from benchmarks.generation import markdown
    from benchmarks.styles_learned import HEAD, Classroom, Lesson, compare
    from stylogeny.artifacts import replacing
    from stylogeny.generation.contact_sheet import sheet
    from stylogeny.generation.learned.lora.fine_tuning import FineTuning
    from stylogeny.progress import quietly
    from stylogeny.runs import Run

    torch.set_num_threads(1)
    tables, pictures = [], []
    with quietly(), tempfile.TemporaryDirectory() as folder:
        room = Classroom.open(
            Run(args.run), [*args.artists, *args.also_without], steps=args.network_steps,
            checkpoint=args.checkpoint or Path(folder) / "network.safetensors", n=args.n, seed=args.seed,
        )  # fmt: skip
        for artist in args.artists:
            how = FineTuning(rank=args.rank)
            table, made = compare(Lesson(room, artist), seconds=args.seconds, how=how, share=args.share)
            tables.append(table)
            pictures += [p for row in made.values() for p in row]
            print(
                f"{artist}: " + json.dumps({way: [round(v, 3) for v in row] for way, row in table.items()}), flush=True
            )
            wide = len(next(iter(made.values())))
            if args.sheet is not None:
                with replacing(args.sheet) as part:
                    part.write_bytes(sheet(pictures, wide, gap=4))
    rows = [[way, *_cells(np.mean([t[way] for t in tables], axis=0))] for way in tables[0]]
    print(f"{len(args.artists)} artists, a network of {room.trainer.step} steps\n\n{markdown(HEAD, rows)}")


def _cells(values: Any) -> list[str]:
    took, style, fidelity, alike, own = (float(v) for v in values)
    cells = [f"{took:.0f}", f"{style:.2f}", f"{fidelity:.2f}", f"{alike:.2f}", f"{own:.1f}"]
    return ["" if cell == "nan" else cell for cell in cells]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", choices=SHAPES, default="base", help="shape of the CLIP (default base: ViT-B/32)")
    parser.add_argument("--prompts", type=int, default=3)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--claim", type=Path, metavar="RUN", help="whether scores rise on this run's generator")
    own = parser.add_argument_group("quality on our own generator")
    own.add_argument("--run", type=Path, help="a run of a painted world")
    own.add_argument("--artists", nargs="+", default=["Eskil Lindby", "Zofia Petrovsky"], help="who is learned")
    own.add_argument("--also-without", nargs="*", default=UNSEEN, help="others not trained on")
    own.add_argument("--network-steps", type=int, default=1500, help="steps of the network (1500)")
    own.add_argument("--checkpoint", type=Path, help="where the network is kept; read from there when it exists")
    own.add_argument("--seconds", type=float, default=20.0, help="processor seconds of inversion and of a LoRA (20)")
    own.add_argument("--rank", type=int, default=8)
    own.add_argument("--share", type=float, default=0.5, help="of the way from the words to the style (0.5)")
    own.add_argument("-n", type=int, default=2, help="pictures of each prompt (2)")
    own.add_argument("--seed", type=int, default=0)
    own.add_argument("--sheet", type=Path, help="a PNG: a row for each way, compositions and painted in turns")
    args = parser.parse_args()
    if args.claim:
        from verification.steered_scores import claim

        print(claim(args.claim))
        return
    if args.run:
        quality(args)
        return
    if args.child:
        print(json.dumps(child(Path(args.child[0]), args.child[1], args.prompts, args.steps)))
        return
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), args.shape)
        rows = {}
        for way in WAYS:
            argv = [
                sys.executable,
                __file__,
                "--child",
                folder,
                way,
                "--prompts",
                str(args.prompts),
                "--steps",
                str(args.steps),
            ]
            rows[way] = json.loads(
                subprocess.run(argv, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
            )
    if args.json:
        print(json.dumps(rows))
        return
    rival = rows[WAYS[0]]
    print(f"shape {args.shape}, {args.steps} steps, {args.prompts} prompts, one thread\n")
    print("| way | CPU s per prompt | ratio | peak MiB above the loaded pipeline | ratio |")
    print("|---|---:|---:|---:|---:|")
    for way, row in rows.items():
        print(
            f"| {way} | {row['seconds']:.2f} | {row['seconds'] / rival['seconds']:.2f} | {row['memory']:.0f} "
            f"| {row['memory'] / max(rival['memory'], 1e-9):.2f} |"
        )


if __name__ == "__main__":
    main()
