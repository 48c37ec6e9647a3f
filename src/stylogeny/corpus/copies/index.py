"""The keypoints of all works of a corpus in one index, kept in its run: which works a picture has keypoints in common
with, however it was cropped, mirrored or tinted.

Descriptors are kept in their principal directions, one byte each, in an inverted file (FAISS).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import faiss
import numpy as np
from PIL import Image

from ...artifacts import Format, read_tensors, write_tensors
from ...errors import StylogenyError
from ...executors import Result, run_units, usual_executor
from ...progress import Callback
from ...runs import digest, digest_file
from ...streams import stream
from .. import pictures as reader
from ..duplicates import RADIUS, picture_hash
from ..works import Works
from .keypoints import Keypoints

FORMAT = Format("keypoints", 1, "remove it, and it is made again")
FILE, UNITS = "keypoints.safetensors", "keypoints"  # in the run folder, and shards until all are made
SHARD = 128  # pictures
COUNT = 250  # keypoints of a work, the strongest
DIRECTIONS = 32  # principal directions in which descriptors are compared
LEARNT_FROM = 128  # works whose descriptors the directions are learnt from
LISTS = 1024  # of the inverted file, at most
PROBED = 16  # lists looked into
REACH = 4.0  # standard deviations of the widest direction that a byte spans, to either side


@dataclass(frozen=True, eq=False)
class Neighbours:
    """For each of k descriptors the m nearest in the index, nearest first.

    Parameters
    ----------
    work : ndarray
        int64[k, m]: the row of each one's work, -1 where there are fewer.
    frames : ndarray
        float32[k, m, 4]: x, y, diameter, angle in that work, in pixels.
    distance : ndarray
        float32[k, m]: squared.
    """

    work: np.ndarray
    frames: np.ndarray
    distance: np.ndarray


@dataclass(frozen=True, eq=False)
class KeypointIndex:
    """N keypoints of n works, in the order of the inverted file's lists.

    Parameters
    ----------
    codes : ndarray
        uint8[N, q]: descriptors in the principal directions.
    frames : ndarray
        uint8[N, 4]: x and y in pixels, eight times the binary logarithm of the diameter, angle in 256ths of a turn.
    owner : ndarray
        int32[N]: rows of works.
    starts : ndarray
        int64[lists + 1]: where each list begins.
    centres : ndarray
        float32[lists, q]: the lists' centres, in the units of `codes`.
    mean, directions : ndarray
        float32[128], float32[128, q]: a descriptor's code is (descriptor - mean) @ directions + 128.
    hashes : ndarray
        uint8[n, 32]: perceptual hashes of the works, zeros where there is none.
    stamp : str
        Which pictures it was made of.
    """

    codes: np.ndarray
    frames: np.ndarray
    owner: np.ndarray
    starts: np.ndarray
    centres: np.ndarray
    mean: np.ndarray
    directions: np.ndarray
    hashes: np.ndarray
    stamp: str = ""

    def __len__(self) -> int:
        return len(self.owner)

    @classmethod
    def of(
        cls, works: Works, *, count: int = COUNT, folder: Path | None = None, callback: Callback | None = None
    ) -> KeypointIndex:
        """Of all pictured works.

        Parameters
        ----------
        works : Works
        count : int
            Keypoints of each work, the strongest.
        folder : Path, optional
            Where finished shards are kept, so that a killed process resumes.

        Raises
        ------
        StylogenyError
            When no work has a picture, or a picture cannot be read.
        """
        rows = np.flatnonzero(works.pictured)
        if not len(rows):
            raise StylogenyError("no work has a picture", fix="load a corpus with pictures")
        paths = [works.picture(int(row)) for row in rows]
        mean, directions = _directions(paths, count)
        shards, stamp = -(-len(paths) // SHARD), stamp_of(works)
        results = run_units(
            _unit,
            (paths, mean, directions, count),
            shards=range(shards),
            config={"keypoints": str(FORMAT), "count": count, "pictures": stamp},
            executor=usual_executor(pays=shards > 2),
            folder=folder,
            what="keypoints",
            callback=callback,
        )
        codes, frames, hashes = (np.concatenate([r[name] for r in results]) for name in ("codes", "frames", "hashes"))
        owner = np.repeat(rows, np.concatenate([r["counts"] for r in results])).astype(np.int32)
        every = np.zeros((len(works), hashes.shape[1]), dtype=np.uint8)
        every[rows] = hashes
        order, starts, centres = _lists(codes)
        return cls(
            codes=codes[order],
            frames=frames[order],
            owner=owner[order],
            starts=starts,
            centres=centres,
            mean=mean,
            directions=directions,
            hashes=every,
            stamp=stamp,
        )

    @classmethod
    def open(cls, run: Path, works: Works, *, callback: Callback | None = None) -> KeypointIndex:
        """The index of a run, made the first time it is asked for and whenever pictures have changed since."""
        path = run / FILE
        made = cls.made(run, works)
        if made is not None:
            return made
        index = cls.of(works, folder=run / UNITS, callback=callback)
        index.save(path)
        for unit in (run / UNITS).glob("*.safetensors"):  # the index holds what they held
            unit.unlink(missing_ok=True)
        (run / UNITS).rmdir()
        return index

    @classmethod
    def made(cls, run: Path, works: Works) -> KeypointIndex | None:
        """The index of a run as far as it is there and of these pictures; None otherwise."""
        if not (run / FILE).exists():
            return None
        try:
            index = cls.read(run / FILE)
        except StylogenyError:
            return None
        return index if index.stamp == stamp_of(works) else None

    def save(self, path: Path | str) -> None:
        """Write as safetensors."""
        names = ("codes", "frames", "owner", "starts", "centres", "mean", "directions", "hashes")
        write_tensors(path, {name: getattr(self, name) for name in names}, FORMAT, stamp=self.stamp)

    @classmethod
    def read(cls, path: Path | str) -> KeypointIndex:
        """Read what :meth:`save` wrote; raises when it is damaged, of another kind or version."""
        tensors, head = read_tensors(path, FORMAT)
        with FORMAT.fits(path):
            return cls(**tensors, stamp=str(head["stamp"]))

    def code(self, descriptors: np.ndarray) -> np.ndarray:
        """Descriptors float32[k, 128] in the index's directions and units, float32[k, q]."""
        return np.ascontiguousarray((descriptors - self.mean) @ self.directions + 128, dtype=np.float32)

    def search(self, descriptors: np.ndarray, count: int) -> Neighbours:
        """The nearest keypoints of works to descriptors float32[k, 128]."""
        distance, at = self._inverted.search(self.code(descriptors), count)
        found = at >= 0
        frames = _frames(self.frames[np.where(found, at, 0)])
        work = np.where(found, self.owner[np.where(found, at, 0)], -1).astype(np.int64)
        return Neighbours(work, frames, np.where(found, distance, np.inf).astype(np.float32))

    def alike(self, picture: np.ndarray, *, radius: int = RADIUS) -> list[tuple[int, bool]]:
        """Works of the same design as a picture uint8[H, W, 3], likest first, and whether its mirror image is."""
        found = []
        for mirrored in (False, True):
            mark = picture_hash(Image.fromarray(np.ascontiguousarray(picture[:, ::-1]) if mirrored else picture))
            if mark is not None:
                differ = (self.hashes ^ np.frombuffer(mark, dtype=np.uint8)).astype(np.uint8)
                bits = np.unpackbits(differ, axis=1).sum(axis=1)
                known = self.hashes.any(axis=1)
                found += [(int(bits[row]), int(row), mirrored) for row in np.flatnonzero(known & (bits < radius))]
        return [(row, mirrored) for _, row, mirrored in sorted(found)]

    @cached_property
    def _inverted(self) -> faiss.IndexIVFScalarQuantizer:
        """The lists as FAISS searches them; nothing is learnt anew."""
        wide = self.centres.shape[1]
        coarse = faiss.IndexFlatL2(wide)
        coarse.add(self.centres)
        direct = faiss.ScalarQuantizer.QT_8bit_direct
        index = faiss.IndexIVFScalarQuantizer(coarse, wide, len(self.centres), direct, faiss.METRIC_L2, False)
        index.is_trained = True
        ids, codes = np.arange(len(self), dtype=np.int64), np.ascontiguousarray(self.codes)
        lists = index.invlists
        assert lists is not None  # a new index has empty ones
        for k, (start, end) in enumerate(zip(self.starts[:-1], self.starts[1:])):
            if end > start:
                pointers = faiss.swig_ptr(ids[start:end]), faiss.swig_ptr(codes[start:end])
                lists.add_entries(k, int(end - start), *pointers)
        index.ntotal, index.nprobe = len(self), min(PROBED, len(self.centres))
        return index


def stamp_of(works: Works) -> str:
    """Which pictures works have: a digest of their ids and of what is in the files, in whatever folder they lie."""
    paths = [(works.ids[row], works.picture(int(row))) for row in np.flatnonzero(works.pictured)]
    return digest([[name, digest_file(path) if path.exists() else ""] for name, path in paths])


def _unit(state: tuple[list[Path], np.ndarray, np.ndarray, int], seed: int, shard: int) -> Result:
    paths, mean, directions, count = state
    codes, frames, counts, hashes = [], [], [], []
    for path in paths[shard * SHARD : (shard + 1) * SHARD]:
        picture = reader.read(path)
        found = Keypoints.of(picture, count=count)
        codes.append(_bytes((found.descriptors - mean) @ directions + 128))
        x, y, size, angle = found.frames.T
        turned = np.rint(angle * 256 / 360) % 256
        frames.append(_bytes(np.stack([x, y, 8 * np.log2(np.maximum(size, 1)), turned], axis=1)))
        counts.append(len(found))
        mark = picture_hash(Image.fromarray(picture)) or bytes(32)
        hashes.append(np.frombuffer(mark, dtype=np.uint8))
    return {
        "codes": np.concatenate(codes),
        "frames": np.concatenate(frames),
        "counts": np.array(counts),
        "hashes": np.stack(hashes),
    }


def _directions(paths: list[Path], count: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean float32[128] and scaled principal directions float32[128, q] of the descriptors of some works."""
    some = np.sort(stream(0, "keypoint directions").permutation(len(paths))[:LEARNT_FROM])
    descriptors = np.concatenate([Keypoints.of(reader.read(paths[i]), count=count).descriptors for i in some])
    wide = descriptors.shape[1]
    mean = descriptors.mean(axis=0) if len(descriptors) else np.zeros(wide, np.float32)
    covariance = np.cov(descriptors.T) if len(descriptors) > 1 else np.eye(wide)
    values, vectors = np.linalg.eigh(covariance)
    scale = 127 / (REACH * np.sqrt(max(float(values[-1]), 1e-12)))
    return mean, np.ascontiguousarray(vectors[:, ::-1][:, :DIRECTIONS] * scale, dtype=np.float32)


def _lists(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Codes dealt to lists by k-means: their order int64[N], where each list starts, the centres float32[lists, q]."""
    lists = max(1, min(LISTS, len(codes) // 40))
    if lists == 1:
        centre = codes.astype(np.float32).mean(axis=0, keepdims=True) if len(codes) else np.zeros((1, codes.shape[1]))
        return np.arange(len(codes)), np.array([0, len(codes)]), centre.astype(np.float32)
    sample = codes[:: max(1, len(codes) // (64 * lists))].astype(np.float32)
    kmeans = faiss.Kmeans(codes.shape[1], lists, niter=8, seed=1, max_points_per_centroid=64, min_points_per_centroid=1)
    kmeans.train(sample)
    nearest = np.concatenate(
        [kmeans.index.search(codes[i : i + 65536].astype(np.float32), 1)[1][:, 0] for i in range(0, len(codes), 65536)]
    )
    order = np.argsort(nearest, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(nearest, minlength=lists))])
    return order, starts, np.asarray(kmeans.centroids, dtype=np.float32)


def _bytes(values: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _frames(coded: np.ndarray) -> np.ndarray:
    """Frames uint8[..., 4] as x, y, diameter in pixels and angle in degrees, float32[..., 4]."""
    frames = coded.astype(np.float32)
    frames[..., 2] = 2 ** (frames[..., 2] / 8)
    frames[..., 3] *= 360 / 256
    return frames
