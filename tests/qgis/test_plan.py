"""What an installation is about to download, from the reports of pip."""

import json

import pytest


def report(path, packages):
    install = [{'metadata': {'name': name, 'version': version}} for name, version in packages.items()]
    path.write_text(json.dumps({'version': '1', 'install': install}))
    return path


@pytest.mark.parametrize(
    ('packages', 'build'),
    [
        ({'torch': '2.13.0', 'filelock': '3.0'}, 'cpu'),
        ({'torch': '2.13.0+cpu'}, 'cpu'),
        ({'torch': '2.13.0', 'nvidia-cublas': '13.4'}, 'cuda'),
        ({'torch': '2.13.0+cu130'}, 'cuda'),
        ({'torch': '2.13.0+rocm6.4'}, 'cuda'),
    ],
)
def test_build_is_told_by_what_comes_along(provider, tmp_path, packages, build):
    from satgan.satgan_qgis.engine.plan import Plan

    plan = Plan.from_report(report(tmp_path / 'plan.json', packages))
    assert (plan.version, plan.build) == (packages['torch'], build)


@pytest.mark.parametrize('text', ['', 'no JSON', '[]', '{"install": []}', '{"install": [{"metadata": {}}]}'])
def test_other_files_are_no_reports(provider, tmp_path, text):
    from satgan.satgan_qgis.engine.plan import Plan

    (tmp_path / 'plan.json').write_text(text)
    with pytest.raises(ValueError):
        Plan.from_report(tmp_path / 'plan.json')


def test_graphics_cards_are_announced_with_what_they_cost(provider, tmp_path):
    from satgan.satgan_qgis.engine.plan import Plan

    announced = Plan('2.15.0', 'cuda').announcement(tmp_path)
    assert '2.15.0 for graphics cards' in announced
    assert 'about 3.3 GB to download, 8 GB on the disk' in announced
