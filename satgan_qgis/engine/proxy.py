"""The proxy of the QGIS settings."""

from __future__ import annotations

from qgis.core import QgsNetworkAccessManager, QgsSettings

from .environment import Proxy


def qgis_proxy() -> Proxy:
    """Return the proxy of the QGIS settings, with its login where that is kept as an authentication configuration."""
    settings = QgsSettings()
    if not settings.value('proxy/proxyEnabled', False, type=bool):
        return Proxy()
    keys = ('proxyType', 'proxyHost', 'proxyPort', 'proxyUser', 'proxyPassword', 'noProxyUrls')
    kind, host, port, user, password, excluded = (_as_text(settings.value(f'proxy/{key}', '')) for key in keys)
    if settings.value('proxy/authcfg', ''):
        configured = QgsNetworkAccessManager.instance().fallbackProxy()
        user, password = configured.user(), configured.password()
    return Proxy(kind, host, port, user, password, excluded)


def _as_text(value: object) -> str:
    return ','.join(map(str, value)) if isinstance(value, list) else str(value or '')
