import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { MockController } from '../../../src/lab/clash/mock-controller.ts';
import { startUsualCore, usualConfiguration } from '../diagnosis/clash/mock-core.ts';
import { geositeFile } from '../clash/rules/geosite-writer.ts';
import { runCli } from './run-cli.ts';

describe('gatehouse clash explain', function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;
  let core: MockController;
  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-explain-'));
    file = path.join(folder, 'config.yaml');
    fs.writeFileSync(file, usualConfiguration('127.0.0.1:9090', 'file-secret'));
    core = await startUsualCore({ secret: 'test-secret' });
  });
  after(async () => {
    await core.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('evaluates a configuration, and names what only the running core knows', async () => {
    const { code, stdout } = await runCli(['clash', 'explain', 'https://OpenRouter.ai/api/v1', '--config', file]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /openrouter\.ai, TCP 443, by .*config\.yaml:/);
    assert.match(stdout, /row 1 \(DOMAIN-SUFFIX,openrouter\.ai,PROXY\): PROXY -> \?/);
    assert.match(stdout, /depends on the choice of a group/);
    assert.match(stdout, /Known from evaluating its rows\./);
  });

  it('ends with 3 where it depends on what is not known, and names each', async () => {
    const { code, stdout } = await runCli(['clash', 'explain', 'example.com', '--config', file]);
    assert.equal(code, 3);
    assert.match(stdout, /holds only if none of these rows matches:\s+row 2 \(GEOIP,CN,DIRECT\) would lead to DIRECT; not known:/);
  });

  it('reads rule sets beside the file, whatever they hold, and never takes one that is not there for an empty one', async () => {
    const sets = path.join(folder, 'sets.yaml');
    fs.writeFileSync(path.join(folder, 'ai.yaml'), "payload:\n  - '+.openrouter.ai'\n");
    const provider = (name: string): string => `rule-providers: { ai: { type: file, behavior: domain, path: ./${name}.yaml } }\nproxies: [{ name: n, type: http, server: 192.0.2.1, port: 80 }]\nrules:\n  - RULE-SET,ai,n\n  - MATCH,DIRECT\n`;
    fs.writeFileSync(sets, provider('ai'));
    const there = await runCli(['clash', 'explain', 'openrouter.ai', '--config', sets]);
    assert.equal(there.code, 0, there.stdout);
    assert.match(there.stdout, /row 1 \(RULE-SET,ai,n\), by the rule set ai: n/);
    fs.writeFileSync(sets, provider('gone'));
    const gone = await runCli(['clash', 'explain', 'openrouter.ai', '--config', sets]);
    assert.equal(gone.code, 3, gone.stdout);
    assert.match(gone.stdout, /holds only if none of these rows matches:\s+row 1 \(RULE-SET,ai,n\)/);
  });

  it('goes by the named lists in the file beside it, and says what is missing where there is none, or not that list', async () => {
    const named = path.join(folder, 'named');
    fs.mkdirSync(named);
    const own = path.join(named, 'config.yaml');
    fs.writeFileSync(own, 'proxies: [{ name: n, type: http, server: 192.0.2.1, port: 80 }]\nrules:\n  - GEOSITE,cn,DIRECT\n  - GEOSITE,category-ai,n\n  - MATCH,REJECT\n');
    const without = await runCli(['clash', 'explain', 'openrouter.ai', '--config', own]);
    assert.equal(without.code, 3, without.stdout);
    assert.match(without.stdout, /holds only if none of these rows matches:\s+row 1 \(GEOSITE,cn,DIRECT\)/);
    fs.writeFileSync(path.join(named, 'geosite.dat'), geositeFile({ CN: ['cn.example'], 'CATEGORY-AI': ['openrouter.ai'] }));
    const there = await runCli(['clash', 'explain', 'openrouter.ai', '--config', own]);
    assert.equal(there.code, 0, there.stdout);
    assert.match(there.stdout, /row 2 \(GEOSITE,category-ai,n\): n/);
    fs.writeFileSync(path.join(named, 'geosite.dat'), geositeFile({ CN: ['cn.example'] }));
    const notIn = await runCli(['clash', 'explain', 'openrouter.ai', '--config', own]);
    assert.equal(notIn.code, 3, notIn.stdout);
    assert.match(notIn.stdout, /row 2 \(GEOSITE,category-ai,n\)/);
  });

  it('ends with 1 where the call is refused, and skips a row for UDP', async () => {
    const refused = path.join(folder, 'refused.yaml');
    fs.writeFileSync(refused, 'proxies: [{ name: n, type: http, server: 192.0.2.1, port: 80 }]\nrules:\n  - DOMAIN-SUFFIX,openrouter.ai,n\n  - MATCH,REJECT\n');
    const [tcp, udp] = await Promise.all(['tcp', 'udp'].map((network) => runCli(['clash', 'explain', 'openrouter.ai', '--config', refused, '--network', network])));
    assert.deepEqual([tcp?.code, udp?.code], [0, 1], `${tcp?.stdout}\n${udp?.stdout}`);
    assert.match(udp?.stdout ?? '', /Passed over, as it carries no UDP: row 1/);
  });

  it('asks a core, whose secret comes from a variable', async () => {
    const environment = { MINE: 'test-secret' };
    const [human, json] = await Promise.all([
      runCli(['clash', 'explain', 'openrouter.ai', '--controller', core.url, '--secret-env', 'MINE'], { environment }),
      runCli(['clash', 'explain', 'openrouter.ai', '--controller', core.url, '--secret-env', 'MINE', '--json'], { environment }),
    ]);
    assert.deepEqual([human.code, json.code], [0, 0], human.stderr + json.stderr);
    assert.match(human.stdout, /PROXY -> AUTO -> node-a[^]*node-a passes its test \(50 ms\)[^]*Known from asking the core and evaluating its rows/);
    const document = JSON.parse(json.stdout) as Record<string, unknown>;
    assert.deepEqual(
      { schemaVersion: document['schemaVersion'], host: document['host'], port: document['port'], network: document['network'], found: document['found'], complete: document['complete'], policy: document['policy'], chain: document['chain'], resolvedBy: document['resolvedBy'] },
      { schemaVersion: 1, host: 'openrouter.ai', port: 443, network: 'tcp', found: true, complete: true, policy: 'PROXY', chain: ['PROXY', 'AUTO', 'node-a'], resolvedBy: null },
    );
    assert.doesNotMatch(json.stdout + human.stdout + json.stderr + human.stderr, /test-secret/);
    assert.ok(core.calls.every(({ method }) => method === 'GET'), 'nothing is changed');
  });

  it('tells of a connection that went otherwise than the rows say', async () => {
    const before = core.state.connections;
    core.state.connections = [{ id: 'c1', host: 'openrouter.ai', port: 443, rule: 'Match', rulePayload: '', chains: ['node-b', 'OLD'], startMs: Date.now() }];
    try {
      const ask = (...more: string[]) => runCli(['clash', 'explain', 'openrouter.ai', '--controller', core.url, '--secret-env', 'MINE', ...more], { environment: { MINE: 'test-secret' } });
      const [human, json] = await Promise.all([ask(), ask('--json')]);
      assert.match(human.stdout.replace(/\s+/g, ' '), /openrouter\.ai: its newest connection went by OLD, by the rule Match\./);
      assert.deepEqual((JSON.parse(json.stdout) as { otherwise: unknown }).otherwise, { policy: 'OLD', rule: 'Match' });
    } finally {
      core.state.connections = before;
    }
  });

  it('says that a secret is wanted', async () => {
    const { code, stdout } = await runCli(['clash', 'explain', 'openrouter.ai', '--controller', core.url]);
    assert.equal(code, 3);
    assert.match(stdout.replace(/\s+/g, ' '), /asks for its secret\. Put it into the variable GATEHOUSE_CLASH_SECRET/);
  });

  it('says where it looked when there is no core', async () => {
    const { code, stdout } = await runCli(['clash', 'explain', 'openrouter.ai', '--controller', 'http://127.0.0.1:9', '--json']);
    const document = JSON.parse(stdout) as { found: boolean; tried?: { place: string }[] };
    if (document.found) return;
    assert.equal(code, 3);
    assert.ok(document.tried?.some(({ place }) => place === 'http://127.0.0.1:9'));
  });

  const wrong: readonly [what: string, args: readonly string[], says: RegExp][] = [
    ['no host', [], /one host/],
    ['two hosts', ['a.test', 'b.test'], /one host/],
    ['no such file', ['a.test', '--config', '/nowhere/config.yaml'], /can not be read/],
    ['a port that is none', ['a.test', '--port', '70000'], /1 to 65535/],
    ['a network that is none', ['a.test', '--network', 'icmp'], /tcp or udp/],
    ['both', ['a.test', '--config', 'x', '--controller', 'y'], /one of --config and --controller/],
    ['no address', ['a.test', '--controller', 'nonsense'], /no address of a controller/],
    ['a variable that is not set', ['a.test', '--controller', 'http://127.0.0.1:9', '--secret-env', 'NOT_SET'], /NOT_SET is not set/],
  ];
  it('refuses what is no question', async () => {
    const answers = await Promise.all(wrong.map(([, args]) => runCli(['clash', 'explain', ...args])));
    for (const [index, { code, stdout, stderr }] of answers.entries()) {
      assert.equal(code, 2, wrong[index]?.[0]);
      assert.equal(stdout, '');
      assert.match(stderr, wrong[index]?.[2] ?? /^$/);
    }
  });
});
