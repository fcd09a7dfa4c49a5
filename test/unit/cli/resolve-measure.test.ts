import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { runCli } from './run-cli.ts';

const url = 'https://api.example.com/v1';

describe('resolve --measure', function () {
  this.timeout(120_000);

  it('refuses what it can not measure before it starts anything', async () => {
    for (const [client, said] of [['claude-code', /"claude-code" can not be measured\. These can: /], ['curl@8.5.0', /with --measure the version is/]] as const) {
      const { code, stdout, stderr } = await runCli(['resolve', '--measure', url, '--client', client]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, said);
      assert.doesNotMatch(stderr, /Starting/);
    }
  });

  it('says so and can not tell when none of the clients is here', async () => {
    const empty = await fs.mkdtemp(path.join(os.tmpdir(), 'gatehouse-no-clients-'));
    try {
      const { code, stdout } = await runCli(['resolve', '--measure', url, '--client', 'curl', '--json'], { environment: { PATH: empty } });
      const { schemaVersion, routes, absent } = JSON.parse(stdout) as { schemaVersion: number; routes: unknown[]; absent: string[] };
      assert.deepEqual([code, schemaVersion, routes, absent], [3, 1, [], ['curl']]);
    } finally {
      await fs.rm(empty, { recursive: true });
    }
  });

  it('shows what a program of this machine does beside what was predicted', async () => {
    const node = path.dirname(process.execPath);
    const proxy = 'http://alice:sesame@proxy.example:3128';
    const { code, stdout } = await runCli(['resolve', '--measure', url, '--client', 'node-fetch-global-env', '--client', 'node-fetch', '--env', `https_proxy=${proxy}`], { environment: { PATH: node } });
    assert.equal(code, 0);
    assert.match(stdout, /^node-fetch-global-env \S+ +http:\/\/proxy\.example:3128 \(connect\) +http:\/\/proxy\.example:3128 \(connect\) +yes$/m);
    assert.match(stdout, /^node-fetch \S+ +direct +direct +yes$/m);
    assert.match(stdout, /Measured: 2\. All do what was predicted\./);
    assert.doesNotMatch(stdout, /sesame|alice/);
  });
});
