"""Judging a model: its figures are those of what it generates, beside trivial models, on the map and as a page."""

import functools
from dataclasses import replace
from html.parser import HTMLParser

import geopandas
import numpy as np
import pytest
import rasterio
import torch

from core.datasets.domain import Scaling
from core.datasets.layouts.satgan import SatganFolder
from core.engine import run_mapping
from core.errors import Cancelled, SatganError
from core.jobs import EvaluateModel
from core.modelfile import NO_CONDITION, save_model
from core.translation.evaluate_model import evaluate_model
from tests.core.extractors_made import mean_colours
from tests.core.models_made import (
    LEGEND,
    SIZE,
    Listener,
    applied,
    blocks,
    card,
    classed,
    exported,
    few_chips,
    generator_for,
    measured,
    new_folder,
    noise,
    read,
    rgb_model,
    two_ways,
    write_model,
    write_raster,
)


def evaluated(folder, model, dataset, reporter=None, **more):
    """Evaluate on the processor; return results, table of the chips and page."""
    settings = {'split': 'validation', 'device': 'cpu', 'precision': 'fp32'} | more
    output, page = folder / 'judged.gpkg', folder / 'page.html'
    settings = {'output': str(output), 'output_html': str(page)} | settings
    job = EvaluateModel(model=str(model), dataset=str(dataset), **settings)
    results = evaluate_model(job, reporter or Listener())
    return results, geopandas.read_file(output), page.read_text(encoding='utf-8')


@functools.cache
def judged():
    listener = Listener()
    return (*evaluated(new_folder('judged'), rgb_model(), few_chips(), listener), listener)


def validation_names(dataset):
    outlines = SatganFolder(dataset).outlines()
    return sorted(outlines['id'][outlines['split'] == 'validation'])


def test_figures_are_those_of_the_raster_that_applying_makes(tmp_path):
    results, table, _, _ = judged()
    errors = {}
    for name in validation_names(few_chips()):
        image = applied(rgb_model(), few_chips() / 'A' / f'{name}.tif', tmp_path / f'{name}.tif').astype(float)
        with rasterio.open(few_chips() / 'B' / f'{name}.tif') as real:
            errors[name] = image - real.read()
    assert results['CHIP_COUNT'] == len(table) == len(errors) == 2
    for row in table.itertuples():
        # Rounding to whole numbers moves each pixel by less than half.
        assert row.mae == pytest.approx(np.abs(errors[row.id]).mean(), abs=0.5)
        assert row.rmse == pytest.approx(np.sqrt((errors[row.id] ** 2).mean()), abs=0.5)
        assert row.mae_band_2 == pytest.approx(np.abs(errors[row.id][1]).mean(), abs=0.5)
        assert row.psnr == pytest.approx(20 * np.log10(255 / row.rmse), abs=1e-6)
    assert results['MAE'] == pytest.approx(table['mae'].mean())
    assert results['RMSE'] == pytest.approx(np.sqrt((table['rmse'] ** 2).mean()))
    assert results['SSIM'] == pytest.approx(table['ssim'].mean())


def test_a_checkpoint_of_the_reference_is_judged_by_the_statistics_of_the_chips(tmp_path):
    """Its running averages are noise, as here; all chips pass as one batch, as the reference does it while training."""
    made = card(measured(3), measured(3))
    made = replace(made, training=made.training | {'job': {'job': 'importcheckpoint'}})
    path = write_model(tmp_path / 'model.safetensors', made)
    listener = Listener()
    results, _, _ = evaluated(tmp_path, path, few_chips(), listener)
    generator = generator_for(made)
    for layer in generator.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.train()
    values = {}
    for side in 'AB':
        chips = [read(few_chips() / side / f'{name}.tif') for name in validation_names(few_chips())]
        values[side] = torch.from_numpy(np.stack(chips).astype('float32'))
    with torch.no_grad():
        generated = (generator(values['A'] / 127.5 - 1) + 1) * 127.5
    assert results['MAE'] == pytest.approx(float((generated - values['B']).abs().mean()), abs=0.01)
    assert 'The statistics of the norm layers are measured on 2 chips (calibrated).' in listener.infos


def test_trivial_models_are_results_too():
    results, _, page, listener = judged()
    pairs = [
        [rasterio.open(few_chips() / side / f'{n}.tif').read() for side in 'AB'] for n in validation_names(few_chips())
    ]
    copied = np.mean([np.abs(a.astype(float) - b).mean() for a, b in pairs])
    assert results['COPY_MAE'] == pytest.approx(copied)
    assert {
        f'{name}_{figure}' for name in ('COPY', 'MEAN', 'LINEAR') for figure in ('MAE', 'PSNR', 'SSIM')
    } <= results.keys()
    assert set(results) <= {result.name for result in EvaluateModel.results}
    assert results['MEAN_MAE'] < results['MAE']  # the model is untrained
    sentence = (
        f'the mean of the training targets everywhere: MAE {results["MAE"]:.4g} against {results["MEAN_MAE"]:.4g}.'
    )
    assert any(sentence in warning for warning in listener.warnings)
    assert sentence in page


def test_chips_lie_where_they_were_cut():
    _, table, _, _ = judged()
    outlines = SatganFolder(few_chips()).outlines().set_index('id')
    assert table.crs == outlines.crs
    for row in table.itertuples():
        assert row.geometry.equals(outlines.geometry[row.id])
        assert row.split == 'validation'


class Page(HTMLParser):
    def __init__(self, source):
        super().__init__()
        self.images, self.links = [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.links += [values[name] for name in ('src', 'href') if name in values]
        if tag == 'img':
            self.images.append(values['alt'])


def test_the_page_shows_figures_of_each_band_and_the_best_and_worst_chips():
    results, _, source, _ = judged()
    page = Page(source)
    assert all(link.startswith('data:image/') for link in page.links)
    assert page.images.count('difference') == page.images.count('generated') == 2
    for text in (f'{results["MAE"]:.4g}', f'{results["PSNR"]:.2f} dB', 'band 3', 'target range 0 to 255', 'rough idea'):
        assert text in source


def test_a_dataset_with_another_scaling_is_judged_in_that_of_the_model(tmp_path):
    folder = new_folder('sixteen')
    values = [noise(1, 2 * SIZE, 2 * SIZE, seed=seed, low=100, high=900, dtype='uint16') for seed in (1, 2)]
    a, b = (write_raster(folder / f'{name}.tif', image) for name, image in zip('ab', values, strict=True))
    domain = replace(measured(1, 'uint16'), scaling=(Scaling(0, 2000),))
    model = write_model(folder / 'm.safetensors', card(domain, domain))
    listener, dataset = Listener(), exported(a, b)
    results, table, _ = evaluated(tmp_path, model, dataset, listener)
    assert any('scaled as in the training of the model' in info for info in listener.infos)
    pairs = [
        [rasterio.open(dataset / side / f'{name}.tif').read().astype(float) for side in 'AB']
        for name in validation_names(dataset)
    ]
    assert results['COPY_MAE'] == pytest.approx(np.mean([np.abs(a - b).mean() for a, b in pairs]), rel=1e-5)
    assert 'mae_band_1' not in table.columns


def test_classes_are_judged_by_accuracy(tmp_path):
    folder = new_folder('classes')
    a = write_raster(folder / 'a.tif', noise(3, 3 * SIZE, 3 * SIZE))
    b = write_raster(folder / 'b.tif', blocks(3 * SIZE, 3 * SIZE), palette=LEGEND.colormap())
    dataset = exported(a, b)
    b_domain = SatganFolder(dataset).dataset.b
    model = write_model(folder / 'm.safetensors', card(measured(3), b_domain))
    results, table, page = evaluated(tmp_path, model, dataset)
    hits = []
    for name in validation_names(dataset):
        image = applied(model, dataset / 'A' / f'{name}.tif', tmp_path / f'{name}.tif')
        hits.append((image == rasterio.open(dataset / 'B' / f'{name}.tif').read()).mean())
    assert results['ACCURACY'] == pytest.approx(np.mean(hits))
    assert sorted(table['accuracy']) == pytest.approx(sorted(hits))
    assert {'MAJORITY_ACCURACY', 'LINEAR_ACCURACY'} <= results.keys()
    assert 'COPY_MAE' not in results
    assert '<h2>Classes</h2>' in page


def test_a_place_without_some_of_the_classes_will_do(tmp_path):
    model = write_model(tmp_path / 'm.safetensors', card(classed(), measured(3)))
    folder = new_folder('two classes')
    palette = {value: (*colour, 255) for value, colour in zip(LEGEND.values[:2], LEGEND.colours[:2], strict=True)}
    a = write_raster(folder / 'a.tif', blocks(2 * SIZE, 2 * SIZE, values=(0, 1)), palette=palette)
    b = write_raster(folder / 'b.tif', noise(3, 2 * SIZE, 2 * SIZE))
    dataset = exported(a, b)
    name = validation_names(dataset)[0]
    image = applied(model, dataset / 'A' / f'{name}.tif', tmp_path / 'applied.tif').astype(float)
    with rasterio.open(dataset / 'B' / f'{name}.tif') as real:
        expected = np.abs(image - real.read()).mean()
    assert evaluated(tmp_path, model, dataset)[0]['MAE'] == pytest.approx(expected, abs=0.5)


@pytest.mark.parametrize(
    ('model_card', 'more', 'match'),
    [
        (card(measured(4), measured(3)), {}, r'A of .* holds 3 bands, but the model was trained with 4 bands'),
        (card(measured(3), classed()), {}, r'B of .* holds 3 bands, but .* the classes 0, 1, 2, 7'),
        (card(measured(3), measured(3, 'uint16')), {}, 'B of .* holds uint8 values, but the model makes uint16'),
        (card(measured(3), measured(3), name='unet256'), {}, '128 pixels, but unet256 needs a multiple of 256'),
        (card(measured(3), measured(3)), {'split': 'test'}, 'has no test chips. Choose another part'),
        (
            card(measured(3), measured(3)),
            {'feature_extractor': __file__},
            r'test_evaluate_model.py cannot be read: it is no ONNX',
        ),
        (card(measured(3), measured(3)), {'output': 'judged.shp'}, r'cannot be written to judged.shp. .*\.gpkg'),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written(tmp_path, model_card, more, match):
    model = write_model(tmp_path / 'm.safetensors', model_card)
    job = {'job': 'evaluatemodel', 'model': str(model), 'dataset': str(few_chips()), 'split': 'validation'}
    job |= {'output': str(tmp_path / 'j.gpkg'), 'output_html': str(tmp_path / 'p.html'), 'device': 'cpu'}
    with pytest.raises(SatganError, match=match):
        run_mapping(job | more, Listener())
    assert list(tmp_path.iterdir()) == [model]


def test_a_model_from_noise_is_refused_with_what_to_use_it_for(tmp_path):
    model = tmp_path / 'noise.safetensors'
    save_model(model, {'weight': torch.zeros(1)}, card(NO_CONDITION, measured(3), kind='dcgan'))
    with pytest.raises(SatganError, match=r'makes chips out of noise .* Use it with "Generate chips"'):
        evaluated(tmp_path, model, few_chips())
    assert list(tmp_path.iterdir()) == [model]


def mean_of_bands(path):
    with rasterio.open(path) as raster:
        return raster.read().mean(axis=(1, 2)) / 255


@pytest.mark.parametrize('make_model', [rgb_model, lambda: two_ways(measured(3), measured(3))])
def test_generated_and_real_chips_are_compared_as_sets(tmp_path, make_model):
    model = make_model()
    extractor, listener = mean_colours(tmp_path / 'extractor.onnx'), Listener()
    results, _, page = evaluated(tmp_path, model, few_chips(), listener, feature_extractor=str(extractor))
    names = validation_names(few_chips())
    for name in names:
        applied(model, few_chips() / 'A' / f'{name}.tif', tmp_path / f'{name}.tif')
    fake = np.array([mean_of_bands(tmp_path / f'{name}.tif') for name in names])
    real = np.array([mean_of_bands(few_chips() / 'B' / f'{name}.tif') for name in names])
    # Of two chips each the covariances are of rank 1: the trace of their root is a product of two lengths.
    lengths = [np.linalg.norm(each[0] - each[1]) / 2**0.5 for each in (fake, real)]
    across = abs((fake[0] - fake[1]) @ (real[0] - real[1])) / 2
    expected = ((fake.mean(axis=0) - real.mean(axis=0)) ** 2).sum() + sum(np.square(lengths)) - 2 * across
    assert results['FID'] == pytest.approx(expected, rel=1e-3)
    assert {'FID', 'KID', 'KID_STD'} <= results.keys() <= {result.name for result in EvaluateModel.results}
    [warning] = [warning for warning in listener.warnings if 'FID' in warning]
    assert 'measured on 2 chips' in warning
    for text in (f'<b>{results["FID"]:.4g}</b>', f'{results["KID"]:.3g} ± ', warning, str(extractor)):
        assert text in page


def test_without_a_feature_extractor_there_is_no_word_of_it():
    results, _, page, listener = judged()
    assert not {'FID', 'KID', 'KID_STD'} & results.keys()
    assert not any('FID ' in text for text in (page, *listener.infos, *listener.warnings))


def test_a_single_chip_is_no_set(tmp_path):
    extractor = mean_colours(tmp_path / 'extractor.onnx')
    folder = new_folder('two')
    a, b = (write_raster(folder / f'{name}.tif', noise(3, SIZE, 2 * SIZE)) for name in 'ab')
    dataset = exported(a, b, validation=0.5)
    with pytest.raises(SatganError, match='FID and KID compare sets of chips, but there is 1 to judge by'):
        evaluated(tmp_path, rgb_model(), dataset, feature_extractor=str(extractor))
    assert list(tmp_path.iterdir()) == [extractor]


def test_a_page_that_cannot_be_written_leaves_no_layer(tmp_path):
    (tmp_path / 'file').touch()
    with pytest.raises(SatganError, match='file cannot be written to'):
        evaluated(tmp_path, rgb_model(), few_chips(), output_html=str(tmp_path / 'file' / 'page.html'))
    assert [path.name for path in tmp_path.iterdir()] == ['file']


def test_chips_are_counted_in_words(tmp_path):
    folder = new_folder('two')
    a, b = (write_raster(folder / f'{name}.tif', noise(3, SIZE, 2 * SIZE)) for name in 'ab')
    listener = Listener()
    evaluated(tmp_path, rgb_model(), exported(a, b, validation=0.5), listener)
    assert any(text.startswith('1 validation chip: MAE ') for text in listener.infos)


def test_another_pixel_size_and_training_chips_are_warned_of(tmp_path):
    model = write_model(tmp_path / 'm.safetensors', card(measured(3), measured(3), ground_pixel_size=2.0))
    listener = Listener()
    results, _, _ = evaluated(tmp_path, model, few_chips(), listener, split='train')
    assert results['CHIP_COUNT'] == 7
    assert any('things will come out in the wrong size' in warning for warning in listener.warnings)
    assert any('it looks better here than it is' in warning for warning in listener.warnings)


def test_cancel_leaves_nothing(tmp_path):
    with pytest.raises(Cancelled):
        evaluated(tmp_path, rgb_model(), few_chips(), Listener(stop_at='Judging'))
    assert list(tmp_path.iterdir()) == []
