"""The engine as QGIS sees it: where its Python is, how it is made, started, listened to and stopped."""
