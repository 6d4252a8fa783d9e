"""Stands in for the engine: speaks the protocol as its first argument says, and notes down how it was started.

Run as `fake_engine.py MODE RECORD_FOLDER -m core serve`.
"""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from osgeo import gdal, ogr, osr

MODE, RECORD = sys.argv[1], Path(sys.argv[2])


def send(type, **content):
    print(json.dumps({'type': type, **content}, ensure_ascii=False), flush=True)


def partial_of(path):
    partial = Path(path).with_name(f'.partial-{Path(path).name}')
    partial.write_bytes(b'half')


def wait_for_ever():
    while True:
        signal.pause()


def main():
    (RECORD / 'pid').write_text(str(os.getpid()))
    if MODE == 'silent':
        sys.exit('No module named core')
    send('hello', protocol=999 if MODE == 'protocol' else 1, version='0.1.0')
    request = json.loads(sys.stdin.readline())
    job = request['job']
    (RECORD / 'record.json').write_text(
        json.dumps({'argv': sys.argv[3:], 'environment': dict(os.environ), 'folder': os.getcwd(), 'request': request})
    )
    with (RECORD / 'jobs.jsonl').open('a') as jobs:
        jobs.write(json.dumps(job) + '\n')
    globals().get(f'mode_{MODE}', mode_ok)(job)


def mode_ok(job, **results):
    send('progress', percent=50, text='Half-way')
    if job['job'] in ('applymodel', 'fillgaps'):
        Path(job['output']).parent.mkdir(exist_ok=True)
        shutil.copy(job['input'], job['output'])
    send('result', results={'FROM_ENGINE': job['job']} | results)


def mode_whole(job, **results):
    """Leaves something of the right kind at each output, so that it can be loaded or the next step of a model can run."""
    for name, path in job.items():
        if path and (name.startswith('output') or name == 'chips_layer'):
            write(Path(path), job['job'])
    if job['job'].startswith('train'):
        run = Path(job['output'])
        (run / 'model.safetensors').touch()
        write(run / 'report.html', job['job'])
        results |= {'MODEL': str(run / 'model.safetensors'), 'REPORT': str(run / 'report.html')}
    send('result', results={'FROM_ENGINE': job['job'], 'FILLED_COUNT': 1} | results)


def write(path, job):
    path.parent.mkdir(exist_ok=True)
    if path.suffix == '.tif':
        write_raster(path, has_classes=job in ('rasterizefootprints', 'kmeanssegmentation'))
    elif path.suffix == '.gpkg':
        write_polygons(path)
    elif path.suffix:
        path.write_text('<html></html>')
    else:
        path.mkdir()
        (path / 'dataset.json').touch()


def write_raster(path, has_classes):
    raster = gdal.GetDriverByName('GTiff').Create(str(path), 32, 32, 1 if has_classes else 3)
    raster.SetGeoTransform((450000.0, 0.5, 0.0, 30000.0, 0.0, -0.5))
    raster.SetProjection(utm().ExportToWkt())
    if has_classes:
        colours = gdal.ColorTable()
        colours.SetColorEntry(1, (200, 0, 0, 255))
        raster.GetRasterBand(1).SetColorTable(colours)
    raster.GetRasterBand(1).WriteRaster(0, 0, 1, 1, b'\x01')


def write_polygons(path):
    """With the fields of footprints, of chip outlines and of judged chips."""
    package = ogr.GetDriverByName('GPKG').CreateDataSource(str(path))
    layer = package.CreateLayer(path.stem, utm(), ogr.wkbPolygon)
    for name, kind in (('kind', ogr.OFTString), ('split', ogr.OFTString), ('mae', ogr.OFTReal)):
        layer.CreateField(ogr.FieldDefn(name, kind))
    for number, part in enumerate(('train', 'validation', 'test')):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature['kind'], feature['split'], feature['mae'] = 'a', part, float(number)
        left = 450000 + 5 * number
        feature.SetGeometry(
            ogr.CreateGeometryFromWkt(f'POLYGON(({left} 29990,{left + 3} 29990,{left} 29993,{left} 29990))')
        )
        layer.CreateFeature(feature)


def utm():
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32636)
    return reference


def mode_filled(job):
    mode_ok(job, FILLED_COUNT=7)


def mode_nogaps(job):
    mode_ok(job, FILLED_COUNT=0)


def mode_garbage(job):
    print('WARNING: a library talks', flush=True)
    print('[1, 2, 3]', flush=True)
    print('{"no": "type"}', flush=True)
    sys.stdout.buffer.write(b'\xff\xfe not UTF-8\n')
    sys.stdout.buffer.flush()
    mode_ok(job)


def mode_stderr(job):
    for _ in range(10 * 1024):
        sys.stderr.write('x' * 1023 + '\n')
    mode_ok(job)


def mode_words(job):
    send('log', level='info', text='Größe 北京 ✓')
    send('log', level='warning', text='achtung')
    mode_ok(job)


def mode_error(job):
    send('error', code='data', message='The rasters do not overlap.', hint='Choose others.')
    sys.exit(1)


def mode_killed(job):
    partial_of(job['output'])
    os.kill(os.getpid(), signal.SIGKILL)


def mode_crash(job):
    partial_of(job['output'])
    sys.stderr.write('first words\n' + 'x' * 5000 + '\nlast words')
    sys.exit(3)


def mode_stubborn(job):
    """Ignores termination, and so does the helper that it starts."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    helper = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])
    (RECORD / 'helper').write_text(str(helper.pid))
    partial_of(job['output'])
    send('progress', percent=1, text='Started')
    wait_for_ever()


def mode_orphaning(job):
    """Dies and leaves a helper, which holds the standard output open."""
    helper = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])
    (RECORD / 'helper').write_text(str(helper.pid))
    os.kill(os.getpid(), signal.SIGKILL)


def mode_warm(job):
    """Answers requests until its input ends, each with its own number."""
    for number, line in enumerate(itertools.chain([json.dumps({'job': job})], sys.stdin), start=1):
        mode_ok(json.loads(line)['job'], NUMBER=number)


def mode_gated(job):
    """Answers requests, each when somebody has written into the named pipe `gate`."""
    for line in itertools.chain([json.dumps({'job': job})], sys.stdin):
        (RECORD / 'gate').read_text()
        mode_ok(json.loads(line)['job'])


def mode_lingering(job):
    """Gives its result and does not end."""
    mode_ok(job)
    wait_for_ever()


if __name__ == '__main__':
    main()
