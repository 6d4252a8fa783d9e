"""The text for an issue, which tells nobody who wrote it."""

from pathlib import Path

import pytest
from qgis.core import QgsProcessingFeedback, QgsSettings


@pytest.fixture
def diagnostics(no_engine):
    from satgan.satgan_qgis.engine import diagnostics

    return diagnostics


@pytest.fixture
def home(monkeypatch):
    monkeypatch.setattr(Path, 'home', lambda: Path('/home/erika'))


@pytest.mark.parametrize(
    ('text', 'told'),
    [
        ('/home/erika/.local/share/QGIS', '~/.local/share/QGIS'),
        ('in /home/erika.', 'in ~.'),
        ('/home/erika2/x', '/home/erika2/x'),
        ('/media/erika/disk', '/media/user/disk'),
        (r'C:\Users\erika\AppData', r'C:\Users\user\AppData'),
        ('erika is a word', 'erika is a word'),
        ('https://me:p%40ss@proxy.example:8080/simple', 'https://***@proxy.example:8080/simple'),
        ('Looking in indexes: https://token@wheels.example', 'Looking in indexes: https://***@wheels.example'),
        ('user@example.org https://example.org/a@b', 'user@example.org https://example.org/a@b'),
        ('said hush-hush to the proxy', 'said *** to the proxy'),
    ],
)
def test_names_and_passwords_are_left_out(diagnostics, home, text, told):
    assert diagnostics.redacted(text, 'hush-hush') == told


def test_versions_system_and_engine_are_told(diagnostics, home):
    settings = QgsSettings()
    for key, value in (('Enabled', True), ('Type', 'Socks5Proxy'), ('Host', 'h'), ('Password', 'hush-hush')):
        settings.setValue(f'proxy/proxy{key}', value)
    try:
        text = diagnostics.diagnostics(QgsProcessingFeedback(False), ['ERROR: hush-hush', 'in /home/erika/x'])
    finally:
        settings.remove('proxy')
    assert text.startswith('----- SatGAN diagnostics -----\nSatGAN 0.1.0, QGIS 3.')
    assert 'Proxy in QGIS: Socks5Proxy' in text
    assert 'engine is not installed' in text
    assert text.endswith('Last lines of the installation\n  ERROR: ***\n  in ~/x\n----- end -----')


def test_login_of_the_proxy_may_be_an_authentication_configuration(diagnostics, monkeypatch):
    from qgis.PyQt.QtNetwork import QNetworkProxy
    from satgan.satgan_qgis.engine import proxy

    class Manager:
        def fallbackProxy(self):
            return QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, 'h', 1, 'erika', 'hush-hush')

    settings = QgsSettings()
    for key, value in (('proxyEnabled', True), ('proxyHost', 'h'), ('authcfg', 'a1b2c3d')):
        settings.setValue(f'proxy/{key}', value)
    monkeypatch.setattr(proxy.QgsNetworkAccessManager, 'instance', Manager)
    try:
        found = proxy.qgis_proxy()
    finally:
        settings.remove('proxy')
    assert (found.host, found.user, found.password) == ('h', 'erika', 'hush-hush')
