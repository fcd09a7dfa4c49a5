import assert from 'node:assert/strict';
import { parseRequest } from '../../../../src/shim/control/parse-request.ts';
import { parseFromShim, parseGreeting } from '../../../../src/shim/control/parse-answer.ts';
import { maskedLine } from '../../../../src/shim/control/log-file.ts';
import { staleBecause } from '../../../../src/shim/control/network-watch.ts';
import { listenersOf } from '../../../../src/shim/control/port-holder.ts';
import { processEnvironment } from '../../../../src/shim/control/process-environment.ts';
import { isOlderRelease } from '../../../../src/shim/control/releases.ts';
import { standing } from '../../../../src/shim/control/start.ts';
import { endpointSamples } from './endpoint-samples.ts';
import { routing } from './shim-place.ts';

describe('which release is older', () => {
  const ascending = ['nonsense', '0.1.0-rc.1', '0.1.0', '0.1.9', '0.1.10', '0.2.0', '1.0.0', '10.0.0'];
  it('goes by the numbers', () => {
    for (const [left, one] of ascending.entries()) {
      for (const [right, than] of ascending.entries()) assert.equal(isOlderRelease(one, than), left < right, `${one} < ${than}`);
    }
    assert.equal(isOlderRelease('1.0.0+build.2', '1.0.0+build.10'), false);
    assert.equal(isOlderRelease('nonsense', 'other nonsense'), false);
  });

  const shims: [number, string, string][] = [
    [1, '1.2.0', 'same'],
    [1, '1.3.0', 'same'],
    [1, '1.1.9', 'older'],
    [2, '1.2.0', 'newer'],
    [2, '1.0.0', 'newer'],
  ];
  for (const [version, release, expected] of shims) {
    it(`takes a shim of ${release} with messages of version ${version} for ${expected}`, () => {
      assert.equal(standing({ version, release }, '1.2.0'), expected);
    });
  }

  it('never has two releases retire each other', () => {
    for (const left of ascending) {
      for (const right of ascending) {
        const both = [standing({ version: 1, release: left }, right), standing({ version: 1, release: right }, left)];
        assert.notDeepEqual(both, ['older', 'older'], `${left} and ${right}`);
      }
    }
  });
});

describe('the environment of the shim\'s process', () => {
  it('has nothing that leads it elsewhere, and what a runtime needs', () => {
    const kept = { PATH: '/bin', HOME: '/home/ada', LANG: 'C', TMPDIR: '/tmp', SystemRoot: 'C:\\Windows', NODE_EXTRA_CA_CERTS: '/roots.pem', SSL_CERT_FILE: '/x' };
    const taken = {
      HTTPS_PROXY: 'x', https_proxy: 'x', ALL_PROXY: 'x', no_proxy: 'x', npm_config_https_proxy: 'x', GLOBAL_AGENT_HTTP_PROXY: 'x',
      NODE_OPTIONS: 'x', NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_USE_ENV_PROXY: '1', NODE_PATH: 'x', NODE_EXTRA_CA_CERTS_X: 'x',
      VSCODE_PID: '1', ELECTRON_RUN_AS_NODE: '0', ELECTRON_NO_ATTACH_CONSOLE: '1', CHROME_DESKTOP: 'x', GATEHOUSE_STATE: '/x', npm_lifecycle_event: 'x',
    };
    assert.deepEqual(processEnvironment({ ...kept, ...taken, EMPTY: undefined }), { ...kept, ELECTRON_RUN_AS_NODE: '1' });
  });
});

describe('when connections are no longer worth keeping', () => {
  const rows: [string, { mark: string; atMs: number }, 'slept' | 'network' | undefined][] = [
    ['nothing has happened', { mark: 'a', atMs: 6_000 }, undefined],
    ['the machine is busy', { mark: 'a', atMs: 15_000 }, undefined],
    ['it slept', { mark: 'a', atMs: 60_000 }, 'slept'],
    ['the clock was set back', { mark: 'a', atMs: -60_000 }, 'slept'],
    ['another network is there', { mark: 'b', atMs: 6_000 }, 'network'],
  ];
  for (const [title, after, why] of rows) {
    it(title, () => assert.equal(staleBecause({ mark: 'a', atMs: 1_000 }, after, 5_000), why));
  }
});

describe('a line of the log', () => {
  const secret = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYm_';
  it('holds no secret', () => {
    const line = maskedLine(`a\nb http://user:${secret}@proxy:8080 token ${secret} Basic dXNlcjpw bearer abc`);
    assert.equal(line, 'a | b http://[secret]@proxy:8080 token [secret] Basic [secret] bearer [secret]');
    assert.ok(maskedLine('word '.repeat(10_000)).length <= 4_000);
  });
});

describe('who listens on a port', () => {
  it('is read from the kernel\'s table', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:4E20 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1 0000000000000000 100 0 0 10 0',
      '   1: 0100007F:4E20 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 12346 1 0000000000000000 20 4 30 10 -1',
      '   2: 00000000000000000000000001000000:4E21 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 99 1',
      'nonsense',
    ].join('\n');
    assert.deepEqual(listenersOf(table), [{ port: 20_000, uid: 1_000, inode: '12345' }, { port: 20_001, uid: 0, inode: '99' }]);
  });
});

describe('what is said on the control socket', () => {
  const good = [
    { seq: 1, type: 'lease', holder: 'window', label: 'a' },
    { seq: 1, type: 'lease', holder: 'terminal', label: 'a', routing: { ...routing, system: { store: 'none', mode: 'none', bypass: [] }, keepAliveMs: 30_000, editorSettings: { 'http.proxy': null } } },
    { seq: 0, type: 'mint', client: 'x' },
    { seq: 2, type: 'close', entry: 7 },
    { seq: 2, type: 'retire' },
    { seq: 3, type: 'endpoint', configuration: endpointSamples().configuration },
    { seq: 3, type: 'endpoint', configuration: { gateways: [], chains: [], keys: {} } },
  ];
  for (const message of good) it(`is a request: ${message.type}`, () => assert.deepEqual(parseRequest(message), message));
  const bad: unknown[] = [
    null, [], 'x', {}, { type: 'state' }, { seq: -1, type: 'state' }, { seq: 1.5, type: 'state' }, { seq: 1, type: 'shutdown' },
    { seq: 1, type: 'mint' }, { seq: 1, type: 'mint', client: 'x'.repeat(300) }, { seq: 1, type: 'close', entry: 'all' },
    { seq: 1, type: 'lease', holder: 'stranger', label: '' }, { seq: 1, type: 'route' }, { seq: 1, type: 'route', routing: { ...routing, rules: [{ host: 'x' }] } },
    { seq: 1, type: 'route', routing: { ...routing, environment: { A: 1 } } },
    { seq: 1, type: 'endpoint' },
    ...endpointSamples().faults.map((configuration) => ({ seq: 1, type: 'endpoint', configuration })),
  ];
  for (const message of bad) it(`is no request: ${JSON.stringify(message)?.slice(0, 80)}`, () => assert.equal(parseRequest(message), undefined));

  it('is a greeting of any version, and an answer', () => {
    const greeting = { gatehouse: 'shim', version: 9, release: '9.0.0', pid: 1, port: 1, run: 'x', more: true };
    assert.deepEqual(parseGreeting(greeting), greeting);
    for (const wrong of [{ gatehouse: 2 }, { version: 0 }, { port: 70_000 }, { run: '' }, { pid: -1 }]) assert.equal(parseGreeting({ ...greeting, ...wrong }), undefined);
    assert.deepEqual(parseFromShim({ seq: 1, ok: true, token: 'x' }), { seq: 1, ok: true, token: 'x' });
    assert.equal(parseFromShim({ seq: 1, ok: false, problem: { code: 'MADE_UP' } }), undefined);
    assert.equal(parseFromShim({ seq: 1 }), undefined);
  });
});
