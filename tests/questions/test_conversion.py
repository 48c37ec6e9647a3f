"""Works and graphs as other libraries hold them, and back."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from types import SimpleNamespace

import networkx
import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from stylogeny.errors import StylogenyError
from stylogeny.influence.graph import InfluenceGraph
from stylogeny.questions.conversion import (
    from_anndata,
    from_dataset,
    from_networkx,
    from_pandas,
    to_anndata,
    to_dataset,
    to_networkx,
    to_pandas,
)


def test_a_table_comes_back(graph: InfluenceGraph) -> None:
    pd.testing.assert_frame_equal(from_pandas(to_pandas(graph.works)).table, graph.works.table)
    edges = to_pandas(graph)
    assert edges.groupby("child")["weight"].sum()["w10"] == pytest.approx(0.9)
    space = to_pandas(graph.embedding)
    assert np.allclose(space[[f"v{k}" for k in range(6)]], graph.embedding.vectors)


def test_a_plain_table_is_read_as_a_catalogue_is() -> None:
    works = from_pandas(pd.DataFrame({"title": ["A", "B"], "artist": ["X", "Y"], "date": ["c. 1503-06", "no idea"]}))
    assert works.dated.tolist() == [True, False] and works.table["status"].iat[1].startswith("undated")
    assert works.earliest[0] <= 1503 and works.latest[0] >= 1507


def test_a_networkx_graph_comes_back(graph: InfluenceGraph) -> None:
    made = to_networkx(graph)
    assert networkx.is_directed_acyclic_graph(made) and made.edges["w9", "w10"]["weight"] == pytest.approx(0.6)
    back = from_networkx(made, graph.embedding)
    assert abs(back.parents - graph.parents).max() < 1e-6 and np.allclose(back.innovation, graph.innovation, atol=1e-5)


def test_a_graph_of_ones_own_is_held_to_dates_and_shares(graph: InfluenceGraph) -> None:
    own = networkx.DiGraph([("w1", "w5"), ("w2", "w5")])
    made = from_networkx(own, graph.embedding)
    assert made.parents[[5]].toarray()[0, [1, 2]].tolist() == [0.5, 0.5] and made.innovation[5] == 0
    with pytest.raises(StylogenyError, match="strictly earlier"):
        from_networkx(networkx.DiGraph([("w5", "w1")]), graph.embedding)
    with pytest.raises(StylogenyError, match=r"not in this space .*Mona"):
        from_networkx(networkx.DiGraph([("Mona", "w1")]), graph.embedding)


def test_a_dataset_comes_back_with_its_pictures(graph: InfluenceGraph) -> None:
    pytest.importorskip("datasets")
    data = to_dataset(graph.works)
    assert data[0]["image"].size == (80, 60)
    back = from_dataset(data)
    assert list(back.ids) == list(graph.works.ids) and back.picture(0).exists()
    assert np.array_equal(back.year[back.dated], graph.works.year[graph.works.dated])


@dataclass
class AnnDataStandIn:
    """What of AnnData is used, as its documentation describes it: ``AnnData(X, obs=...)``, ``obsp``, ``obs_names``.

    Releases for Python 3.11 want pandas before 3, so that the real one is not installed beside every pandas.
    """

    X: np.ndarray
    obs: pd.DataFrame
    obsp: dict[str, sparse.csr_matrix] = field(default_factory=dict)

    @property
    def obs_names(self) -> pd.Index:
        return self.obs.index


@pytest.fixture(params=["anndata", "stand-in"])
def anndata(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """AnnData itself where it can be imported, and what it documents everywhere."""
    if request.param == "anndata":
        pytest.importorskip("anndata")
    else:
        monkeypatch.setitem(sys.modules, "anndata", SimpleNamespace(AnnData=AnnDataStandIn))


@pytest.mark.usefixtures("anndata")
def test_an_anndata_comes_back(graph: InfluenceGraph) -> None:
    data = to_anndata(graph)
    assert abs(data.obsp["parents"] - graph.parents).max() == 0 and list(data.obs_names) == list(graph.works.ids)
    assert np.allclose(data.obs["innovation"], graph.innovation)
    back = from_anndata(data)
    assert np.allclose(back.vectors, graph.embedding.vectors)
    assert list(back.works.ids) == list(graph.works.ids)
    assert np.array_equal(back.works.year, graph.works.year, equal_nan=True)
    sparse_data = type(data)(sparse.csr_matrix(graph.embedding.vectors), obs=data.obs)  # as AnnData often keeps it
    assert np.allclose(from_anndata(sparse_data).vectors, graph.embedding.vectors)
