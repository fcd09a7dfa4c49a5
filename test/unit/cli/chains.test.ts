import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import { practiceKey } from '../../../src/gateways/practice.ts';
import { startLab } from '../../../src/lab/lab.ts';
import { exampleChainFile } from '../../../src/shim/endpoint/chains/example-file.ts';
import { finished, runCli, startCli } from './run-cli.ts';

const key = `sk-or-v1-${'7f3a'.repeat(16)}`;

describe('chains in the terminal', function () {
  this.timeout(60_000);
  let folder = '';
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-chains-'))));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  function file(content: unknown): string {
    const name = path.join(folder, 'gatehouse.chains.json');
    fs.writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content, null, 1));
    return name;
  }
  const chain = (...targets: object[]): object => ({ chains: [{ alias: 'gatehouse/fast', targets }] });

  describe('gatehouse chains', () => {
    it('finds nothing wrong with the example', async () => {
      const { code, stdout, stderr } = await runCli(['chains', file(exampleChainFile())]);
      assert.deepEqual([code, stdout.trim(), stderr], [0, '1 chains can be used.', '']);
    });

    it('tells errors as compilers do, and ends with 1', async () => {
      const name = file(chain({ gateway: 'openruter', model: 'a/b' }));
      const { code, stdout } = await runCli(['chains', name]);
      assert.equal(code, 1);
      assert.ok(stdout.startsWith(`${name}:7:17: error: There is no gateway "openruter". Did you mean "openrouter"? [unknown-gateway]\n`), stdout);
    });

    it('lets warnings pass', async () => {
      const { code, stdout } = await runCli(['chains', file(chain({ gateway: 'groq', model: 'a' }, { gateway: 'groq', model: 'b' }))]);
      assert.equal(code, 0);
      assert.match(stdout, /: warning: .*\[shared-gateway\]/);
    });

    it('knows gateways of one\'s own by their URL', async () => {
      const name = file(chain({ gateway: 'ours', model: 'a' }, { gateway: 'custom', model: 'b' }));
      assert.equal((await runCli(['chains', name])).code, 1);
      assert.equal((await runCli(['chains', name, '--gateway', 'ours=https://llm.test/v1', '--gateway', 'custom=http://127.0.0.1:1/v1'])).code, 0);
    });

    it('says the same in JSON, and no key that stands in the file', async () => {
      const { code, stdout, stderr } = await runCli(['chains', file(chain({ gateway: 'groq', model: 'a', key, url: 'x' })), '--json']);
      const document = JSON.parse(stdout) as { schemaVersion: number; usable: boolean; problems: { id: string; line: number; path: unknown[] }[] };
      assert.deepEqual([code, document.schemaVersion, document.usable], [1, 1, false]);
      assert.deepEqual(document.problems.map(({ id, line, path: where }) => [id, line, where.at(-1)]), [['key-in-file', 9, 'key'], ['unknown-field', 10, 'url']]);
      assert.ok(!stdout.includes(key) && !stderr.includes(key));
    });

    const misused: [string, string[], RegExp][] = [
      ['a file that is not there', ['chains', '/nowhere/x.json'], /could not be read \(ENOENT\)/],
      ['two files', ['chains', 'a', 'b'], /Give one file/],
      ['a gateway without a URL', ['chains', '--gateway', 'ours'], /--gateway is ID=URL/],
      ['a gateway that is known', ['chains', '--gateway', 'openai=https://x.test'], /id is that of a known gateway/],
      ['a gateway twice', ['chains', '--gateway', 'a=https://x.test', '--gateway', 'a=https://y.test'], /names "a" twice/],
      ['two gateways with one variable', ['chains', '--gateway', 'a.b=https://x.test', '--gateway', 'a-b=https://y.test'], /differ in punctuation/],
      ['a password in a URL', ['chains', '--gateway', 'a=https://user:hunter22@x.test'], /carries a user name or password/],
      ['no format', ['export'], /Say what to export to: litellm, envoy/],
      ['another format', ['export', 'litelm'], /Did you mean "litellm"/],
      ['chains of the shim that runs', ['shim', '--running', '--chains', 'x'], /exclude each other/],
      ['a gateway without chains', ['shim', '--gateway', 'a=https://x.test'], /--gateway needs --chains/],
    ];
    for (const [what, args, says] of misused) {
      it(`is used wrongly: ${what}`, async () => {
        const { code, stderr } = await runCli(args);
        assert.equal(code, 2, stderr);
        assert.match(stderr, says);
        assert.doesNotMatch(stderr, /hunter22/);
      });
    }
  });

  describe('gatehouse export', () => {
    const two = { ...chain({ gateway: 'openrouter', model: 'a/b', key: 'team' }, { gateway: 'anthropic', model: 'c', price: { inputUsd: 3, outputUsd: 15 } }) };

    it('is a LiteLLM configuration with fallbacks, and names variables in place of keys', async () => {
      const { code, stdout } = await runCli(['export', 'litellm', '--chains', file(two)], { environment: { OPENROUTER_API_KEY_TEAM: key } });
      assert.equal(code, 0);
      assert.ok(!stdout.includes(key));
      const { model_list: models, router_settings: router } = parse(stdout) as { model_list: unknown[]; router_settings: { fallbacks: unknown } };
      assert.deepEqual(models, [
        { model_name: 'gatehouse/fast', litellm_params: { model: 'openai/a/b', api_base: 'https://openrouter.ai/api/v1', api_key: 'os.environ/OPENROUTER_API_KEY_TEAM' } },
        {
          model_name: 'gatehouse/fast@2',
          litellm_params: { model: 'anthropic/c', api_base: 'https://api.anthropic.com', api_key: 'os.environ/ANTHROPIC_API_KEY', input_cost_per_token: 0.000003, output_cost_per_token: 0.000015 },
        },
      ]);
      assert.deepEqual(router.fallbacks, [{ 'gatehouse/fast': ['gatehouse/fast@2'] }]);
    });

    it('orders by quality and price, and weighs, as they are now', async () => {
      const targets = [{ gateway: 'groq', model: 'a', quality: 5, price: { inputUsd: 2, outputUsd: 2 } }, { gateway: 'xai', model: 'b', quality: 9, weight: 3, price: { inputUsd: 1, outputUsd: 2 } }];
      const first = async (order: string): Promise<unknown[]> => {
        const { stdout } = await runCli(['export', 'litellm', '--chains', file({ chains: [{ alias: 'x', targets, order }, { alias: 'x@2', targets }] })]);
        const { model_list: models } = parse(stdout) as { model_list: { model_name: string; litellm_params: { model: string; weight?: number } }[] };
        return models.slice(0, 2).map(({ model_name: name, litellm_params: { model, weight } }) => [name, model, weight]);
      };
      assert.deepEqual(await first('listed'), [['x', 'openai/a', undefined], ['x@2@', 'openai/b', undefined]]);
      assert.deepEqual(await first('quality'), [['x', 'openai/b', undefined], ['x@2@', 'openai/a', undefined]]);
      assert.deepEqual(await first('cheapest'), [['x', 'openai/b', undefined], ['x@2@', 'openai/a', undefined]]);
      assert.deepEqual(await first('weighted'), [['x', 'openai/a', 1], ['x', 'openai/b', 3]]);
    });

    it('tells what has no equal, on top and in JSON', async () => {
      const content = {
        chains: [
          {
            alias: 'x', order: 'cheapest', race: { afterMs: 0 }, continueTruncated: true,
            clocks: { connectMs: 1_000, headersMs: 1_000, firstContentMs: 2_000, silenceMs: 3_000 },
            targets: [{ gateway: 'groq', model: 'a', onlyIfCheaperThan: { inputUsd: 1, outputUsd: 1 } }, { gateway: 'xai', model: 'b' }],
          },
        ],
        caps: [{ alias: 'x', usdPerDay: 1 }],
      };
      const whats = async (format: string): Promise<string[]> => {
        const { stdout } = await runCli(['export', format, '--chains', file(content), '--json']);
        const { lost, yaml, usable } = JSON.parse(stdout) as { lost: { what: string; alias?: string; text: string }[]; yaml: string; usable: boolean };
        assert.equal(usable, true);
        for (const { what, text } of lost) assert.ok(yaml.includes(`${what}: ${text}`), what);
        return lost.map(({ what }) => what);
      };
      const both = ['completeness', 'content', 'race', 'continueTruncated', 'order', 'onlyIfCheaperThan', 'caps'];
      assert.deepEqual(await whats('litellm'), [...both, 'clocks.connectMs', 'clocks.headersMs', 'clocks.silenceMs']);
      assert.deepEqual(await whats('envoy'), [...both, 'clocks.headersMs', 'clocks.connectMs', 'clocks.silenceMs']);
    });

    it('exports nothing of a file with an error', async () => {
      const name = file(chain());
      const [human, json] = [await runCli(['export', 'envoy', '--chains', name]), await runCli(['export', 'envoy', '--chains', name, '--json'])];
      assert.deepEqual([human.code, human.stdout, json.code], [1, '', 1]);
      assert.match(human.stderr, /\[empty-chain\]/);
      assert.equal((JSON.parse(json.stdout) as { usable: boolean }).usable, false);
    });
  });

  describe('gatehouse shim --chains', () => {
    it('serves with keys out of the environment, tells which are missing, and prints none', async () => {
      const name = file(chain({ gateway: 'openrouter', model: 'a/b', key: 'team' }, { gateway: 'groq', model: 'b' }, { gateway: 'anthropic', model: 'c' }));
      const child = startCli(['shim', '--json', '--chains', name], { OPENROUTER_API_KEY_TEAM: key, ANTHROPIC_API_KEY: key });
      const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
      const ended = finished(child);
      const { value } = (await lines.next()) as { value: string };
      assert.ok((JSON.parse(value) as { port: number }).port > 0);
      child.kill('SIGINT');
      const { code, stdout, stderr } = await ended;
      assert.equal(code, 130);
      assert.match(stderr, /^GROQ_API_KEY: The key of Groq is not set/m);
      // A key of OpenRouter in Anthropic's variable stays here.
      assert.match(stderr, /^ANTHROPIC_API_KEY: .*one of OpenRouter/m);
      assert.doesNotMatch(stderr, /OPENROUTER_API_KEY_TEAM:/);
      assert.ok(!stdout.includes(key) && !stderr.includes(key));
    });

    it('answers by the second target when the first fails, with each key at its own gateway', async () => {
      const asked: string[] = [];
      const lab = (name: string, scenario: string) => startLab({ scenario, onRequest: ({ path: where, authorization }) => void asked.push(`${name} ${where} ${authorization}`) });
      const [first, second] = [await lab('first', 'bad-key'), await lab('second', 'healthy')];
      const name = file(chain({ gateway: 'first', model: 'openai/gpt-5-mini' }, { gateway: 'second', model: 'openai/gpt-5-mini' }));
      const gateways = ['--gateway', `first=${first.baseUrl}`, '--gateway', `second=${second.baseUrl}`];
      const child = startCli(['shim', '--json', '--chains', name, ...gateways], { GATEHOUSE_FIRST_API_KEY: 'sk-of-the-first', GATEHOUSE_SECOND_API_KEY: practiceKey });
      const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
      const ended = finished(child);
      try {
        const { address, port } = JSON.parse(((await lines.next()) as { value: string }).value) as { address: string; port: number };
        const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${new URL(address).password}` },
          body: JSON.stringify({ model: 'gatehouse/fast', messages: [{ role: 'user', content: 'Say hello.' }] }),
        });
        const text = await response.text();
        assert.equal(response.status, 200, text);
        assert.equal(response.headers.get('x-gatehouse-target'), 'second/openai/gpt-5-mini');
        assert.deepEqual(asked, ['first /api/v1/chat/completions other', 'second /api/v1/chat/completions practice-key']);
      } finally {
        child.kill('SIGINT');
        await ended;
        await Promise.all([first.close(), second.close()]);
      }
    });

    it('does not start with a file that has an error', async () => {
      const { code, stdout, stderr } = await runCli(['shim', '--json', '--chains', file(chain({ gateway: 'nobody', model: 'x' }))]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /\[unknown-gateway\][^]*cannot be used/);
    });
  });
});
