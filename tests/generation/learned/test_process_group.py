"""Two processes on one batch, and a training that is killed: both end where one undisturbed process does."""

import json
import os
import socket
import subprocess
import sys

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from stylogeny.errors import StylogenyError
from stylogeny.generation.autoencoder import load
from stylogeny.generation.learned.batch import Batch
from stylogeny.generation.learned.checkpoint import CHECKPOINT
from stylogeny.generation.learned.config import TrainingConfig
from stylogeny.generation.learned.data import prepare
from stylogeny.generation.learned.process_group import ProcessGroup
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.generation.styles import Corpus
from stylogeny.runs import Run

STEPS = 3


@pytest.fixture
def run(small_space, tmp_path):
    def made(name):
        opened = Run(tmp_path / name, create=True)
        small_space.works.save(opened.path / "works.parquet")
        small_space.save(opened)
        opened.record("embed", {"state": "done", "digest": "", "provenance": {"parameters": {}}, "outputs": {}})
        return opened

    return made


def started(run, **more):
    command = ["train", str(run.path), "--steps", str(STEPS), "--network", "tiny", "--batch", "4", "--quiet", "--json"]
    return subprocess.Popen(
        [sys.executable, "-m", "stylogeny", *command], stdout=subprocess.PIPE, text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1", **more},
    )  # fmt: skip


def mean_gradients(run):
    """What the optimiser has of all gradients so far."""
    kept = load_file(run.file(CHECKPOINT))
    return torch.cat([kept[name].flatten() for name in sorted(kept) if name.endswith(".exp_avg")])


@pytest.mark.slow  # three interpreters start, each importing torch
def test_two_processes_give_the_loss_and_the_gradients_of_one(run):
    alone, both = run("alone"), run("both")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    group = {"WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}
    going = [started(alone), *(started(both, RANK=str(k), LOCAL_RANK=str(k), **group) for k in range(2))]
    printed = [process.communicate(timeout=300)[0] for process in going]
    assert [process.returncode for process in going] == [0, 0, 0]
    assert printed[2] == ""  # only the first of a group speaks
    one, two = json.loads(printed[0]), json.loads(printed[1])
    assert one["steps"] == two["steps"] == STEPS
    assert one["loss"] == pytest.approx(two["loss"], abs=1e-3)
    first, second = mean_gradients(alone), mean_gradients(both)
    assert (first - second).norm() < 0.02 * first.norm()  # bfloat16, where a processor has it, rounds to .4 %


def test_a_batch_that_cannot_be_dealt_out():
    group = ProcessGroup(rank=1, size=2, device=torch.device("cpu"))
    six, five = (
        Batch(clean=k, style=k, dropped=k, noise=k, time=k, chance=k) for k in (torch.arange(6), torch.arange(5))
    )
    assert group.share(six).clean.tolist() == [1, 3, 5]
    with pytest.raises(StylogenyError, match="--batch 6"):
        group.share(five)


KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np
from stylogeny.generation.autoencoder import load
from stylogeny.generation.learned.data import prepare
from stylogeny.generation.styles import Corpus
from stylogeny.generation.learned.config import TrainingConfig
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.runs import Run

corpus = Corpus.open(Run(sys.argv[1]))
data = prepare(corpus, np.ones(len(corpus.works)), load("linear"))

def stop(trainer):
    if trainer.step == 4:  # in the middle of the fourth step's bookkeeping, before it is written
        os.kill(os.getpid(), signal.SIGKILL)

trainer = Trainer.start(data, TrainingConfig(size="tiny", batch=4))
trainer.train(data, steps=9, every=0, checkpoint=Path(sys.argv[2]), callback=stop)
"""


def test_a_training_that_was_killed_resumes_to_the_same_bytes(run, tmp_path):
    opened = run("killed")
    path = tmp_path / "killed.safetensors"
    dead = subprocess.run([sys.executable, "-c", KILLED, str(opened.path), str(path)], check=False)
    assert dead.returncode == -9
    corpus = Corpus.open(opened)
    data = prepare(corpus, np.ones(len(corpus.works)), load("linear"))
    left = Trainer.read(path)
    assert left.step == 3
    left.train(data, steps=6, checkpoint=path)
    whole = tmp_path / "whole.safetensors"
    Trainer.start(data, TrainingConfig(size="tiny", batch=4)).train(data, steps=6, checkpoint=whole)
    first, second = load_file(path), load_file(whole)
    assert first.keys() == second.keys()
    assert all(torch.equal(first[k], second[k]) for k in first)
