"""A checkpoint of the reference code through `qgis_process`: imported, then applied to the sample."""

import pytest
import rasterio
import torch

from tests.core.reference_made import reference_resnet, with_weights
from tests.e2e.qgis_process import ROOT

IMAGE = ROOT / 'resources' / 'sample' / 'kampala.tif'


def test_a_checkpoint_becomes_a_model_that_is_applied(qgis, tmp_path):
    """The result lies on the grid of the sample and says what it is."""
    network = with_weights(reference_resnet(3, 3, blocks=6, filters=4))
    torch.save(network.state_dict(), tmp_path / 'latest_net_G_B.pth')
    outcome = qgis.run(
        'importcheckpoint', CHECKPOINT=tmp_path / 'latest_net_G_B.pth', OUTPUT=tmp_path / 'model.safetensors'
    )
    assert outcome.code == 0, outcome.errors
    outcome = qgis.run(
        'applymodel',
        MODEL=outcome.results['OUTPUT'],
        INPUT=IMAGE,
        OVERLAP=32,
        STATISTICS='calibrated',
        DEVICE='cpu',
        OUTPUT=tmp_path / 'synthetic.tif',
    )
    assert outcome.code == 0, outcome.errors
    assert outcome.results['SEAM_INDEX'] == pytest.approx(1, abs=0.2)
    assert f'Seam index {outcome.results["SEAM_INDEX"]:.2f}' in outcome.output
    with rasterio.open(IMAGE) as image, rasterio.open(tmp_path / 'synthetic.tif') as synthetic:
        assert (synthetic.count, synthetic.dtypes[0]) == (3, 'uint8')
        assert (synthetic.transform, synthetic.shape, synthetic.crs) == (image.transform, image.shape, image.crs)
        assert synthetic.tags()['SYNTHETIC'] == 'YES'
        assert synthetic.tags()['LICENSE'] == 'unknown'
        assert synthetic.tags()['GAN_STATISTICS'] == 'calibrated'
        assert synthetic.read(1).std() > 1


def test_a_discriminator_is_refused_with_a_sentence(qgis, tmp_path):
    """The sentence reaches the user, and nothing is written."""
    torch.save({'model.0.weight': torch.ones(4, 6, 4, 4)}, tmp_path / 'latest_net_D.pth')
    outcome = qgis.run(
        'importcheckpoint', CHECKPOINT=tmp_path / 'latest_net_D.pth', OUTPUT=tmp_path / 'model.safetensors'
    )
    assert outcome.code != 0
    assert 'It holds a discriminator' in outcome.errors + outcome.output
    assert [path.name for path in tmp_path.iterdir()] == ['latest_net_D.pth']
