"""The QGIS side of SatGAN: a Processing provider that hands jobs to the engine, which runs in a Python of its own."""
