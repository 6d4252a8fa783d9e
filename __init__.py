"""SatGAN, a QGIS plugin: turns rasters into georeferenced synthetic rasters with GANs."""


def classFactory(iface):
    """Return the plugin; QGIS calls this when it loads the plugin."""
    from .satgan_qgis.plugin import SatganPlugin

    return SatganPlugin(iface)
