"""A mixture taken away: every form that `stylogeny export` has, what each needs, and the job that makes it."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...artifacts import replacing
from ...embedding.backbones.backbone import BUILT_IN, STATISTICS
from ...errors import StylogenyError
from ...generation.styles import Corpus, Style
from ...progress import Callback
from ...runs import Run, digest_file
from ...style.encoders import Encoder, as_encoder
from ...style.exports.export import export_style
from ...style.exports.kit import Kit, export_kit
from ...style.exports.sources import StyleSources
from ...style.from_run import decode, from_pictures, in_own_space, origin_of
from ...style.steering.aesthetic_embedding import AestheticEmbedding
from ...text.appearance import Appearance, common_appearance, in_words
from ..state import FOLDER, Studio
from .mix import Mix
from .painting import corpus_of, gaps_of

EXPORTS = "exports"  # in the studio's folder
NOTHING, CLIP, WHOLE_CLIP = "nothing", "a CLIP", "the whole CLIP"


@dataclass(frozen=True)
class Form:
    """A form that a style can leave in.

    Parameters
    ----------
    name : str
        As `stylogeny export --to` has it.
    gives : str
        What it is, and for which tools.
    needs : str
        What has to be there: nothing, a CLIP, or its text side too.
    file : str
        The ending of the file, empty for a folder.
    """

    name: str
    gives: str
    needs: str = NOTHING
    file: str = ""


FORMS = (
    Form("kit", "the next five in one folder"),
    Form("palette", "its colours, for GIMP, Krita and programs"),
    Form("prompt", "a prompt, a trigger word, and a styles.csv for Automatic1111 and Forge"),
    Form("reference", "a sheet, and squares for whatever takes pictures of a style"),
    Form("dataset", "captioned pictures, ready for the training of a LoRA"),
    Form("comfyui", "a folder for ComfyUI/custom_nodes, with workflows; with a CLIP its nodes steer too"),
    Form("style", "a style file of this project, for steer, set, transfer and render", file=".safetensors"),
    Form("ip-adapter", "the image embeddings that an IP-Adapter takes", CLIP, ".safetensors"),
    Form("aesthetic-gradients", "an embedding for aesthetic gradients, as their web interface takes it", CLIP, ".pt"),
    Form("textual-inversion", "a token for prompts", WHOLE_CLIP, ".safetensors"),
    Form("lora", "low-rank weights of the text side", WHOLE_CLIP, ".safetensors"),
    Form("steering-vector", "vectors that are added to the states of the text side", WHOLE_CLIP, ".safetensors"),
)


def form_of(name: str) -> Form:
    """The form of a name.

    Raises
    ------
    StylogenyError
        When there is none.
    """
    for form in FORMS:
        if form.name == name:
            return form
    raise StylogenyError("no such form", got=name[:60], fix="one of " + ", ".join(form.name for form in FORMS))


def check(form: Form, encoder: str, backbone: str) -> None:
    """Refuse a form for which something is missing.

    Parameters
    ----------
    form : Form
    encoder : str
        The folder of a CLIP, empty for none.
    backbone : str
        What the run was embedded with; a CLIP of its own serves where only its picture side is needed.

    Raises
    ------
    StylogenyError
        When it needs an encoder that is not there.
    """
    if encoder and not Path(encoder).is_dir():
        raise StylogenyError("no such folder of a CLIP on this machine", got=encoder[:200], fix="name one, or none")
    if encoder or form.needs == NOTHING:
        return
    if form.needs == WHOLE_CLIP or backbone in (BUILT_IN, STATISTICS):
        raise StylogenyError(
            f"the form {form.name} needs {form.needs}", got="no encoder", fix="name the folder of your model's CLIP"
        )


def export_mix(run: Path, arguments: Mapping[str, object], *, callback: Callback) -> Mapping[str, object]:
    """The job: a mixture written in a form, as one archive in ``RUN/studio/exports/``.

    Parameters
    ----------
    run : Path
    arguments : mapping
        ``names``, ``weights`` and ``seed`` of the mixture; ``to``; ``name``, and ``encoder`` where one is meant.
    """
    names, weights = arguments["names"], arguments["weights"]
    assert isinstance(names, list) and isinstance(weights, list)
    mix = Mix.of([str(n) for n in names], [float(w) for w in weights], seed=int(str(arguments["seed"])))
    form, name = form_of(str(arguments["to"])), str(arguments.get("name") or "")
    encoder = str(arguments.get("encoder") or "")
    studio = Studio(run)
    corpus = corpus_of(studio)
    check(form, encoder, "" if corpus.space is None else corpus.space.backbone)
    style = mix.style(corpus, gaps_of(studio) if any(part.gap for part in mix.parts) else None)
    stem = f"{mix.label}--{form.name}"
    archive = run / FOLDER / EXPORTS / f"{stem}.zip"
    making = archive.with_name(f".{stem}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    try:
        callback({"step": f"writing {form.name}", "done": 0, "total": 2})
        said = _write(form, style, corpus, run=Run(run), mix=mix, making=making, name=name, encoder=encoder)
        callback({"step": "packing", "done": 1, "total": 2})
        files = sorted(file for file in making.rglob("*") if file.is_file())
        with replacing(archive) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as out:
            for file in files:
                out.write(file, Path(stem, file.relative_to(making)))
        callback({"step": "packed", "done": 2, "total": 2})
    finally:
        shutil.rmtree(making, ignore_errors=True)
    href = f"/style/exports/{archive.name}"
    return {
        "file": archive.name,
        "href": href,
        "files": [file.relative_to(making).as_posix() for file in files],
        **said,
    }


def _write(
    form: Form, style: Style, corpus: Corpus, *, run: Run, mix: Mix, making: Path, name: str, encoder: str
) -> dict[str, object]:
    """Write a style in a form into the folder `making`; what is worth saying of it."""
    kit_alone = form.needs == NOTHING and form.name != "style" and not encoder
    if kit_alone:
        made = export_kit(_kit(style, corpus, name or None, mix.seed), to=form.name, output=making)
        return {"token": made.token, "prompt": made.words}
    clip = as_encoder(encoder) if encoder and form.name != "style" else None
    e = _vector(style, corpus, run=run, seed=mix.seed, form=form, clip=clip)
    output = making if not form.file else making / f"style{form.file}"
    if form.name == "style":
        e.save(output)
        return {"encoder": e.encoder, "width": e.width}
    kit = _kit(style, corpus, name or None, mix.seed) if form.name == "comfyui" else None
    report = export_style(e, to=form.name, output=output, encoder=clip, name=name or None, seed=mix.seed, kit=kit)
    return {"encoder": report.encoder, "width": report.width, **report.measures}


def _vector(
    style: Style, corpus: Corpus, *, run: Run, seed: int, form: Form, clip: Encoder | None
) -> AestheticEmbedding:
    assert corpus.space is not None
    origin = origin_of(
        style, corpus, embedding=digest_file(run.file("embedding.safetensors", needs="embed")), seed=seed
    )
    if clip is not None:
        return from_pictures(style, corpus, clip, origin=origin)
    return in_own_space(style, origin=origin) if form.name == "style" else decode(style, corpus.space, origin=origin)


def _kit(style: Style, corpus: Corpus, name: str | None, seed: int) -> Kit:
    sources = StyleSources.of(style, corpus, name=name)
    looks = common_appearance([Appearance.of(work.pixels(256)) for work in sources.works])
    return Kit(sources, in_words(looks), seed)
