import assert from 'node:assert/strict';
import type { EditorSetting, ProxySettings, ToolSetting } from '../../../src/path/proxy-settings.ts';
import { knobPlaces, trustKnobs, type TrustKnobs } from '../../../src/path/trust-knobs.ts';

const git = (name: string, value: string): ToolSetting => ({ tool: 'git', name, value, file: '/rig/.gitconfig' });
const curl = (name: string, value: string): ToolSetting => ({ tool: 'curl', name, value, file: '/rig/.curlrc' });
const knobs = (variables: Record<string, string>, tools: readonly ToolSetting[] = [], editor?: readonly EditorSetting[], java?: string): TrustKnobs => {
  const settings: ProxySettings = { platform: 'linux', environments: [], tools, system: { store: 'none', mode: 'none', bypass: [] }, unreadable: [], ...(editor && { editor }) };
  return trustKnobs(settings, { variables }, 'gateway.test', java);
};
const setting = (id: string, value: unknown): EditorSetting => ({ id, value, scope: 'user' });

describe('trust knobs', () => {
  it('of git: one for the host goes before the general one, later before earlier, the variable before all', () => {
    const general = [git('http.sslcainfo', '/a'), git('http.sslCAInfo', '/b')];
    assert.equal(knobs({}, general).git.caInfo, '/b');
    assert.equal(knobs({}, [git('http.https://gateway.test.sslCAInfo', '/host'), ...general]).git.caInfo, '/host');
    assert.equal(knobs({}, [git('http.https://other.test/.sslCAInfo', '/host')]).git.caInfo, undefined);
    assert.equal(knobs({ GIT_SSL_CAINFO: '/v' }, general).git.caInfo, '/v');
    assert.equal(knobs({}, [git('http.sslCAPath', '/folder')]).git.caPath, '/folder');
  });

  const off: readonly [string, TrustKnobs, boolean][] = [
    ['nothing', knobs({}), false],
    ['http.sslVerify false', knobs({}, [git('http.sslVerify', 'false')]), true],
    ['http.sslVerify for another host', knobs({}, [git('http.https://other.test/.sslVerify', 'false')]), false],
    ['http.sslVerify for this host', knobs({}, [git('http.https://gateway.test/v1.sslVerify', 'no')]), true],
    ['http.sslVerify true later', knobs({}, [git('http.sslVerify', 'false'), git('http.sslVerify', 'true')]), false],
    ['GIT_SSL_NO_VERIFY', knobs({ GIT_SSL_NO_VERIFY: '1' }), true],
    ['GIT_SSL_NO_VERIFY=0, which switches off as well', knobs({ GIT_SSL_NO_VERIFY: '0' }), true],
  ];
  for (const [what, { git: found }, checksOff] of off) it(`git, ${what}: ${checksOff ? 'unchecked' : 'checked'}`, () => assert.equal(found.checksOff, checksOff));

  it('of curl, the editor and Java', () => {
    assert.deepEqual(knobs({}, [curl('cacert', '/c'), curl('capath', '/d')]).curl, { caFile: '/c', caDirectory: '/d', checksOff: false });
    assert.equal(knobs({}, [curl('insecure', '')]).curl.checksOff, true);
    assert.equal(knobs({}, [curl('insecure', 'false')]).curl.checksOff, false);
    assert.equal(knobs({}).editor, undefined);
    assert.deepEqual(knobs({}, [], []).editor, { systemCertificates: true, strict: true });
    assert.deepEqual(knobs({}, [], [setting('http.systemCertificates', false), setting('http.proxyStrictSSL', false)]).editor, { systemCertificates: false, strict: false });
    assert.equal(knobs({}, [], undefined, '-Xmx1g -Djavax.net.ssl.trustStore=/s.jks -Dx=y').javaTrustStore, '/s.jks');
    assert.equal(knobs({}, [], undefined, '-Djavax.net.ssl.trustStore="/a b.jks"').javaTrustStore, '/a b.jks');
    assert.equal(knobs({}, [], undefined, '-Djavax.net.ssl.trustStorePassword=x').javaTrustStore, undefined);
  });

  it('name what has to be read, each place once', () => {
    const places = knobPlaces(knobs({ NODE_EXTRA_CA_CERTS: '/a', SSL_CERT_FILE: '/a', SSL_CERT_DIR: '/d', REQUESTS_CA_BUNDLE: '/b', GIT_SSL_CAINFO: '' }));
    assert.deepEqual(places, { files: ['/a', '/b'], directories: ['/d', '/b'] });
  });
});
