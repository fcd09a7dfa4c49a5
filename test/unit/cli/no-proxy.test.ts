import * as assert from 'node:assert/strict';
import { runCli } from './run-cli.ts';

const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].flatMap((name) => ['--env', `${name}=http://user:hunter22@192.0.2.1:3128`]);
const base = ['no-proxy', 'https://llm.corp.example/v1', '--clean-env', ...proxies];
const lists = ['--env', 'NO_PROXY=*.corp.example,localhost,127.0.0.1,::1', '--env', 'no_proxy=*.corp.example,localhost,127.0.0.1,::1'];

describe('gatehouse no-proxy', function () {
  this.timeout(60_000);

  it('prints the value, in the words of each shell, and who does what', async () => {
    const { code, stdout } = await runCli([...base, ...lists, '--client', 'curl', '--client', 'go']);
    assert.equal(code, 1, 'curl sends the gateway to the proxy');
    assert.match(stdout, /\*\. in NO_PROXY is not understood by curl\./);
    assert.match(stdout, /^export NO_PROXY='\*\.corp\.example,[^']+'$/m);
    assert.match(stdout, /^set -gx NO_PROXY '/m);
    assert.match(stdout, /^\$env:NO_PROXY = '/m);
    assert.match(stdout, /https:\/\/llm\.corp\.example\/v1[^]*proxied → direct: curl/);
    assert.doesNotMatch(stdout, /hunter22/);
  });

  it('is healthy where the list means one thing to all, and says the same in JSON', async () => {
    const [human, json] = await Promise.all([
      runCli([...base, ...lists, '--client', 'go']),
      runCli([...base, ...lists, '--client', 'go', '--json']),
    ]);
    assert.deepEqual([human.code, json.code], [0, 0]);
    assert.match(human.stdout, /Every one of them does what the list means/);
    const document = JSON.parse(json.stdout) as { schemaVersion: number; value: string; misreadings: unknown[]; table: { columns: string[] } };
    assert.equal(document.schemaVersion, 1);
    assert.deepEqual(document.misreadings, []);
    assert.match(document.value, /^\*\.corp\.example,/);
    assert.deepEqual(document.table.columns, ['URL', 'Meant', 'Go']);
    assert.doesNotMatch(json.stdout, /hunter22/);
  });

  it('has nothing to work out without a proxy', async () => {
    const { code, stdout } = await runCli(['no-proxy', '--clean-env', ...lists, '--client', 'curl']);
    assert.equal(code, 0);
    assert.match(stdout, /No proxy is set/);
  });

  const wrong: readonly [args: string[], says: RegExp][] = [
    [['no-proxy', 'api.example.com'], /no web address/],
    [['no-proxy', '--env', 'X'], /KEY=VALUE/],
    [['no-proxy', '--client', 'netscape'], /python-httpx/],
  ];
  it('refuses what is no question', async () => {
    const answers = await Promise.all(wrong.map(([args]) => runCli(args)));
    for (const [index, { code, stdout, stderr }] of answers.entries()) {
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, wrong[index]?.[1] ?? /never/);
    }
  });
});
