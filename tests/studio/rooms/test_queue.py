"""Jobs as rooms see them: their list, their events from any point on."""

from __future__ import annotations

import json
from typing import Any

from stylogeny.studio.jobs import EVENTS_FILE


def streamed(text: str) -> list[dict[str, str]]:
    blocks = (block.split("\n") for block in text.replace("\r\n", "\n").strip().split("\n\n"))
    return [dict(line.split(": ", 1) for line in block if ": " in line) for block in blocks]


def test_events_resume_after_the_last_that_was_heard(client: Any) -> None:
    job = client.app.state.studio.jobs.ask("nothing", {"work": "<script>"})
    lines = ['{"event": "begun"}', *(json.dumps({"event": "progress", "done": k, "total": 3}) for k in (1, 2, 3))]
    (job.folder / EVENTS_FILE).write_text("\n".join(lines) + "\n")
    job.finish("done", result={"found": 1})
    whole = streamed(client.get(f"/jobs/{job.id}/events").text)
    assert [e["id"] for e in whole] == ["1", "2", "3", "4", "5"] and [e["event"] for e in whole][-1] == "end"
    assert json.loads(whole[-1]["data"])["result"] == {"found": 1}
    rest = streamed(client.get(f"/jobs/{job.id}/events", headers={"Last-Event-ID": "3"}).text)
    assert [e["id"] for e in rest] == ["4", "5"]
    assert [e["id"] for e in streamed(client.get(f"/jobs/{job.id}/events?after=4").text)] == ["5"]
    for odd in ("-1", "x", "9" * 40, "²"):
        assert len(streamed(client.get(f"/jobs/{job.id}/events?after={odd}").text)) == 5


def test_the_list_tells_of_every_job_and_cancelling_ends_one(client: Any) -> None:
    jobs = client.app.state.studio.jobs
    first, second = jobs.ask("nothing", {"work": "<script>"}), jobs.ask("nothing", {"work": "b"})
    page = client.get("/jobs").text
    assert "&lt;script&gt;" in page and page.count('/cancel"') == 2
    client.post(f"/jobs/{first.id}/cancel")
    states = {job["id"]: job["state"] for job in client.get("/jobs.json").json()["jobs"]}
    assert states == {first.id: "cancelled", second.id: "queued"}
    assert client.get(f"/jobs/{first.id}").status_code == 200
