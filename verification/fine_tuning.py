"""Would the eye's network date better if its last layers were taught dates? ``python verification/fine_tuning.py RUN``

RUN is a run of a real corpus, embedded with the built-in eye. For each fold of artists the last five blocks and the
last layer of the network are trained further on the works of all other artists: P(year) from the pooled last layer,
against the dates' own spans, centuries evened out as for the heads, and the style named beside it. A network reads the
artists of its own fold alone. Its posterior stands beside that of the heads, which is what `embed` gives, and beside
their logarithmic mean: the weight is chosen on the even folds, and the odd ones are reported. Pictures come as the maps
that the frozen layers make of them (--cache keeps them: 44 kB a work), mirrored and cut at random.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from stylogeny.corpus.pictures import read
from stylogeny.corpus.works import Works
from stylogeny.embedding.backbones.backbone import BUILT_IN, backbone
from stylogeny.embedding.backbones.efficientnet import LAST, EfficientNetLite, one_thread, view, weights
from stylogeny.embedding.backbones.features import features
from stylogeny.embedding.heads.config import HeadConfig
from stylogeny.embedding.heads.cross_fit import cross_fit
from stylogeny.embedding.heads.dating import quantiles
from stylogeny.embedding.heads.targets import century_weights, codes, date_target
from stylogeny.embedding.measure import date_error, macro_date_error, order_accuracy
from stylogeny.progress import progress, quietly
from stylogeny.runs import Run
from stylogeny.streams import int_seed, stream

FROZEN = 11  # blocks that stay as they are; their maps are 112 channels of 14 x 14
MAP = (112, 14, 14)
CUT = 12  # places a side of a map that training sees
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


class LastLayers(nn.Module):
    """The last blocks and the last layer of the network, and what is read from it.

    Parameters
    ----------
    years, styles : int
        Bins of the posterior, and styles that are named.
    """

    def __init__(self, net: EfficientNetLite, *, years: int, styles: int) -> None:
        super().__init__()
        self.net = net
        layers = [layer for block, _ in net._blocks[FROZEN:] for layer in block] + [net._head]
        self.kernels = nn.ParameterList()
        for layer in layers:
            for name in ("kernel", "bias"):
                tensor = nn.Parameter(getattr(layer, name).clone())
                object.__setattr__(layer, name, tensor)
                self.kernels.append(tensor)
        self.dropout = nn.Dropout(0.3)
        self.years, self.styles = nn.Linear(LAST, years), nn.Linear(LAST, max(styles, 1))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits of years float32[n, m] and of styles for maps float32[n, 112, h, w]."""
        for block, skip in self.net._blocks[FROZEN:]:
            y = x
            for layer in block:
                y = layer(y)
            x = x + y if skip else y
        pooled = self.dropout(self.net._head(x).mean((2, 3)))
        return self.years(pooled), self.styles(pooled)


def fresh() -> EfficientNetLite:
    """The network, its tensors nobody else's."""
    return EfficientNetLite(torch.load(weights(), weights_only=True))


def frozen_maps(works: Works, folder: Path) -> np.ndarray:
    """What the frozen layers make of every work, float16[n, *MAP]."""
    file = folder / f"maps-{len(works)}.npy"
    if file.exists():
        return np.load(file, mmap_mode="r", allow_pickle=False)
    out = np.lib.format.open_memmap(folder / "part.npy", "w+", np.float16, (len(works), *MAP))
    net = fresh()
    with one_thread():
        for row in progress(range(len(works)), "maps", unit="work"):
            for depth, maps in enumerate(net.maps(view(read(works.picture(row))))):
                if depth == FROZEN:
                    out[row] = maps[0].numpy()
                    break
    out.flush()
    (folder / "part.npy").rename(file)
    return out


def tuned(
    maps: np.ndarray, works: Works, train: np.ndarray, asked: np.ndarray, config: HeadConfig,
    *, epochs: int, batch: int, rate: float, seed: int,
) -> np.ndarray:  # fmt: skip
    """P(year) float64[len(asked), m] of works, by last layers taught on others."""
    years, styles = config.years(works), codes(works.column("style"))
    torch.manual_seed(seed)
    model = LastLayers(fresh(), years=len(years), styles=int(styles.max()) + 1)
    target = torch.from_numpy(date_target(works.earliest, works.latest, years, config.date_bandwidth(works)))
    weight = torch.from_numpy(century_weights(works.year, config.balance)).float()
    named = torch.from_numpy(styles)
    heads = [*model.years.parameters(), *model.styles.parameters()]
    steps = epochs * (len(train) // batch)
    optimiser = torch.optim.AdamW(
        [{"params": model.kernels.parameters(), "lr": rate}, {"params": heads, "lr": 20 * rate}], weight_decay=0.02
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [rate, 20 * rate], total_steps=steps, pct_start=0.2)
    step = 0
    for epoch in range(epochs):
        order = stream(seed, "epoch", epoch).permutation(train)
        for k in progress(range(0, len(order) - batch + 1, batch), f"epoch {epoch + 1}"):
            rows = order[k : k + batch]
            top, left, turned = stream(seed, "cut", step).integers(0, (3, 3, 2))
            x = torch.from_numpy(np.stack([maps[r] for r in rows])[:, :, top : top + CUT, left : left + CUT]).float()
            when, which = model(x.flip(3) if turned else x)
            loss = -(target[rows] * when.log_softmax(1)).sum(1) * weight[rows]
            known = named[rows] >= 0
            total = loss.mean()
            if known.any():
                total = total + 0.3 * nn.functional.cross_entropy(which[known], named[rows][known])
            optimiser.zero_grad()
            total.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
    model.eval()
    found = []
    with torch.inference_mode():
        for k in range(0, len(asked), 64):
            x = torch.from_numpy(np.stack([maps[r] for r in asked[k : k + 64]])).float()
            logits = (model(x)[0].log_softmax(1) + model(x.flip(3))[0].log_softmax(1)) / 2
            found.append(logits.softmax(1).double().numpy())
    return np.concatenate(found)


def line(name: str, posterior: np.ndarray, years: np.ndarray, works: Works) -> str:
    """A row of the table."""
    read_years = quantiles(posterior, years, 0.5)
    mean, median = date_error(read_years, works.year)
    order = order_accuracy(read_years, works.year)
    return f"| {name} | {mean:.1f} | {median:.1f} | {macro_date_error(read_years, works.year):.0f} | {order:.3f} |"


def main() -> None:
    """Train, read, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--folds", type=int, nargs="+", default=[0, 1, 2, 3])
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument(
        "--rate", type=float, default=1e-4, help="of the layers; what reads them learns 20 times faster"
    )
    parser.add_argument("--cache", type=Path, help="a folder where maps are kept")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    works = Works.read(Run(args.run).file("works.parquet", needs="load"))
    with quietly():
        x = features(works.select(works.pictured), body := backbone(BUILT_IN), cache=args.run / "features")
    works = works.select(works.pictured)
    x, works = x[works.dated], works.select(works.dated)
    config = HeadConfig()
    with quietly():
        fitted = cross_fit(x, works, blocks=body.blocks, executor="serial")
    years = fitted.head.years.astype(np.float64)
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.cache or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        maps = frozen_maps(works, folder)
        both = np.full((2, *fitted.posterior.shape), np.nan)
        both[0] = fitted.posterior
        for fold in args.folds:
            began, asked = time.process_time(), np.flatnonzero(fitted.fold == fold)
            own = int_seed(args.seed, "fine-tuning", fold)
            both[1, asked] = tuned(
                maps, works, np.flatnonzero(fitted.fold != fold), asked, config,
                epochs=args.epochs, batch=args.batch, rate=args.rate, seed=own,
            )  # fmt: skip
            print(f"fold {fold}: {time.process_time() - began:.0f} processor seconds", flush=True)
            for name, posterior in (("heads", both[0]), ("last layers taught dates", both[1])):
                print(line(name, posterior[asked], years, works.select(asked)), flush=True)

    def mean(share: float) -> np.ndarray:
        return np.exp((1 - share) * np.log(both[0] + 1e-9) + share * np.log(both[1] + 1e-9))

    chosen = [np.flatnonzero(np.isin(fitted.fold, args.folds) & (fitted.fold % 2 == odd)) for odd in (0, 1)]
    print("\n| P(year) | date MAE | median | macro | order > 25 y |\n|---|---:|---:|---:|---:|")
    for title, rows in zip(("chosen on", "reported on"), chosen):
        for share in SHARES if len(rows) else ():
            print(line(f"{title}, share {share}", mean(share)[rows], years, works.select(rows)), flush=True)


if __name__ == "__main__":
    main()
