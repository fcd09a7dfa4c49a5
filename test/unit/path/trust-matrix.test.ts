import assert from 'node:assert/strict';
import type { ChainVerdict } from '../../../src/path/trust-chain.ts';
import type { TrustKnobs } from '../../../src/path/trust-knobs.ts';
import { trustMatrix, type StoreVerdict, type TrustRow } from '../../../src/path/trust-matrix.ts';
import type { RuntimeId, StoreId } from '../../../src/path/trust-runtime.ts';
import { runtimes } from '../../../src/path/trust-runtimes.ts';

type Stores = Partial<Record<StoreId, StoreVerdict>>;

const knobsOf = (more: Partial<TrustKnobs> = {}): TrustKnobs => ({ platform: 'linux', variables: {}, git: { checksOff: false }, curl: { checksOff: false }, ...more });
const verdict = (ends: ChainVerdict['ends'], more: Partial<ChainVerdict> = {}): StoreVerdict => ({ ends, anchor: ends === 'none' ? null : 'Acme Root', faults: [], strictFaults: [], certificates: 3, ...more });
const none = verdict('none');
const root = verdict('root');
/** A private chain: only what `holders` names has its root. */
const stores = (holders: readonly StoreId[], holds: StoreVerdict = root, more: Stores = {}): Stores => ({
  bundled: none, os: none, 'os-folder': none, java: none, ...more, ...Object.fromEntries(holders.map((store) => [store, holds])),
});
const rowsOf = (found: Stores, knobs: Partial<TrustKnobs> = {}, nameFits = true): Map<RuntimeId, TrustRow> =>
  new Map(trustMatrix({ knobs: knobsOf(knobs), stores: found, nameFits, osBundle: '/etc/ssl/certs/ca-certificates.crt' }).map((row) => [row.runtime, row]));
const accepting = (rows: Map<RuntimeId, TrustRow>, accepts: TrustRow['accepts'] = 'yes'): string[] => [...rows.values()].filter((row) => row.accepts === accepts).map(({ runtime }) => runtime);

const nodes = ['node@20', 'node@24'];
const python = (way: string): string[] => [`python-${way}@3.12`, `python-${way}@3.13`];
const bySystem = [...python('ssl'), 'python-truststore', 'go', 'curl', 'git', 'codex'];

describe('the trust matrix', () => {
  // What the real programs do with these is checked by the peers tier; these are the rows it comes down to.
  const rows: readonly { what: string; stores: Stores; knobs?: Partial<TrustKnobs>; accepted: readonly string[] }[] = [
    { what: 'nobody has the root', stores: stores([]), accepted: [] },
    { what: 'the system has it', stores: stores(['os', 'os-folder']), accepted: bySystem },
    { what: 'the system has it as a file alone', stores: stores(['os'], root, { 'os-folder': none }), accepted: bySystem },
    { what: 'it is public', stores: stores(['bundled', 'os', 'os-folder', 'java']), accepted: runtimes.map(({ id }) => id).filter((id) => id !== 'vscode-extensions') },
    { what: 'NODE_EXTRA_CA_CERTS', stores: stores(['file:/r']), knobs: { variables: { NODE_EXTRA_CA_CERTS: '/r' } }, accepted: [...nodes, 'deno'] },
    { what: 'NODE_USE_SYSTEM_CA', stores: stores(['os', 'os-folder']), knobs: { variables: { NODE_USE_SYSTEM_CA: '1' } }, accepted: ['node@24', ...bySystem] },
    { what: '--use-system-ca', stores: stores(['os', 'os-folder']), knobs: { variables: { NODE_OPTIONS: '--use-system-ca' } }, accepted: ['node@24', ...bySystem] },
    { what: 'SSL_CERT_FILE', stores: stores(['file:/r']), knobs: { variables: { SSL_CERT_FILE: '/r' } }, accepted: [...python('httpx'), ...python('ssl'), 'python-truststore', 'go', 'curl', 'codex'] },
    { what: 'SSL_CERT_FILE and --use-openssl-ca', stores: stores(['file:/r']), knobs: { variables: { SSL_CERT_FILE: '/r', NODE_OPTIONS: '--use-openssl-ca' } }, accepted: [...nodes, ...python('httpx'), ...python('ssl'), 'python-truststore', 'go', 'curl', 'codex'] },
    { what: 'REQUESTS_CA_BUNDLE', stores: stores(['file:/r']), knobs: { variables: { REQUESTS_CA_BUNDLE: '/r' } }, accepted: python('requests') },
    { what: 'CURL_CA_BUNDLE', stores: stores(['file:/r']), knobs: { variables: { CURL_CA_BUNDLE: '/r' } }, accepted: [...python('requests'), 'curl'] },
    { what: 'DENO_CERT', stores: stores(['file:/r']), knobs: { variables: { DENO_CERT: '/r' } }, accepted: ['deno'] },
    { what: 'the system has it, and DENO_TLS_CA_STORE', stores: stores(['os', 'os-folder']), knobs: { variables: { DENO_TLS_CA_STORE: 'system' } }, accepted: [...bySystem.slice(0, -1), 'deno', 'codex'] },
    { what: 'CODEX_CA_CERTIFICATE', stores: stores(['file:/r']), knobs: { variables: { CODEX_CA_CERTIFICATE: '/r' } }, accepted: ['codex'] },
    { what: 'the system has it, and CODEX_CA_CERTIFICATE names another', stores: stores(['os', 'os-folder'], root, { 'file:/o': none }), knobs: { variables: { CODEX_CA_CERTIFICATE: '/o' } }, accepted: bySystem },
    { what: 'the system has a certificate in between, and CODEX_CA_CERTIFICATE names another', stores: stores(['os', 'os-folder'], verdict('partial'), { 'file:/o': none }), knobs: { variables: { CODEX_CA_CERTIFICATE: '/o' } }, accepted: ['python-ssl@3.13', 'go', 'curl', 'git', 'codex'] },
    { what: 'git\'s own', stores: stores(['file:/r']), knobs: { git: { caInfo: '/r', checksOff: false } }, accepted: ['git'] },
    { what: 'Java\'s own', stores: stores(['file:/r']), knobs: { javaTrustStore: '/r' }, accepted: ['java'] },
    { what: 'a root whose form is strictly refused', stores: stores(['os', 'os-folder'], verdict('root', { strictFaults: ['constraints-not-critical'] })), accepted: bySystem.filter((id) => !id.endsWith('3.13')) },
    { what: 'a certificate in between', stores: stores(['os', 'os-folder'], verdict('partial')), accepted: ['python-ssl@3.13', 'go', 'curl', 'git'] },
    { what: 'an expired chain', stores: stores(['os', 'bundled'], verdict('root', { faults: ['expired'] })), accepted: [] },
    { what: 'in the editor', stores: stores(['os']), knobs: { editor: { systemCertificates: true, strict: true } }, accepted: ['vscode-extensions', ...bySystem] },
    { what: 'in the editor without the system\'s roots', stores: stores(['os']), knobs: { editor: { systemCertificates: false, strict: true } }, accepted: bySystem },
  ];
  for (const { what, stores: found, knobs, accepted } of rows) {
    it(`${what}: ${accepted.join(', ') || 'nobody'}`, () => assert.deepEqual(accepting(rowsOf(found, knobs)), accepted));
  }

  it('refuses for everybody where the name does not fit', () => {
    const seen = rowsOf(stores(['bundled', 'os', 'java']), {}, false);
    assert.deepEqual(accepting(seen), []);
    assert.deepEqual(accepting(seen, 'unknown'), []);
    assert.ok([...seen.values()].every(({ reason, remedy }) => reason.code === 'wrong-name' && remedy?.kind === 'server'));
  });

  it('does not guess', () => {
    assert.equal(rowsOf({ ...stores([]), java: { problem: 'encrypted' } }).get('java')?.accepts, 'unknown');
    assert.equal(rowsOf({ ...stores([]), java: { problem: 'missing' } }).get('java')?.accepts, 'unknown');
    assert.equal(rowsOf(stores([]), { platform: 'darwin' }).get('curl')?.accepts, 'unknown');
    assert.equal(rowsOf(stores([]), { variables: { NODE_OPTIONS: '--use-openssl-ca' } }).get('node@24')?.accepts, 'unknown');
    assert.equal(rowsOf({}).get('go')?.accepts, 'unknown');
    assert.equal(rowsOf(stores(['os'], verdict('root', { faults: ['weak-key'] }))).get('git')?.accepts, 'unknown');
  });

  it('says which knob can\'t be read', () => {
    const row = rowsOf({ ...stores([]), 'file:/gone': { problem: 'missing' }, 'folder:/gone': { problem: 'missing' } }, { variables: { REQUESTS_CA_BUNDLE: '/gone' } }).get('python-requests@3.12');
    assert.deepEqual([row?.accepts, row?.reason, row?.decidedBy], ['no', { code: 'knob-unreadable', store: 'file:/gone' }, ['REQUESTS_CA_BUNDLE']]);
  });

  it('says which knobs are not read', () => {
    const seen = rowsOf(stores([]), { variables: { SSL_CERT_FILE: '/r', NODE_USE_SYSTEM_CA: '1', PYTHONHTTPSVERIFY: '0', REQUESTS_CA_BUNDLE: '/b' } });
    assert.deepEqual(seen.get('node@20')?.ignored, ['SSL_CERT_FILE', 'NODE_USE_SYSTEM_CA']);
    assert.equal(seen.get('node@24')?.ignored, undefined);
    assert.deepEqual(seen.get('python-requests@3.13')?.ignored, ['SSL_CERT_FILE', 'PYTHONHTTPSVERIFY']);
    assert.deepEqual(seen.get('python-httpx@3.12')?.ignored, ['REQUESTS_CA_BUNDLE', 'PYTHONHTTPSVERIFY']);
    assert.deepEqual(seen.get('git')?.ignored, ['SSL_CERT_FILE']);
  });

  const off: readonly [RuntimeId, Partial<TrustKnobs>, string][] = [
    ['node@24', { variables: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } }, 'NODE_TLS_REJECT_UNAUTHORIZED=0'],
    ['git', { git: { checksOff: true }, variables: { GIT_SSL_NO_VERIFY: '1' } }, 'GIT_SSL_NO_VERIFY'],
    ['git', { git: { checksOff: true } }, 'http.sslVerify=false'],
    ['curl', { curl: { checksOff: true } }, 'insecure'],
    ['vscode-extensions', { editor: { systemCertificates: true, strict: false } }, 'http.proxyStrictSSL: false'],
  ];
  for (const [id, knobs, unchecked] of off) {
    it(`${id} does not check: ${unchecked}`, () => {
      const row = rowsOf(stores([]), knobs).get(id);
      assert.deepEqual([row?.accepts, row?.unchecked], ['no', unchecked]);
      // What it would do if it checked is said as well, and how to get there with the checks on.
      assert.equal(row?.remedy?.kind, 'give-root');
    });
  }

  it('points to a file of this machine that has the root', () => {
    const bundle = rowsOf(stores(['os', 'os-folder'])).get('node@24')?.remedy;
    assert.deepEqual(bundle, { kind: 'give-root', knob: { kind: 'variable', name: 'NODE_EXTRA_CA_CERTS', replaces: false }, pem: '/etc/ssl/certs/ca-certificates.crt' });
    const other = rowsOf(stores(['file:/r']), { variables: { NODE_EXTRA_CA_CERTS: '/r' } }).get('python-requests@3.12')?.remedy;
    assert.deepEqual(other, { kind: 'give-root', knob: { kind: 'variable', name: 'REQUESTS_CA_BUNDLE', replaces: true }, pem: '/r' });
    const nowhere = rowsOf(stores([])).get('git')?.remedy;
    assert.deepEqual(nowhere, { kind: 'give-root', knob: { kind: 'git', name: 'http.sslCAInfo', replaces: true }, pem: null });
    const form = rowsOf(stores(['os', 'os-folder'], verdict('root', { strictFaults: ['constraints-not-critical'] }))).get('python-ssl@3.13');
    assert.deepEqual(form?.remedy, { kind: 'reissue-root', strictFaults: ['constraints-not-critical'] });
  });

  it('never says to switch checks off', () => {
    for (const found of [stores([]), stores(['os'], verdict('root', { strictFaults: ['constraints-not-critical'] })), {}]) {
      const text = JSON.stringify(trustMatrix({ knobs: knobsOf(), stores: found, nameFits: true, osBundle: null }).map(({ remedy }) => remedy));
      assert.doesNotMatch(text, /REJECT_UNAUTHORIZED|NO_VERIFY|sslVerify|insecure|proxyStrictSSL|HTTPSVERIFY/i);
    }
  });
});
