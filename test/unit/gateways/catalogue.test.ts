import assert from 'node:assert/strict';
import {
  customGateway,
  customGatewayId,
  findGateway,
  gatewayIds,
  gateways,
  publicGateways,
} from '../../../src/gateways/catalogue/index.ts';
import { parseBaseUrl, type Gateway } from '../../../src/gateways/gateway.ts';
import { isLoopbackUrl } from '../../../src/path/loopback-url.ts';

const hostsOf = ({ baseUrl, hosts = [] }: Gateway): string[] => [new URL(baseUrl).host, ...hosts];
const under = (gateway: Gateway, path: string): URL => new URL(`${gateway.baseUrl}${path}`);

/** What holds for every entry. */
const invariants: Readonly<Record<string, (gateway: Gateway) => void>> = {
  'an id that a setting can name, and no other entry has': ({ id }) => {
    assert.match(id, /^[a-z0-9][a-z0-9-]{1,30}$/);
    assert.notEqual(id, customGatewayId);
    assert.equal(gatewayIds.filter((one) => one === id).length, 1);
  },
  'a title that no other entry has': ({ title }) => {
    assert.notEqual(title.trim(), '');
    assert.equal(gateways.filter((one) => one.title === title).length, 1);
  },
  'a base URL in its clean form': ({ baseUrl }) => assert.deepEqual(parseBaseUrl(baseUrl), { baseUrl }),
  'https, or this machine': ({ baseUrl, messagesBaseUrl = baseUrl, selfHosted }) => {
    for (const url of [baseUrl, messagesBaseUrl]) {
      if (selfHosted) assert.ok(isLoopbackUrl(url), url);
      else assert.equal(new URL(url).protocol, 'https:');
    }
  },
  'user-defined semantics on this machine and nowhere else': ({ selfHosted, userDefined }) => {
    assert.equal(userDefined, selfHosted === true);
  },
  'hosts that no other entry has': (gateway) => {
    const others = gateways.filter((one) => one !== gateway).flatMap(hostsOf);
    const own = hostsOf(gateway);
    assert.equal(new Set(own).size, own.length);
    for (const host of own) {
      assert.equal(new URL(`https://${host}`).host, host);
      assert.ok(!others.includes(host), host);
    }
  },
  'paths that stay at its own host': (gateway) => {
    const { modelsPath, keyPath, creditsPath, checkPath } = gateway;
    for (const path of [modelsPath, keyPath, creditsPath, checkPath]) {
      if (path === undefined) continue;
      assert.match(path, /^(?:\/\.\.)?(?:\/[a-z-]+)+$/);
      assert.equal(under(gateway, path).host, new URL(gateway.baseUrl).host);
    }
  },
  'a protocol that it speaks, and a root for Anthropic clients only where it speaks theirs': (gateway) => {
    assert.ok(gateway.speaks.includes(gateway.protocol));
    assert.equal(new Set(gateway.speaks).size, gateway.speaks.length);
    if (gateway.messagesBaseUrl === undefined) return;
    assert.ok(gateway.speaks.includes('messages'));
    assert.deepEqual(parseBaseUrl(gateway.messagesBaseUrl), { baseUrl: gateway.messagesBaseUrl });
    assert.ok(!gateway.messagesBaseUrl.endsWith('/v1'));
    assert.equal(new URL(gateway.messagesBaseUrl).host, new URL(gateway.baseUrl).host);
  },
  'a key prefix that ends where a key begins': ({ keyPrefix }) => {
    if (keyPrefix !== undefined) assert.match(keyPrefix, /^[a-z0-9]+(?:-[a-z0-9]+)*[-_]$/);
  },
  'a key variable that no other entry has': ({ keyVariable }) => {
    assert.match(keyVariable, /^[A-Z][A-Z0-9_]+$/);
    assert.notEqual(keyVariable, 'GATEHOUSE_API_KEY');
    assert.equal(gateways.filter((one) => one.keyVariable === keyVariable).length, 1);
  },
  'no secrets among its headers': ({ headers = {} }) => {
    for (const name of Object.keys(headers)) assert.doesNotMatch(name, /key|auth|token|cookie/i);
  },
  'wrong hosts that nobody serves, each with its own right base URL': (gateway) => {
    const served = gateways.flatMap(hostsOf);
    for (const [wrong, right] of Object.entries(gateway.wrongHosts ?? {})) {
      assert.equal(right, gateway.baseUrl);
      assert.equal(new URL(`https://${wrong}`).hostname, wrong);
      assert.ok(!served.includes(wrong), wrong);
      assert.equal(gateways.filter(({ wrongHosts }) => wrongHosts?.[wrong] !== undefined).length, 1);
    }
  },
  'wrong paths that are not its own': ({ baseUrl, wrongPaths = [] }) => {
    for (const path of wrongPaths) {
      assert.match(path, /^(?:\/[a-z0-9]+)*$/);
      assert.notEqual(path, new URL(baseUrl).pathname);
    }
  },
  'status feeds over https, official ones first, third parties marked': ({ statusFeeds = [] }) => {
    for (const { pageUrl, dataUrl = pageUrl, components, format } of statusFeeds) {
      for (const url of [pageUrl, dataUrl]) {
        assert.equal(new URL(url).protocol, 'https:');
        assert.equal(new URL(url).host, new URL(pageUrl).host);
      }
      assert.ok('baseUrl' in parseBaseUrl(pageUrl), pageUrl);
      if (components) assert.ok(components.length > 0);
      if (format !== undefined) assert.match(format, /^[a-z]+(?:-[a-z]+)*$/);
    }
    const parties = statusFeeds.map(({ thirdParty }) => thirdParty === true);
    assert.deepEqual(parties, [...parties].sort());
    for (const { pageUrl, thirdParty } of statusFeeds) assert.equal(thirdParty === true, pageUrl.includes('prismix'));
  },
  'no account and no status page on this machine': ({ selfHosted, statusFeeds, keyPath, creditsPath, cancelStopsBilling }) => {
    if (selfHosted) assert.deepEqual([statusFeeds, keyPath, creditsPath, cancelStopsBilling], [undefined, undefined, undefined, undefined]);
  },
};

describe('the catalogue of gateways', () => {
  it('finds each gateway by its id, OpenRouter first', () => {
    assert.equal(gatewayIds[0], 'openrouter');
    for (const id of gatewayIds) assert.equal(findGateway(id)?.id, id);
    for (const id of [customGatewayId, 'nope', '', '__proto__', 'OpenRouter']) assert.equal(findGateway(id), undefined);
    assert.ok(publicGateways.length >= 13 && publicGateways.length < gateways.length);
  });

  for (const gateway of gateways) {
    describe(gateway.id, () => {
      for (const [what, check] of Object.entries(invariants)) it(`has ${what}`, () => check(gateway));
    });
  }

  it('knows the traps of hosts and feeds', () => {
    assert.equal(findGateway('openrouter')?.wrongHosts?.['api.openrouter.ai'], 'https://openrouter.ai/api/v1');
    const everything = JSON.stringify(gateways);
    // Frozen since May 2026, and still green; moved away; answers 403 since the move.
    for (const dead of ['deepseek.statuspage.io', 'status.anthropic.com', 'incidents.rss', 'incidents/unresolved']) {
      assert.ok(!everything.includes(dead), dead);
    }
  });

  it('says who goes on billing when a stream is cancelled', () => {
    const by = (word: Gateway['cancelStopsBilling']): string[] =>
      gateways.filter(({ cancelStopsBilling }) => cancelStopsBilling === word).map(({ id }) => id);
    assert.deepEqual(by('yes'), ['openai', 'anthropic', 'deepseek', 'xai', 'together', 'fireworks']);
    assert.deepEqual(by('no'), ['google', 'groq', 'mistral']);
    assert.deepEqual(by('by-provider'), ['openrouter']);
  });

  it('makes a gateway of a base URL', () => {
    const gateway = customGateway('http://127.0.0.1:4000/v1/');
    assert.equal(gateway.baseUrl, 'http://127.0.0.1:4000/v1');
    assert.equal(gateway.title, '127.0.0.1:4000');
    assert.equal(gateway.protocol, 'chat-completions');
    assert.deepEqual(gateway.speaks, ['chat-completions']);
    assert.equal(gateway.keyVariable, 'GATEHOUSE_API_KEY');
    assert.equal(gateway.userDefined, true);
  });
});

describe('parseBaseUrl', () => {
  const good: readonly [string, string][] = [
    ['https://openrouter.ai/api/v1/', 'https://openrouter.ai/api/v1'],
    [' http://127.0.0.1:8080 ', 'http://127.0.0.1:8080'],
    ['https://gateway.example/v1?x=1#y', 'https://gateway.example/v1'],
    ['http://[::1]:9/v1//', 'http://[::1]:9/v1'],
  ];
  for (const [text, baseUrl] of good) it(`takes ${text}`, () => assert.deepEqual(parseBaseUrl(text), { baseUrl }));

  const bad = [
    '',
    '   ',
    'openrouter.ai/api/v1',
    'ftp://x/',
    'socks5://127.0.0.1:1',
    'https://',
    'https://u:p@x/',
    'https://u@x/',
    'https://u:p@',
    'ftp://u:p@x/',
    'u:p@proxy',
    'https://u:p/p@x y/',
  ];
  for (const text of bad) {
    it(`refuses ${JSON.stringify(text)} and shows no credentials`, () => {
      const parsed = parseBaseUrl(text);
      assert.ok('problem' in parsed);
      assert.doesNotMatch(parsed.problem, /u:p|u@/);
    });
  }
});
