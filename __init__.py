"""SatGAN, a QGIS plugin: turns rasters into georeferenced synthetic rasters with GANs."""

import sys


def classFactory(iface):
    """Return the plugin; QGIS calls this when it loads the plugin."""
    if sys.version_info < (3, 10):  # noqa: UP036 - QGIS brings the Python, whatever the engine needs
        raise RuntimeError(
            'SatGAN needs a QGIS with Python 3.10 or newer; this one has {}.{}, as older ones for Mac have. Install a '
            'newer QGIS.'.format(*sys.version_info[:2])
        )
    from .satgan_qgis.plugin import SatganPlugin

    return SatganPlugin(iface)
