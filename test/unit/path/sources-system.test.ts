import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseGsettings } from '../../../src/path/sources/gnome.ts';
import { parseKioslaverc } from '../../../src/path/sources/kde.ts';
import { parseScutil } from '../../../src/path/sources/macos.ts';
import { parseInternetSettings } from '../../../src/path/sources/windows.ts';

describe('sources: GNOME', () => {
  const sample = (mode: string): string => `org.gnome.system.proxy autoconfig-url 'http://wpad.test/p.pac'
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1']
org.gnome.system.proxy mode '${mode}'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.ftp host ''
org.gnome.system.proxy.ftp port 0
org.gnome.system.proxy.http authentication-password 'hunter22'
org.gnome.system.proxy.http enabled false
org.gnome.system.proxy.http host '192.0.2.1'
org.gnome.system.proxy.http port 3128
org.gnome.system.proxy.https host '2001:db8::7'
org.gnome.system.proxy.https port 3129
org.gnome.system.proxy.socks host ''
org.gnome.system.proxy.socks port 0
`;

  it('reads a manual proxy', () => {
    assert.deepEqual(parseGsettings(sample('manual')), {
      store: 'gnome', mode: 'manual', http: 'http://192.0.2.1:3128', https: 'http://[2001:db8::7]:3129',
      pacUrl: 'http://wpad.test/p.pac', bypass: ['localhost', '127.0.0.0/8', '::1'],
    });
  });

  it('tells the modes apart', () => {
    assert.equal(parseGsettings(sample('none')).mode, 'none');
    assert.equal(parseGsettings(sample('auto')).mode, 'automatic');
    assert.equal(parseGsettings('').store, 'none');
  });
});

describe('sources: KDE', () => {
  it('reads a manual proxy', () => {
    const text = '[Other]\nProxyType=2\n\n[Proxy Settings]\nNoProxyFor=localhost,.internal\nProxyType=1\nhttpProxy=http://192.0.2.1 3128\nhttpsProxy=http://192.0.2.2:3129\nsocksProxy=socks://192.0.2.3 1080\n';
    assert.deepEqual(parseKioslaverc(text), {
      store: 'kde', mode: 'manual', http: 'http://192.0.2.1:3128', https: 'http://192.0.2.2:3129', socks: 'socks://192.0.2.3:1080',
      bypass: ['localhost', '.internal'],
    });
  });

  it('reads PAC, and variables count as none of its own', () => {
    assert.deepEqual(parseKioslaverc('[Proxy Settings]\nProxyType=2\nProxy Config Script=http://wpad.test/p.pac\n'), {
      store: 'kde', mode: 'automatic', pacUrl: 'http://wpad.test/p.pac', bypass: [],
    });
    assert.equal(parseKioslaverc('[Proxy Settings]\nProxyType=4\nhttpProxy=HTTP_PROXY\n').mode, 'none');
    assert.equal(parseKioslaverc('').mode, 'none');
  });
});

describe('sources: macOS', () => {
  it('reads a manual proxy with exceptions, and not the nested interfaces', () => {
    const text = `<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
  }
  ExcludeSimpleHostnames : 1
  HTTPEnable : 1
  HTTPPort : 3128
  HTTPProxy : 192.0.2.1
  HTTPSEnable : 0
  SOCKSEnable : 1
  SOCKSPort : 1080
  SOCKSProxy : 192.0.2.3
  __SCOPED__ : <dictionary> {
    en0 : <dictionary> {
      HTTPProxy : 192.0.2.9
    }
  }
}
`;
    assert.deepEqual(parseScutil(text), {
      store: 'macos', mode: 'manual', http: 'http://192.0.2.1:3128', socks: 'socks5://192.0.2.3:1080',
      bypass: ['*.local', '169.254/16', '<local>'],
    });
  });

  it('reads PAC and nothing', () => {
    const pac = '<dictionary> {\n  ProxyAutoConfigEnable : 1\n  ProxyAutoConfigURLString : http://wpad.test/p.pac\n}\n';
    assert.deepEqual(parseScutil(pac), { store: 'macos', mode: 'automatic', pacUrl: 'http://wpad.test/p.pac', bypass: [] });
    assert.equal(parseScutil('<dictionary> {\n  FTPPassive : 1\n}\n').mode, 'none');
  });
});

describe('sources: Windows', () => {
  const output = (lines: string): string =>
    `\r\nHKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings\r\n    User Agent    REG_SZ    Mozilla/4.0\r\n${lines}\r\n\r\n`;

  it('reads one proxy for all', () => {
    const text = output('    ProxyEnable    REG_DWORD    0x1\r\n    ProxyServer    REG_SZ    127.0.0.1:7890\r\n    ProxyOverride    REG_SZ    localhost;127.*;<local>');
    assert.deepEqual(parseInternetSettings(text), {
      store: 'windows', mode: 'manual', http: 'http://127.0.0.1:7890', https: 'http://127.0.0.1:7890',
      bypass: ['localhost', '127.*', '<local>'],
    });
  });

  it('reads one a scheme', () => {
    const text = output('    ProxyEnable    REG_DWORD    0x1\r\n    ProxyServer    REG_SZ    http=192.0.2.1:80;https=http://192.0.2.2:81;socks=192.0.2.3:1080');
    assert.deepEqual(parseInternetSettings(text), {
      store: 'windows', mode: 'manual', http: 'http://192.0.2.1:80', https: 'http://192.0.2.2:81', socks: 'socks4://192.0.2.3:1080', bypass: [],
    });
  });

  it('a proxy that is switched off is none; a script is automatic', () => {
    assert.equal(parseInternetSettings(output('    ProxyEnable    REG_DWORD    0x0\r\n    ProxyServer    REG_SZ    127.0.0.1:7890')).mode, 'none');
    const pac = parseInternetSettings(output('    AutoConfigURL    REG_SZ    http://wpad.test/p.pac'));
    assert.deepEqual([pac.mode, pac.pacUrl], ['automatic', 'http://wpad.test/p.pac']);
  });
});

describe('sources: desktop parsers', () => {
  it('take any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'proxy.=:\'"\\[]<>{} 01\n\r\t') }), (any, likely) => {
        for (const text of [any, likely]) {
          parseGsettings(`org.gnome.system.proxy mode ${text}`);
          parseKioslaverc(`[Proxy Settings]\n${text}`);
          parseScutil(text);
          parseInternetSettings(`    ProxyServer    REG_SZ    ${text}`);
        }
      }),
    );
  });
});
