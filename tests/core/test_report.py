"""The training report: a page that needs nothing else, and says what was measured and how."""

import base64
import html
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
import torch
from PIL import Image

from core.training.baselines import Baseline
from core.training.comparison import Comparison
from core.training.metrics import Metrics
from core.training.report import write_report
from core.training.runfolder import RunFolder
from core.training.sheets import write_sheet
from tests.core.models_made import card, classed, measured

TRAINING = {
    'job': {'job': 'trainpix2pix', 'gan_loss': 'vanilla', 'epochs': 3, 'seed': 11},
    'epochs_done': 3,
    'split': 'blocks',
    'device': 'cpu',
    'precision': 'fp32',
    'figures': {},
}
CHIPS = {'train': 40, 'validation': 5, 'test': 2}


def compared(target, names=('MEAN', 'LINEAR'), errors=(0.5, 0.25, 0.125)) -> Comparison:
    """Return figures of a model and of trivial ones that are off by so much in all pixels."""
    scores = []
    for error in errors:
        metrics, shape = Metrics(target), (1, target.channels, 16, 16)
        real = torch.full(shape, -1.0)
        real[:, 0] = 1
        metrics.update(real - error * real.sign(), real, torch.ones(1, 1, 16, 16, dtype=torch.bool))
        scores.append(metrics.scores())
    weights = np.zeros((target.channels, 1))
    baselines = [Baseline(name, f'what {name} makes', weights, weights[:, 0]) for name in names]
    return Comparison(scores[0], list(zip(baselines, scores[1:], strict=True)), {'chip': scores[0]})


def history(epochs: int, *, scores: bool = True) -> list[dict[str, float]]:
    rows = []
    for epoch in range(1, epochs + 1):
        row = {'epoch': epoch, 'G_L1': 50 / epoch, 'D_fake': 0.7, 'D_real': 0.6, 'G_GAN': 0.8, 'seconds': 2.5}
        rows.append(row | ({'MAE': 20.0 / epoch, 'PSNR': 18 + epoch / 7, 'SSIM': 0.5} if scores else {}))
    return rows


class Page(HTMLParser):
    """What a browser would load, and the text."""

    def __init__(self, source: str):
        super().__init__()
        self.links: list[str] = []
        self.images: dict[str, str] = {}
        self.tags: list[str] = []
        self.text = ''
        self.feed(source)
        self.text = ' '.join(self.text.split())

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append(tag)
        self.links += [values[name] for name in ('src', 'href', 'srcset', 'data') if name in values]
        if tag == 'img':
            self.images[values['alt']] = values['src']

    def handle_data(self, data):
        self.text += ' ' + data

    def picture(self, alt: str) -> bytes:
        return base64.b64decode(self.images[alt].partition('base64,')[2])


def page(folder, *, rows=None, sheets=(1, 2, 3), chips=None, target=None, comparison=None, **more) -> Page:
    run = RunFolder(folder)
    for epoch in sheets:
        write_sheet(run.sheet(epoch), [[np.full((32, 32, 3), epoch, dtype=np.uint8)]], ['input'])
    model_card = card(measured(3), target or measured(3), training=TRAINING | more)
    write_report(run, model_card, rows or history(3), chips or CHIPS, comparison)
    return Page(run.report.read_text(encoding='utf-8'))


def test_the_page_needs_nothing_from_elsewhere(tmp_path):
    made = page(tmp_path)
    assert made.links
    assert all(link.startswith('data:image/') for link in made.links)
    assert not {'link', 'iframe', 'object'} & set(made.tags)
    for alt in made.images:
        content = made.picture(alt)
        assert b'href="http' not in content
        assert content[8:12] == b'WEBP' or ET.fromstring(content).tag.endswith('svg')


def test_the_figures_are_shown_with_their_range(tmp_path):
    target = measured(2, 'int16', low=-20, high=900, units=('m', 'm'))
    comparison = compared(target)
    text = page(tmp_path, target=target, comparison=comparison).text
    assert '230 MAE (target range -20 to 900 m)' in text  # a quarter of 920
    assert '12.04 dB PSNR' in text  # 20 log10 of 4
    assert f'{comparison.model.ssim:.3f} SSIM' in text
    assert '5 validation chips that it was not trained on (split: blocks)' in text
    assert 'So few chips give a rough idea only.' in text
    assert '3 epochs in 8 s on cpu (fp32)' in text
    assert '"seed": 11' in text


def test_trivial_models_stand_in_the_same_table_and_the_best_is_bold(tmp_path):
    target = measured(3)
    page(tmp_path, comparison=compared(target))
    table = re.sub(r'\s+', ' ', (tmp_path / 'report.html').read_text(encoding='utf-8'))
    assert '<tr><td>this model</td><td>63.75</td>' in table
    assert '<tr><td>what MEAN makes</td><td>31.88</td>' in table
    assert '<tr><td>what LINEAR makes</td><td><b>15.94</b></td>' in table
    assert 'not better than a trivial one, what LINEAR makes: MAE 63.75 against 15.94.' in table


def test_a_model_that_wins_is_not_blamed(tmp_path):
    made = page(tmp_path, comparison=compared(measured(3), errors=(0.125, 0.25, 0.5)))
    assert 'not better than a trivial' not in made.text


def test_bands_and_classes_have_figures_of_their_own(tmp_path):
    text = page(tmp_path / 'bands', comparison=compared(measured(2, names=('near', 'far')))).text
    assert 'near 63.75 63.75' in text
    text = page(tmp_path / 'classes', target=classed(), comparison=compared(classed(), ('MAJORITY', 'LINEAR'))).text
    assert 'background 100.0% 1.000 1.000' in text
    assert 'water 0.0% – –' in text  # noqa: RUF001


def test_other_gans_show_their_own_figures_and_losses(tmp_path):
    rows = [{'epoch': epoch, 'cycle_A': 2 / epoch, 'G_A': 0.5, 'MAE': 9.5, 'seconds': 1.0} for epoch in (1, 2, 3)]
    made = page(tmp_path, rows=rows)
    assert '9.500 Validation MAE (target units)' in made.text
    svg = made.picture('Losses over the epochs')
    assert b'<!-- cycle_A -->' in svg
    assert b'<!-- MAE -->' not in svg
    assert 'MAE over the epochs' in made.images
    assert 'Beside trivial models' not in made.text


def test_the_job_can_be_run_again_as_it_stands(tmp_path):
    page(tmp_path)
    source = (tmp_path / 'report.html').read_text(encoding='utf-8')
    job = json.loads(html.unescape(re.search(r'<pre id="job">(.*?)</pre>', source, re.DOTALL)[1]))
    assert job == TRAINING['job'] | {'output': 'another folder'}


def test_the_epoch_of_the_model_file_is_told(tmp_path):
    assert 'The model file holds the last epoch.' in page(tmp_path / 'last').text
    best = page(tmp_path / 'second', epochs_done=2).text
    assert 'The model file holds epoch 2, the best one: MAE 10, PSNR 18.29 dB, SSIM 0.500.' in best
    assert '3 epochs in 8 s' in best


def test_many_chips_need_no_apology(tmp_path):
    chips = CHIPS | {'validation': 30}
    assert 'rough idea' not in page(tmp_path, chips=chips, comparison=compared(measured(3))).text


def test_bands_of_different_units_show_no_unit(tmp_path):
    target = measured(2, units=('m', 'degree'))
    assert '(target range 0 to 255)' in page(tmp_path, target=target, comparison=compared(target)).text


def test_classes_are_not_called_units(tmp_path):
    text = page(tmp_path, target=classed(), comparison=compared(classed())).text
    assert 'MAE (share of each class, 0 to 1)' in text
    assert 'a small MAE is easy to reach' in text
    assert '4 classes, uint8' in text


def test_without_validation_chips_the_page_says_so(tmp_path):
    made = page(tmp_path, rows=history(3, scores=False), chips=CHIPS | {'validation': 0})
    assert 'has no validation chips' in made.text
    assert 'MAE' not in made.text
    assert 'Training chips.' in made.text
    assert 'MAE over the epochs' not in made.images


def test_synthetic_pictures_are_called_synthetic(tmp_path):
    assert 'is synthetic' in page(tmp_path).text


@pytest.mark.parametrize(
    ('sheets', 'shown'),
    [
        ((7,), [7]),
        ((1, 2), [2, 1]),
        (range(1, 13), range(12, 0, -1)),
        (range(1, 41), [40, 36, 33, 29, 26, 22, 19, 15, 12, 8, 5, 1]),
    ],
)
def test_some_sheets_are_shown_the_newest_first(tmp_path, sheets, shown):
    made = page(tmp_path, sheets=sheets)
    alts = [alt for alt in made.images if alt.startswith('Sample sheet')]
    assert alts == [f'Sample sheet of epoch {epoch}' for epoch in shown]
    for alt, epoch in zip(alts, shown, strict=True):
        shown_sheet, sheet = (
            Image.open(it) for it in (io.BytesIO(made.picture(alt)), RunFolder(tmp_path).sheet(epoch))
        )
        np.testing.assert_allclose(np.asarray(shown_sheet), np.asarray(sheet), atol=40)
        assert shown_sheet.getpixel((100, 100)) == pytest.approx((epoch,) * 3, abs=2)
    assert f'max="{len(shown)}"' in (tmp_path / 'report.html').read_text(encoding='utf-8')


def points(svg: bytes) -> list[np.ndarray]:
    """Return the places, (n, 2), of each curve of a picture."""
    lines = re.findall(rb'<g id="line2d_\d+">\s*<path d="([^"]+)" clip-path="[^"]+" style="fill: none; stroke: #', svg)
    curves = [np.array(re.findall(rb'[ML] ([\d.]+) ([\d.]+)', line), dtype=float) for line in lines]
    return [curve for curve in curves if len(curve) > 2 or np.ptp(curve[:, 0]) * np.ptp(curve[:, 1])]


def test_curves_follow_the_figures(tmp_path):
    made = page(tmp_path, rows=history(9))
    [curve] = points(made.picture('MAE over the epochs'))
    assert len(curve) == 9
    assert np.allclose(np.diff(curve[:, 0]), curve[1, 0] - curve[0, 0], atol=1e-3)
    heights = (curve[:, 1].max() - curve[:, 1]) / np.ptp(curve[:, 1])  # down is up in an SVG
    expected = (20 / np.arange(1, 10) - 20 / 9) / (20 - 20 / 9)
    np.testing.assert_allclose(heights, expected, atol=1e-3)


def test_all_losses_are_shown_and_named(tmp_path):
    rows = [row | {'G_SSIM': 3 / row['epoch'], 'G_features': 2.0, 'G_perceptual': 1.0} for row in history(9)]
    svg = page(tmp_path, rows=rows).picture('Losses over the epochs')
    assert len(points(svg)) == 7
    for name in (b'G_GAN', b'G_L1', b'G_SSIM', b'G_features', b'G_perceptual', b'D_real', b'D_fake'):
        assert b'<!-- ' + name + b' -->' in svg


def test_losses_below_zero_are_shown(tmp_path):
    rows = [{'G_GAN': 0} | row | {'G_GAN': 1 - row['epoch'] / 5} for row in history(9)]
    curves = points(page(tmp_path, rows=rows).picture('Losses over the epochs'))
    steps = np.diff(curves[0][:, 1])
    assert len(curves) == 4
    assert len(steps) == 8
    assert np.allclose(steps, steps[0], atol=1e-3)
    assert steps[0] > 1


def test_without_a_discriminator_nothing_is_said_of_balance(tmp_path):
    rows = [{'epoch': epoch, 'G_L1': 1 / epoch, 'seconds': 1.0} for epoch in (1, 2, 3)]
    made = page(tmp_path, rows=rows, job={'job': 'trainpix2pix', 'gan_loss': 'none'})
    assert 'balance' not in made.text
    assert 'balance' in page(tmp_path).text


def test_long_trainings_make_no_large_pages(tmp_path):
    page(tmp_path / 'short', rows=history(500), sheets=())
    made = page(tmp_path / 'long', rows=history(20000), sheets=())
    sizes = [(tmp_path / name / 'report.html').stat().st_size for name in ('short', 'long')]
    assert sizes[1] < 1.2 * sizes[0] < 1_000_000
    [curve] = points(made.picture('MAE over the epochs'))
    assert len(curve) <= 501
    assert np.ptp(curve[:, 0]) > 250


@pytest.mark.parametrize(
    ('seconds', 'words'), [(0.4, '0 s'), (89, '89 s'), (600, '10 min'), (5370, '1 h 30 min'), (86400, '24 h 0 min')]
)
def test_durations_are_readable(tmp_path, seconds, words):
    rows = [{'epoch': 1, 'G_L1': 1.0, 'seconds': seconds}]
    assert f'in {words} on cpu' in page(tmp_path, rows=rows, epochs_done=1).text


def test_one_epoch_is_one_epoch(tmp_path):
    more = {'chips': CHIPS | {'validation': 1}, 'comparison': compared(measured(3))}
    text = page(tmp_path, rows=history(1), epochs_done=1, **more).text
    assert '1 epoch in' in text
    assert '1 validation chip that' in text


def test_names_from_files_are_only_text(tmp_path):
    target = replace(measured(1), source='<script>alert(1)</script>.tif')
    made = page(tmp_path, target=target)
    assert made.tags.count('script') == 1  # our own
    assert '<script>alert(1)</script>.tif' in made.text


def test_the_same_training_makes_the_same_page(tmp_path):
    page(tmp_path / 'a')
    page(tmp_path / 'b')
    assert (tmp_path / 'a' / 'report.html').read_bytes() == (tmp_path / 'b' / 'report.html').read_bytes()
