import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as http from 'node:http';
import { promisify } from 'node:util';
import { proofCommand, type ProofProgram } from '../../../src/editor/proof/proof-command.ts';
import { openProofListener } from '../../../src/editor/proof/proof-listener.ts';
import { EnvironmentProofs } from '../../../src/editor/proof/environment-proofs.ts';

const program: ProofProgram = { runtime: "/opt/My Editor/it's", electron: false, script: '/x/tell.js', port: 4711, token: 'abc' };

describe('the command that tells an environment', () => {
  const cases: readonly [shell: string, platform: NodeJS.Platform, electron: boolean, command: string][] = [
    ['/bin/bash', 'linux', false, `'/opt/My Editor/it'\\''s' '/x/tell.js' 4711 abc`],
    ['/usr/bin/zsh', 'darwin', true, `env ELECTRON_RUN_AS_NODE=1 '/opt/My Editor/it'\\''s' '/x/tell.js' 4711 abc`],
    ['/usr/bin/fish', 'linux', false, `'/opt/My Editor/it\\'s' '/x/tell.js' 4711 abc`],
    ['C:\\Program Files\\PowerShell\\7\\pwsh.exe', 'win32', true, `$env:ELECTRON_RUN_AS_NODE='1'; & '/opt/My Editor/it''s' '/x/tell.js' 4711 abc`],
    ['C:\\Windows\\System32\\cmd.exe', 'win32', true, `set "ELECTRON_RUN_AS_NODE=1" && "/opt/My Editor/it's" "/x/tell.js" 4711 abc`],
    ['', 'win32', false, `"/opt/My Editor/it's" "/x/tell.js" 4711 abc`],
    ['', 'linux', false, `'/opt/My Editor/it'\\''s' '/x/tell.js' 4711 abc`],
  ];
  for (const [shell, platform, electron, command] of cases) {
    it(`for ${shell || 'no known shell'} on ${platform}`, () => {
      assert.equal(proofCommand(shell, platform, { ...program, electron }), command);
    });
  }

  it('is one that a shell runs', async () => {
    const real = proofCommand('/bin/sh', 'linux', { ...program, runtime: '/bin/echo', script: "it's here" });
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', real]);
    assert.equal(stdout, "it's here 4711 abc\n");
  });
});

describe('the listener for one answer', () => {
  const signal = (): AbortSignal => AbortSignal.timeout(10_000);

  async function post(port: number, path: string, body: string, headers: Record<string, string> = {}, method = 'POST'): Promise<number> {
    return new Promise((resolve, reject) => {
      http
        .request({ host: '127.0.0.1', port, path, method, headers, agent: new http.Agent() }, (response) => resolve(response.resume().statusCode ?? 0))
        .on('error', reject)
        .end(body);
    });
  }

  it('takes the variables that bear on the network from who knows the token, and no others', async () => {
    const listener = await openProofListener(signal());
    const body = JSON.stringify({ HTTPS_PROXY: 'http://p:1', SECRET: 's', NO_PROXY: 7 });
    assert.equal(await post(listener.port, `/${listener.token}`, body), 204);
    assert.deepEqual(await listener.answer, { HTTPS_PROXY: 'http://p:1' });
    listener.close();
  });

  for (const [what, path, headers, method] of [
    ['a wrong token', '/x', {}, 'POST'],
    ['another method', undefined, {}, 'GET'],
    ['a browser', undefined, { origin: 'https://evil.example' }, 'POST'],
  ] as const) {
    it(`refuses ${what} and goes on waiting`, async () => {
      const listener = await openProofListener(signal());
      assert.equal(await post(listener.port, path ?? `/${listener.token}`, '{}', headers, method), 404);
      assert.equal(await post(listener.port, `/${listener.token}`, '{"no_proxy":"x"}'), 204);
      assert.deepEqual(await listener.answer, { no_proxy: 'x' });
      listener.close();
    });
  }

  it('refuses what is no JSON, and a body without end', async () => {
    const listener = await openProofListener(signal());
    assert.equal(await post(listener.port, `/${listener.token}`, 'x'), 400);
    await assert.rejects(post(listener.port, `/${listener.token}`, 'x'.repeat(1_000_000)));
    listener.close();
    await assert.rejects(listener.answer);
  });

  it('gives up when it is told to', async () => {
    const controller = new AbortController();
    const listener = await openProofListener(controller.signal);
    controller.abort();
    await assert.rejects(listener.answer);
  });
});

describe('what was proved', () => {
  it('takes the place of what was worked out, until it is forgotten', () => {
    const proofs = new EnvironmentProofs();
    const inferred = [{ context: 'integrated-terminal', obtained: 'inferred', variables: {} }, { context: 'task', obtained: 'inferred', variables: {} }] as const;
    const told = { context: 'integrated-terminal', obtained: 'proved', variables: { NO_PROXY: 'x' } } as const;
    proofs.keep([told, { context: 'task', obtained: 'unavailable', reason: 'slow', variables: {} }]);
    assert.deepEqual(proofs.over(inferred), [told, inferred[1]]);
    proofs.forget();
    assert.deepEqual(proofs.over(inferred), inferred);
  });
});
