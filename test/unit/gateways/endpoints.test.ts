import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  bandOfEndpoint,
  bandOfModel,
  bandOfUptime,
  endpointsPath,
  parseEndpoints,
  providersOf,
  sharedProviders,
  type Band,
  type Endpoint,
  type ModelEndpoints,
} from '../../../src/gateways/endpoints.ts';
import { endpointsAnswer, findModel } from '../../../src/lab/practice-models.ts';

const template = '/models/{model}/endpoints';

function endpoint(provider: string, more: Partial<Endpoint> = {}): Endpoint {
  return {
    provider,
    tag: null,
    status: 0,
    uptime5m: 99,
    uptime30m: 99,
    uptime1d: 99,
    latencyMs: null,
    throughput: null,
    contextLength: null,
    promptUsd: null,
    completionUsd: null,
    ...more,
  };
}

function modelOf(model: string, ...endpoints: (string | Endpoint)[]): ModelEndpoints {
  return { model, endpoints: endpoints.map((one) => (typeof one === 'string' ? endpoint(one) : one)), truncated: false };
}

describe('the endpoints path', () => {
  const cases: readonly [id: string, path: string | undefined][] = [
    ['openai/gpt-5-mini', '/models/openai/gpt-5-mini/endpoints'],
    [' openai/gpt-5-mini:nitro ', '/models/openai/gpt-5-mini:nitro/endpoints'],
    ['~anthropic/claude-sonnet-latest', '/models/~anthropic/claude-sonnet-latest/endpoints'],
    ['meta-llama/llama-3.3-70b-instruct:free', '/models/meta-llama/llama-3.3-70b-instruct:free/endpoints'],
    ['gpt-5-mini', undefined],
    ['openrouter/auto', undefined],
    ['../key', undefined],
    ['a/../../key', undefined],
    ['a/b?x=1', undefined],
    ['a/b#x', undefined],
    ['a/b c', undefined],
    ['a/b/c', undefined],
    ['', undefined],
  ];
  for (const [id, path] of cases) it(JSON.stringify(id), () => assert.equal(endpointsPath(template, id), path));

  it('never leaves the API, whatever the id', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z~.]{1,9}\/[a-z.:%?#/]{1,9}$/)), (id) => {
        const path = endpointsPath(template, id);
        if (path === undefined) return;
        const url = new URL(`https://gateway.test/v1${path}`);
        assert.equal(url.pathname, `/v1${path}`);
        assert.equal(url.search + url.hash, '');
      }),
    );
  });
});

describe('parseEndpoints', () => {
  it('reads what the practice gateway says, with times only for a key', () => {
    const model = findModel('openai/gpt-5-mini');
    assert.ok(model);
    const read = (withKey: boolean) => parseEndpoints(JSON.stringify(endpointsAnswer(model, withKey, 93.4)), 'openai/gpt-5-mini:nitro');
    assert.deepEqual(read(true)?.endpoints[0], {
      provider: 'OpenAI',
      tag: 'openai',
      status: 0,
      uptime5m: 93.4,
      uptime30m: 93.4,
      uptime1d: 99.9,
      latencyMs: { p50: 420, p75: 610, p90: 980, p99: 2_100 },
      throughput: { p50: 62, p75: 48, p90: 31, p99: 12 },
      contextLength: 400_000,
      promptUsd: 0.00000025,
      completionUsd: 0.000002,
    });
    assert.equal(read(true)?.model, 'openai/gpt-5-mini:nitro');
    assert.deepEqual(read(false)?.endpoints.map(({ latencyMs, throughput }) => [latencyMs, throughput]), [[null, null], [null, null]]);
  });

  it('takes what makes no sense for unknown, and strips what is shown', () => {
    const entry = {
      provider_name: 'Evil\u0000\u202eCorp',
      tag: 7,
      status: 'fine',
      uptime_last_5m: 101,
      uptime_last_30m: '99',
      uptime_last_1d: -1,
      latency_last_30m: { p50: null },
      throughput_last_30m: [],
      context_length: 0,
      pricing: { prompt: 'free', completion: '-1' },
    };
    assert.deepEqual(parseEndpoints(JSON.stringify({ data: { endpoints: [entry, null, {}, 3] } }), 'a/b'), {
      model: 'a/b',
      truncated: false,
      endpoints: [endpoint('Evil Corp', { status: null, uptime5m: null, uptime30m: null, uptime1d: null })],
    });
  });

  it('keeps an empty list apart from one it can not read', () => {
    assert.deepEqual(parseEndpoints('{"data":{"endpoints":[]}}', 'a/b')?.endpoints, []);
    for (const body of ['', 'null', '[]', '{}', '{"data":[]}', '{"data":{"endpoints":{}}}', '{"data":{"endpoints":[1,null]}}', '<html>', '{"error":{"code":404}}']) {
      assert.equal(parseEndpoints(body, 'a/b'), null, body);
    }
  });

  it('is bounded', () => {
    const many = parseEndpoints(JSON.stringify({ data: { endpoints: Array.from({ length: 500 }, (_, index) => ({ provider_name: `p${index}` })) } }), 'a/b');
    assert.equal(many?.endpoints.length, 60);
    assert.equal(many?.truncated, true);
    assert.equal(parseEndpoints(' '.repeat(3_000_000), 'a/b'), null);
  });

  it('never throws, and gives finite numbers', () => {
    const entry = fc.record({ provider_name: fc.anything({ maxDepth: 1 }), tag: fc.anything({ maxDepth: 1 }), status: fc.anything(), uptime_last_5m: fc.anything(), latency_last_30m: fc.object({ maxDepth: 1 }), pricing: fc.object({ maxDepth: 1 }) });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (endpoints) => {
        let body = '';
        try {
          body = JSON.stringify({ data: { endpoints } });
        } catch {
          // Not JSON at all: BigInt.
        }
        const read = parseEndpoints(body, 'a/b');
        for (const one of read?.endpoints ?? []) {
          for (const value of Object.values(one)) if (typeof value === 'number') assert.ok(Number.isFinite(value));
        }
        if (read) sharedProviders([read, modelOf('c/d', 'X')]);
      }),
    );
  });
});

describe('bands', () => {
  const uptimes: readonly [uptime: number | null, band: Band][] = [
    [100, 'normal'],
    [95, 'normal'],
    [94.99, 'degraded'],
    [80, 'degraded'],
    [79.99, 'fallback-only'],
    [0, 'fallback-only'],
    [null, 'unknown'],
    [NaN, 'unknown'],
  ];
  for (const [uptime, band] of uptimes) it(`${uptime} %: ${band}`, () => assert.equal(bandOfUptime(uptime), band));

  const endpoints: readonly [more: Partial<Endpoint>, band: Band][] = [
    [{}, 'normal'],
    [{ uptime5m: 85 }, 'degraded'],
    [{ uptime5m: 100, uptime30m: 70 }, 'fallback-only'],
    [{ uptime5m: null, uptime30m: 85 }, 'degraded'],
    [{ uptime5m: null, uptime30m: null, uptime1d: 100 }, 'unknown'],
    [{ status: null }, 'normal'],
    [{ status: -2 }, 'deranked'],
  ];
  for (const [more, band] of endpoints) {
    it(`an endpoint with ${JSON.stringify(more)}: ${band}`, () => assert.equal(bandOfEndpoint(endpoint('X', more)), band));
  }

  const models: readonly [bands: readonly Partial<Endpoint>[], band: Band][] = [
    [[], 'unknown'],
    [[{ uptime5m: 10 }, {}], 'normal'],
    [[{ uptime5m: 10 }, { uptime5m: 85 }], 'degraded'],
    [[{ status: -5 }, { uptime5m: null, uptime30m: null }], 'deranked'],
    [[{ uptime5m: null, uptime30m: null }], 'unknown'],
  ];
  for (const [all, band] of models) {
    it(`a model of ${all.length} (${JSON.stringify(all)}): ${band}`, () => {
      assert.equal(bandOfModel(modelOf('a/b', ...all.map((more, index) => endpoint(`p${index}`, more)))), band);
    });
  }

  it('never calls a model normal without a number of 95 or more', () => {
    const uptime = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(fc.array(fc.record({ status: fc.constantFrom(0, null, -1, -10), uptime5m: uptime, uptime30m: uptime, uptime1d: uptime })), (all) => {
        const model = modelOf('a/b', ...all.map((more) => endpoint('X', more)));
        if (bandOfModel(model) !== 'normal') return;
        assert.ok(all.some((one) => (one.status ?? 0) >= 0 && [one.uptime5m, one.uptime30m].some((share) => share !== null && share >= 95)));
      }),
    );
  });
});

describe('shared providers', () => {
  it('counts offers of one provider once', () => {
    const model = modelOf('a/b', endpoint('DeepInfra', { tag: 'deepinfra/fp4' }), endpoint('DeepInfra', { tag: 'deepinfra/fp8' }), 'Together');
    assert.deepEqual(providersOf(model), ['DeepInfra', 'Together']);
  });

  interface Case {
    what: string;
    models: readonly ModelEndpoints[];
    everywhere: readonly string[];
    adds: readonly (readonly string[])[];
    single?: boolean;
  }
  const cases: readonly Case[] = [
    { what: 'no list', models: [], everywhere: [], adds: [] },
    { what: 'one model', models: [modelOf('a/b', 'X')], everywhere: [], adds: [], single: true },
    { what: 'other providers', models: [modelOf('a/b', 'X'), modelOf('c/d', 'Y')], everywhere: [], adds: [['Y']] },
    { what: 'the same one', models: [modelOf('a/b', 'X'), modelOf('c/d', 'X')], everywhere: ['X'], adds: [[]], single: true },
    { what: 'one more', models: [modelOf('a/b', 'X'), modelOf('c/d', 'X', 'Y')], everywhere: ['X'], adds: [['Y']] },
    { what: 'a chain that comes back', models: [modelOf('a/b', 'X'), modelOf('c/d', 'Y'), modelOf('e/f', 'X', 'Y')], everywhere: [], adds: [['Y'], []] },
    { what: 'other spellings of one name', models: [modelOf('a/b', 'OpenAI'), modelOf('c/d', endpoint('OpenAI Inc', { tag: 'openai' }))], everywhere: ['OpenAI'], adds: [[]], single: true },
  ];
  for (const { what, models, everywhere, adds, single = false } of cases) {
    it(what, () => {
      const shared = sharedProviders(models);
      assert.deepEqual(shared.everywhere, everywhere);
      assert.deepEqual(shared.fallbacks.map((one) => one.adds), adds);
      assert.equal(shared.single, single);
    });
  }

  it('knows the same model under another suffix, and a free variant as another one', () => {
    const [nitro, free] = sharedProviders([modelOf('a/b', 'X'), modelOf('A/b:nitro', 'X'), modelOf('a/b:free', 'Y')]).fallbacks;
    assert.equal(nitro?.sameModelAs, 'a/b');
    assert.equal(free?.sameModelAs, undefined);
  });

  it('parts each fallback\'s providers into new and known ones', () => {
    const names = fc.array(fc.constantFrom('X', 'Y', 'Z', 'W'), { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 5 }), (lists) => {
        const models = lists.map((providers, index) => modelOf(`a/m${index}`, ...providers));
        const shared = sharedProviders(models);
        assert.equal(shared.fallbacks.length, models.length - 1);
        shared.fallbacks.forEach(({ adds, shares }, index) => {
          assert.deepEqual([...adds, ...shares].toSorted(), providersOf(models[index + 1] ?? modelOf('')).toSorted());
        });
        for (const name of shared.everywhere) assert.ok(lists.every((providers) => (providers as string[]).includes(name)));
      }),
    );
  });
});
