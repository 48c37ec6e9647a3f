from PIL import Image

from stylogeny.generation.autoencoder import load
from stylogeny.generation.closed_form.generator import ClosedFormGenerator
from stylogeny.generation.learned.generator import LearnedGenerator
from stylogeny.generation.learned.preview import preview, preview_times
from stylogeny.generation.learned.trainer import Trainer
from stylogeny.runs import Run


def test_previews_are_made_often_at_first():
    assert preview_times(4) == [0.5, 1.0, 2.0, 4]
    assert preview_times(20) == [0.5, 1.0, 2.0, 4.0, 8.0, 13.0, 18.0, 20]
    assert preview_times(20, after=9) == [13.0, 18.0, 20]
    assert preview_times(20, after=20) == []


def test_a_preview_has_a_row_for_each_artist(data, plan, corpus, tmp_path):
    run = Run(tmp_path, create=True)
    generator = LearnedGenerator(ClosedFormGenerator.of(corpus, load("linear")), Trainer.start(data, plan))
    preview(run, generator, columns=1)
    sheet = Image.open(tmp_path / "denoiser" / "preview.png")
    assert sheet.height > 2 * 128 > sheet.width
