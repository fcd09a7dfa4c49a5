import * as assert from 'node:assert/strict';
import { decideRoute, findClient } from '../../../../src/path/routes.ts';

/** Measured rows: the same questions, asked of each client in a network of its own with recording proxies. */
const [a, b, c] = ['http://192.0.2.1:3101', 'http://192.0.2.1:3102', 'http://192.0.2.1:3103'] as const;
const api = 'https://api.example.com/';
const plain = 'http://api.example.com/';
const all = { http_proxy: a, HTTP_PROXY: a, https_proxy: a, HTTPS_PROXY: a, all_proxy: a, ALL_PROXY: a };

type Row = readonly [environment: Record<string, string>, url: string, addresses?: readonly string[]];

const lists: readonly Row[] = [
  ...(
    [
      ['example.com', api], ['example.com', 'https://notexample.com/'], ['.example.com', 'https://example.com/'],
      ['*.example.com', api], ['*', api], ['api.example.com:443', api], ['foo.test api.example.com', api],
      ['10.1.2.3', 'https://10.1.2.3/'], ['10.0.0.0/8', 'https://10.1.2.3/'], ['2001:db8::7', 'https://[2001:db8::7]/'],
    ] as const
  ).map(([list, url]): Row => [{ ...all, no_proxy: list, NO_PROXY: list }, url]),
  [all, 'http://localhost/'], [all, 'http://127.0.0.1/'], [all, 'http://[::1]/'],
  [all, 'http://loopback.example.net/', ['127.0.0.1']],
];
const variables: readonly Row[] = [
  [{ HTTP_PROXY: a }, plain], [{ http_proxy: a }, plain], [{ http_proxy: a, HTTP_PROXY: a }, api],
  [{ https_proxy: a, HTTPS_PROXY: a }, plain], [{ ALL_PROXY: c }, api], [{ all_proxy: c, https_proxy: a }, api],
  [{ https_proxy: a, HTTPS_PROXY: a, no_proxy: 'api.example.com', NO_PROXY: 'foo.test' }, api],
  [{ https_proxy: a, HTTPS_PROXY: a, no_proxy: 'foo.test', NO_PROXY: 'api.example.com' }, api],
  [{ https_proxy: '', HTTPS_PROXY: b }, api], [{ https_proxy: a, HTTPS_PROXY: '' }, api],
];
const values: readonly Row[] = ['', 'socks5://', 'socks5h://', 'https://'].map((scheme): Row => {
  const value = `${scheme}192.0.2.1:3101`;
  return [{ http_proxy: value, HTTP_PROXY: value, https_proxy: value, HTTPS_PROXY: value }, api];
});

const agentLists = 'D P D P D D P D P P D D D P';
const agentVariables = 'A A A A D A D A B A';
const measured: readonly [client: string, lists: string, variables: string, values: string][] = [
  ['chromium@156', 'D D P D D D P D D P D D D P', 'A A D D C C D A D A', 'connect connect connect error'],
  ['vscode-window@156', 'P P P D D D P D D P D D D P', 'A A A A C A D A B A', 'connect socks5-name error connect+tls'],
  ['vscode-agent-http@0.45.0', agentLists, agentVariables, 'direct socks5-name socks5-name connect+tls'],
  ['vscode-agent-fetch@0.45.0', agentLists, agentVariables, 'direct error error connect+tls'],
  ['vscode-exthost-http@1.139.1', agentLists, agentVariables, 'direct socks5-name socks5-name connect+tls'],
  ['vscode-exthost-fetch@1.139.1', agentLists, agentVariables, 'direct error error connect+tls'],
];

function route(client: string, [environment, text, addresses]: Row): ReturnType<typeof decideRoute> {
  const url = new URL(text);
  return decideRoute(findClient(client), { url, environment, platform: 'linux', ...(addresses ? { addresses } : {}) });
}

describe('dialects: the measured rows of the editor and its browser', () => {
  for (const [client, ofLists, ofVariables, ofValues] of measured) {
    it(`${client}: exclusion lists`, () => {
      const letters = { direct: 'D', proxy: 'P', error: 'E', unknown: '?' };
      const found = lists.map((row) => letters[route(client, row).route.outcome]);
      assert.equal(found.join(' '), ofLists);
    });

    it(`${client}: variables`, () => {
      const letters: Record<string, string> = { '3101': 'A', '3102': 'B', '3103': 'C' };
      const found = variables.map((row) => {
        const { route: decided, proxyUrl } = route(client, row);
        if (decided.outcome === 'proxy') return letters[proxyUrl?.port ?? ''];
        return { direct: 'D', error: 'E', unknown: '?' }[decided.outcome];
      });
      assert.equal(found.join(' '), ofVariables);
    });

    it(`${client}: values`, () => {
      const found = values.map((row) => {
        const { route: decided, proxyUrl } = route(client, row);
        if (decided.outcome !== 'proxy') return decided.outcome;
        return `${decided.mode}${proxyUrl?.protocol === 'https:' ? '+tls' : ''}`;
      });
      assert.equal(found.join(' '), ofValues);
    });
  }
});
