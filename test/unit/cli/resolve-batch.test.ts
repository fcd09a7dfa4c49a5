import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { resolveBatch } from '../../../src/cli/resolve-batch.ts';
import type { Route } from '../../../src/path/route.ts';

async function* linesOf(lines: readonly string[]): AsyncIterable<string> {
  yield* lines;
}

async function answers(lines: readonly string[]): Promise<{ routes: Route[]; answered: number; refused: number }> {
  let text = '';
  const print = async (piece: string): Promise<void> => void (text += piece);
  const result = await resolveBatch(linesOf(lines), print, 'linux');
  const routes = text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Route);
  return { routes, ...result };
}

const question = (more: object): string => JSON.stringify({ client: 'curl', url: 'https://api.example.com/', ...more });

describe('resolve --batch', () => {
  it('answers line by line, in the same order, from nothing but the line', async () => {
    process.env['HTTPS_PROXY'] = 'http://not-this.example:1';
    const { routes, answered, refused } = await answers([
      question({ clientVersion: '7.88.1', env: { https_proxy: 'http://user:secret@proxy.example:3128' } }),
      '',
      question({ client: 'go', env: { HTTPS_PROXY: 'socks5://proxy.example' } }),
      question({ client: 'vscode-exthost-http', settings: { 'http.proxy': 'http://p.example:1', 'http.noProxy': ['example.com'] } }),
      question({ client: 'curl@8.23.0', env: {} }),
      question({ env: { https_proxy: null, HTTPS_PROXY: 'http://p.example:2' } }),
    ]).finally(() => delete process.env['HTTPS_PROXY']);
    assert.deepEqual([answered, refused], [5, 0]);
    assert.deepEqual(
      routes.map(({ client, clientVersion, outcome, proxy, mode, decidedBy }) => [client, clientVersion, outcome, proxy, mode, decidedBy]),
      [
        ['curl', '7.88.1', 'proxy', 'http://proxy.example:3128', 'connect', 'https_proxy'],
        ['go', '1.27.3', 'proxy', 'socks5://proxy.example:1080', 'socks5-name', 'HTTPS_PROXY'],
        ['vscode-exthost-http', '1.139.1', 'direct', null, undefined, 'http.noProxy'],
        ['curl', '8.23.0', 'direct', null, undefined, 'nothing set'],
        ['curl', '8.23.0', 'proxy', 'http://p.example:2', 'connect', 'HTTPS_PROXY'],
      ],
    );
  });

  for (const [line, reason] of [
    ['{', /Line 1: this is not JSON/],
    ['[]', /not a JSON object/],
    ['{"url":"https://x/"}', /"client" has to be a text/],
    ['{"client":"nobody","url":"https://x/"}', /There is no client "nobody"/],
    ['{"client":"curl","clientVersion":"new","url":"https://x/"}', /"new" is no version of curl/],
    ['{"client":"curl","url":"x"}', /"x" is no valid URL/],
    ['{"client":"curl","url":"ftp://x"}', /neither an http nor an https URL/],
    ['{"client":"curl","url":"https://x/","env":[]}', /"env" has to be an object/],
    ['{"client":"curl","url":"https://x/","env":{"A":1}}', /"env\.A" has to be a text/],
    ['{"client":"curl","url":"https://x/","platform":"amiga"}', /"platform" has to be one of/],
    ['{"client":"curl","url":"https://x/","addresses":"10.1.2.3"}', /"addresses" has to be a list/],
  ] as const) {
    it(`refuses ${line} and goes on`, async () => {
      const { routes, answered, refused } = await answers([line, question({})]);
      assert.deepEqual([answered, refused, routes[0]?.outcome, routes[0]?.decidedBy], [1, 1, 'unknown', 'input']);
      assert.match(routes[0]?.reason ?? '', reason);
      assert.equal(routes[1]?.outcome, 'direct');
    });
  }

  it('gives a line for a line, whatever stands on it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.json())), async (given) => {
        const lines = given.map((line) => line.replace(/[\r\n]/g, ' ')).filter((line) => line.trim() !== '');
        const { routes } = await answers(lines);
        assert.equal(routes.length, lines.length);
      }),
    );
  });
});
