/** Chains as a LiteLLM proxy's configuration, and a real LiteLLM proxy that is started with it. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { practiceKey } from '../../src/gateways/practice.ts';
import { startLab, type Lab, type RequestEntry } from '../../src/lab/lab.ts';
import { runCli } from '../unit/cli/run-cli.ts';
import { litellmProgram, startLitellm } from './rigs/litellm.ts';
import type { Program } from './rigs/program.ts';

const masterKey = 'sk-master-of-this-test';

describe('chains, as a LiteLLM proxy has them', function () {
  this.timeout(900_000);
  let proxy: Program;
  let folder = '';
  let url = '';
  let labs: Lab[] = [];
  let asked: string[] = [];

  before(async () => {
    const program = await litellmProgram();
    const lab = (name: string): Promise<Lab> =>
      startLab({ onRequest: ({ path: where, authorization }: RequestEntry) => void asked.push(`${name} ${where} ${authorization}`) });
    labs = [await lab('first'), await lab('second')];
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-litellm-'));
    const chains = path.join(folder, 'gatehouse.chains.json');
    const targets = ['first', 'second'].map((gateway) => ({ gateway, model: 'openai/gpt-5-mini' }));
    fs.writeFileSync(chains, JSON.stringify({ chains: [{ alias: 'gatehouse/fast', targets, clocks: { silenceMs: 20_000, totalMs: 60_000 } }] }));
    const gateways = ['first', 'second'].flatMap((id, index) => ['--gateway', `${id}=${labs[index]?.baseUrl}`]);
    const exported = await runCli(['export', 'litellm', '--chains', chains, ...gateways]);
    assert.equal(exported.code, 0, exported.stderr);
    const config = path.join(folder, 'config.yaml');
    fs.writeFileSync(config, exported.stdout);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    proxy = await startLitellm(program, config, port, {
      LITELLM_MASTER_KEY: masterKey,
      GATEHOUSE_FIRST_API_KEY: practiceKey,
      GATEHOUSE_SECOND_API_KEY: practiceKey,
      // What LiteLLM would take where a key is missing.
      OPENAI_API_KEY: 'sk-of-nobody-here',
    });
  });
  after(async () => {
    await proxy?.stop();
    await Promise.all(labs.map((lab) => lab.close()));
    if (folder !== '') fs.rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => (asked = []));

  async function ask(stream: boolean): Promise<{ status: number; text: string }> {
    const body = JSON.stringify({ model: 'gatehouse/fast', stream, messages: [{ role: 'user', content: 'Say hello.' }] });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${masterKey}` };
    const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body });
    return { status: response.status, text: await response.text() };
  }

  it('knows the alias', async () => {
    const response = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${masterKey}` } });
    const { data } = (await response.json()) as { data: { id: string }[] };
    assert.ok(data.some(({ id }) => id === 'gatehouse/fast'), JSON.stringify(data));
  });

  for (const stream of [false, true]) {
    const kind = stream ? 'a stream' : 'a whole answer';
    it(`goes to the first target while it is healthy, for ${kind}`, async () => {
      const { status, text } = await ask(stream);
      assert.equal(status, 200, text);
      assert.match(text, stream ? /data: \[DONE\]/ : /"finish_reason"/);
      assert.deepEqual(asked, ['first /api/v1/chat/completions practice-key']);
    });
  }

  for (const stream of [false, true]) {
    it(`answers by the second when the first fails, for ${stream ? 'a stream' : 'a whole answer'}`, async () => {
      labs[0]?.setScenario('gateway-error');
      const { status, text } = await ask(stream);
      assert.equal(status, 200, text);
      assert.match(text, stream ? /data: \[DONE\]/ : /"finish_reason"/);
      assert.equal(asked.at(-1), 'second /api/v1/chat/completions practice-key');
      assert.ok(asked.slice(0, -1).every((one) => one === 'first /api/v1/chat/completions practice-key'), asked.join('\n'));
    });
  }
});

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
