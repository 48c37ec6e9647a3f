"""Words for vectors: the codebook finds the best quantiser of a normal law, the grid loses no code."""

import pytest
import torch

from stylogeny.generation.learned.autoregressive.codebook import Codebook, Grid
from stylogeny.generation.learned.process_group import ProcessGroup


def followed(book, vectors, *, steps=400):
    for step in range(steps):
        book.follow(vectors[step * 97 % 4000 :][:4000], ProcessGroup(), seed=0, step=step)
    return book


@pytest.mark.parametrize(("count", "error"), [(4, 0.1175), (8, 0.0345), (16, 0.0095)])
def test_a_codebook_becomes_the_quantiser_of_lloyd_and_max(count, error):
    normal = torch.special.ndtri((torch.arange(8000).double() + 0.5) / 8000).float()[:, None]
    vectors = normal[torch.randperm(8000, generator=torch.Generator().manual_seed(0))]
    torch.manual_seed(0)
    book = followed(Codebook(count, 1, decay=0.9), vectors, steps=700)
    lost = (book.vectors(book.read(normal)) - normal).square().mean()
    assert 0.99 * error < float(lost) < 1.06 * error  # nothing is better, and running averages come near slowly


def test_dead_words_are_revived():
    torch.manual_seed(0)
    book = Codebook(16, 2)
    book.words += 100  # all but one far from every vector
    book.words[3] = 0
    vectors = torch.randn(4000, 2, generator=torch.Generator().manual_seed(1))
    assert "collapsed" not in followed(book, vectors).remark()
    assert book.used == 16 and book.perplexity > 12


def test_a_collapse_is_said():
    book = Codebook(512, 4)
    book.usage = torch.zeros(512)
    book.usage[:3] = 1 / 3
    assert "the codebook has collapsed: 3 of 512" in book.remark()


def test_a_word_is_the_nearest():
    torch.manual_seed(0)
    book, vectors = Codebook(20, 3), torch.randn(2, 5, 3)
    assert torch.equal(book.read(vectors), torch.cdist(vectors.view(-1, 3), book.words).argmin(dim=1).view(2, 5))


@pytest.mark.parametrize("levels", [(8, 5, 5, 5), (3, 2)])
def test_every_code_of_a_grid_is_read_as_it_was_written(levels):
    grid = Grid(levels)
    every = torch.arange(grid.count)
    vectors = grid.vectors(every)
    assert torch.equal(grid.read(torch.atanh(vectors.clamp(-0.9999, 0.9999))), every)
    assert len(torch.unique(vectors, dim=0)) == grid.count


def test_a_grid_loses_at_most_half_a_level():
    x = torch.randn(1000, 4, generator=torch.Generator().manual_seed(0))
    written, index, cost = Grid().write(x)
    bound = 1 / (torch.tensor([8, 5, 5, 5]) - 1)
    assert ((written - x.tanh()).abs() <= bound + 1e-6).all()
    assert torch.equal(Grid().vectors(index), written) and cost == 0


@pytest.mark.parametrize("make", [Grid, lambda: Codebook(32, 4)])
def test_gradients_pass_straight_through(make):
    torch.manual_seed(0)
    x = torch.randn(50, 4, requires_grad=True)
    written, _, _ = make().write(x)
    (slope,) = torch.autograd.grad(written.sum(), x)
    straight = 1 - x.tanh().square() if make is Grid else torch.ones_like(x)
    assert torch.allclose(slope, straight, atol=1e-6)
