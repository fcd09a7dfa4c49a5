import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseGsettings } from '../../../src/path/sources/gnome.ts';
import { parseKioslaverc } from '../../../src/path/sources/kde.ts';
import { parseScutil } from '../../../src/path/sources/macos.ts';
import type { SystemProxy } from '../../../src/path/proxy-settings.ts';
import type { Machine } from '../../../src/path/sources/machine.ts';
import { proxyStore } from '../../../src/path/sources/system.ts';
import { parseInternetSettings, readWindows } from '../../../src/path/sources/windows.ts';

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

  it('what gsettings prints on a fresh Debian 13 (libglib2.0-bin, gsettings-desktop-schemas 48)', () => {
    const text = `org.gnome.system.proxy autoconfig-url ''
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1']
org.gnome.system.proxy mode 'none'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.http authentication-password ''
org.gnome.system.proxy.http authentication-user ''
org.gnome.system.proxy.http enabled false
org.gnome.system.proxy.http host ''
org.gnome.system.proxy.http port 8080
org.gnome.system.proxy.http use-authentication false
org.gnome.system.proxy.https host ''
org.gnome.system.proxy.https port 0
org.gnome.system.proxy.socks host ''
org.gnome.system.proxy.socks port 0
`;
    assert.deepEqual(parseGsettings(text), { store: 'gnome', mode: 'none', bypass: ['localhost', '127.0.0.0/8', '::1'] });
    const set = (lines: string): SystemProxy => parseGsettings(`${text.replace("mode 'none'", "mode 'manual'")}${lines}`);
    assert.equal(set("org.gnome.system.proxy.https host 'p.example'\n").https, 'http://p.example');
    assert.equal(set("org.gnome.system.proxy.http host 'http://u:secret@p.example/'\norg.gnome.system.proxy.http port 3128\n").http, 'http://p.example:3128');
    assert.equal(set("org.gnome.system.proxy.socks host 'socks4://p.example'\norg.gnome.system.proxy.socks port 1080\n").socks, 'socks4://p.example:1080');
    assert.deepEqual(set('org.gnome.system.proxy ignore-hosts @as []\n').bypass, []);
    assert.deepEqual(set(`org.gnome.system.proxy ignore-hosts ["it's", 'a\\\\b']\n`).bypass, ["it's", 'a\\b']);
    const auto = parseGsettings(text.replace("mode 'none'", "mode 'auto'"));
    assert.deepEqual([auto.mode, auto.autoDetect, auto.pacUrl], ['automatic', true, undefined]);
    assert.equal(parseGsettings(text.replace("autoconfig-url ''", "autoconfig-url '/etc/p.pac'")).pacUrl, 'file:///etc/p.pac');
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
      store: 'kde', mode: 'manual', http: 'http://192.0.2.1:3128', https: 'http://192.0.2.2:3129', socks: 'socks5://192.0.2.3:1080',
      bypass: ['localhost', '.internal'],
    });
  });

  it('values as KDE writes them', () => {
    const manual = (lines: string): unknown => {
      const { http, https, socks, mode, bypassReversed } = parseKioslaverc(`[Proxy Settings]\nProxyType=1\n${lines}\n`);
      return [mode, http ?? null, https ?? null, socks ?? null, bypassReversed ?? null];
    };
    // What KDE's settings module wrote, versions 5.115 and 4.8; `//:` is what older ones write for none (kio
    // src/kcms/ktcpsocket, kcm_proxy saveproxy); what Chromium makes of each is in its SettingGetterImplKDE::AddProxy.
    assert.deepEqual(manual('httpProxy=http://proxy.corp.example 8080\nhttpsProxy=http://proxy.corp.example 8443\nsocksProxy='), ['manual', 'http://proxy.corp.example:8080', 'http://proxy.corp.example:8443', null, null]);
    assert.deepEqual(manual('httpProxy=//:\nsocksProxy=socks4://192.0.2.3 1080'), ['manual', null, null, 'socks4://192.0.2.3:1080', null]);
    assert.deepEqual(manual('httpProxy[$e]=192.0.2.1 3128\nReversedException=true'), ['manual', 'http://192.0.2.1:3128', null, null, true]);
    assert.deepEqual(manual('httpsProxy=https://user:secret@192.0.2.2:3129/\nReversedException=0'), ['manual', null, 'http://192.0.2.2:3129', null, null]);
    assert.deepEqual(manual(''), ['none', null, null, null, null]);
  });

  it('names of variables are looked up', () => {
    const text = '[Proxy Settings]\nProxyType=4\nhttpProxy=HTTP_PROXY\nhttpsProxy=MISSING\nNoProxyFor=NO_PROXY\n';
    assert.deepEqual(parseKioslaverc(text, { HTTP_PROXY: 'http://192.0.2.1:3128', NO_PROXY: 'localhost,.internal' }), {
      store: 'kde', mode: 'manual', http: 'http://192.0.2.1:3128', bypass: ['localhost', '.internal'],
    });
  });

  it('a script that is looked for on the network', () => {
    const found = parseKioslaverc('[Proxy Settings]\nProxyType=3\nProxy Config Script=http://old.test/p.pac\n');
    assert.deepEqual([found.mode, found.pacUrl, found.autoDetect], ['automatic', undefined, true]);
    assert.equal(parseKioslaverc('[Proxy Settings]\nProxyType=2\nProxy Config Script=/etc/p.pac\n').pacUrl, 'file:///etc/p.pac');
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

describe('sources: macOS, whole outputs', () => {
  it('settings of single interfaces and domains are not those of the machine', () => {
    // Shape of `scutil --proxy` on macOS 13 with a VPN, as printed by configd's scutil.tproj.
    const text = `<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
  }
  FTPPassive : 1
  __SCOPED__ : <dictionary> {
    utun3 : <dictionary> {
      ExceptionsList : <array> {
        0 : *.corp.example
      }
      HTTPEnable : 1
      HTTPPort : 3128
      HTTPProxy : 192.0.2.9
      ProxyAutoConfigEnable : 1
      ProxyAutoConfigURLString : http://vpn.test/p.pac
    }
  }
  __SUPPLEMENTAL__ : <array> {
    0 : <dictionary> {
      HTTPSEnable : 1
      HTTPSProxy : 192.0.2.8
      HTTPSPort : 443
    }
  }
}
`;
    assert.deepEqual(parseScutil(text), { store: 'macos', mode: 'none', bypass: ['*.local', '169.254/16'] });
  });

  it('a script beside fixed proxies, and one that is looked for', () => {
    const text = `<dictionary> {
  HTTPSEnable : 1
  HTTPSPort : 3128
  HTTPSProxy : 2001:db8::9
  HTTPEnable : 0
  HTTPProxy : 192.0.2.1
  ProxyAutoConfigEnable : 1
  ProxyAutoConfigURLString : http://pac.test/p.pac?x=1
  ProxyAutoDiscoveryEnable : 1
}
`;
    assert.deepEqual(parseScutil(text), {
      store: 'macos', mode: 'automatic', https: 'http://[2001:db8::9]:3128', pacUrl: 'http://pac.test/p.pac?x=1', autoDetect: true, bypass: [],
    });
    assert.equal(parseScutil(text.replace('ProxyAutoConfigEnable : 1', 'ProxyAutoConfigEnable : 0')).pacUrl, undefined);
  });
});

describe('sources: which store', () => {
  const cases: readonly [environment: Record<string, string>, store: string][] = [
    [{ XDG_CURRENT_DESKTOP: 'GNOME' }, 'gnome'],
    [{ XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' }, 'gnome'],
    [{ XDG_CURRENT_DESKTOP: 'X-Cinnamon' }, 'gnome'],
    [{ XDG_CURRENT_DESKTOP: 'KDE' }, 'kde'],
    [{ XDG_CURRENT_DESKTOP: 'XFCE' }, 'none'],
    [{ XDG_CURRENT_DESKTOP: 'XFCE', DESKTOP_SESSION: 'gnome' }, 'none'],
    [{ XDG_CURRENT_DESKTOP: 'sway' }, 'none'],
    [{ DESKTOP_SESSION: 'plasma' }, 'kde'],
    [{ DESKTOP_SESSION: 'mate' }, 'gnome'],
    [{ KDE_FULL_SESSION: 'true' }, 'kde'],
    [{ GNOME_DESKTOP_SESSION_ID: 'this-is-deprecated' }, 'gnome'],
    [{}, 'none'],
  ];
  for (const [environment, store] of cases) {
    it(`${JSON.stringify(environment)}: ${store}`, () => assert.equal(proxyStore((name) => environment[name]), store));
  }
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

  it('lists as people and programs write them', () => {
    const parsed = (server: string, override: string): SystemProxy =>
      parseInternetSettings(output(`    ProxyEnable    REG_DWORD    0x1\r\n    ProxyServer    REG_SZ    ${server}\r\n    ProxyOverride    REG_SZ    ${override}`));
    assert.equal(parsed('socks=127.0.0.1:7891', '').socks, 'socks4://127.0.0.1:7891');
    assert.equal(parsed('socks5://127.0.0.1:7891', '').https, 'socks5://127.0.0.1:7891');
    assert.equal(parsed('https=192.0.2.1:1,192.0.2.2:2;ftp=192.0.2.3:3', '').https, 'http://192.0.2.1:1');
    assert.equal(parsed('https=192.0.2.1:1', '').http, undefined);
    assert.deepEqual(parsed('h:1', '*.corp.example;<local>, 10.*\t<-loopback>').bypass, ['*.corp.example', '<local>', '10.*', '<-loopback>']);
  });

  it('the flags of the connection', () => {
    // `reg query ...\\Connections /v DefaultConnectionSettings`: 0x46, a counter, the flags, then texts with lengths.
    const connections = (flags: string): string =>
      `\r\nHKEY_CURRENT_USER\\...\\Connections\r\n    DefaultConnectionSettings    REG_BINARY    4600000007000000${flags}000000000000000000000000000000\r\n\r\n`;
    const empty = output('    ProxyEnable    REG_DWORD    0x0');
    assert.deepEqual(parseInternetSettings(empty, connections('09')), { store: 'windows', mode: 'none', autoDetect: true, bypass: [] });
    assert.equal(parseInternetSettings(empty, connections('01')).autoDetect, undefined);
    assert.equal(parseInternetSettings(empty, connections('0f')).autoDetect, true);
    assert.equal(parseInternetSettings(empty, 'nonsense').autoDetect, undefined);
  });

  it('a policy can make the settings of the machine count', async () => {
    const machine = (perUser: string): Machine => ({
      platform: 'win32', environment: {}, homeDirectory: 'C:\\Users\\me', signal: new AbortController().signal, timeoutMs: 1_000,
      readFile: async () => ({ missing: true }),
      run: async (_command, args) => {
        const [, key = ''] = args;
        const lines = key.includes('Policies') ? `    ProxySettingsPerUser    REG_DWORD    ${perUser}` : `    AutoConfigURL    REG_SZ    http://${key.slice(0, 4).toLowerCase()}.test/p.pac`;
        return key.endsWith('Connections') ? { exitCode: 1, stdout: '' } : { exitCode: 0, stdout: output(lines) };
      },
    });
    assert.equal((await readWindows(machine('0x1'))).system.pacUrl, 'http://hkcu.test/p.pac');
    assert.equal((await readWindows(machine('0x0'))).system.pacUrl, 'http://hklm.test/p.pac');
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
