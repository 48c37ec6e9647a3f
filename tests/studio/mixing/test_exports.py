import zipfile

import pytest

from stylogeny.cli.export import PICTURES, VECTORS
from stylogeny.errors import StylogenyError
from stylogeny.studio.mixing.exports import FORMS, check, export_mix, form_of
from stylogeny.style.exports.files import load

ASKED = {"names": ["Other", "School <i>"], "weights": [1, -0.3], "seed": 0, "name": "", "encoder": ""}


def quiet(said):
    pass


def test_every_form_of_the_command_line_is_there():
    assert {form.name for form in FORMS} == {*PICTURES, *VECTORS}


def test_a_kit_is_an_archive_with_what_export_writes(run):
    made = export_mix(run, {**ASKED, "to": "palette"}, callback=quiet)
    with zipfile.ZipFile(run / "studio" / "exports" / made["file"]) as archive:
        names = archive.namelist()
    assert any(name.endswith(".gpl") for name in names) and any(name.endswith("README.md") for name in names)
    assert all(".." not in name and not name.startswith("/") for name in names)
    assert not list((run / "studio" / "exports").glob(".*"))


def test_a_style_file_is_one_that_the_package_reads(run, tmp_path):
    made = export_mix(run, {**ASKED, "to": "style"}, callback=quiet)
    with zipfile.ZipFile(run / "studio" / "exports" / made["file"]) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(".safetensors")]
        archive.extract(name, tmp_path)
    assert load(tmp_path / name).name == "1*Other - 0.3*School <i>"


def test_what_is_missing_is_said(tmp_path):
    with pytest.raises(StylogenyError, match="needs the whole CLIP"):
        check(form_of("lora"), "", "statistics")
    with pytest.raises(StylogenyError, match="needs a CLIP"):
        check(form_of("ip-adapter"), "", "statistics")
    with pytest.raises(StylogenyError, match="no such folder"):
        check(form_of("kit"), str(tmp_path / "none"), "statistics")
    with pytest.raises(StylogenyError, match="no such form"):
        form_of("../x")
    check(form_of("ip-adapter"), "", "openai/clip")
    check(form_of("kit"), "", "statistics")
