/** Chains as resources of Envoy AI Gateway, held against the definitions that it publishes. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { gateways } from '../../src/gateways/catalogue/index.ts';
import { runCli } from '../unit/cli/run-cli.ts';
import { crdFaults, type CrdSchema } from './rigs/crd-schema.ts';

interface Resource {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: Spec;
}

interface Rule {
  matches: { headers: unknown[] }[];
  backendRefs: { name: string; [field: string]: unknown }[];
  timeouts?: { request: string; backendRequest: string };
  [field: string]: unknown;
}

/** Of every kind at once: what a kind lacks is not asked for. */
interface Spec {
  rules: Rule[];
  backendRef: { name: string; kind: string; group: string };
  targetRefs: { name: string; kind: string; group: string }[];
  type: string;
  endpoints: Record<string, unknown>[];
  validation: { wellKnownCACertificates: string };
  [field: string]: unknown;
}

/** Of envoyproxy/ai-gateway v1.1.0 and the envoyproxy/gateway v1.8.1 it is built with; descriptions and parts that are never written are left out. */
const definitions = JSON.parse(fs.readFileSync(new URL('rigs/envoy-crds.json', import.meta.url), 'utf8')) as Record<string, { apiVersion: string; source: string; schema: CrdSchema }>;

const chainsFiles: [string, object, string[]][] = [
  ['every gateway of the catalogue', { chains: gateways.map(({ id }) => ({ alias: `of/${id}`, targets: [{ gateway: id, model: 'author/model' }] })) }, []],
  [
    'priorities, clocks and keys by name',
    {
      chains: [
        {
          alias: 'gatehouse/fast',
          targets: [{ gateway: 'openrouter', model: 'a/b', key: 'team' }, { gateway: 'openrouter', model: 'c/d' }, { gateway: 'groq', model: 'e' }],
          clocks: { connectMs: 5_000, headersMs: 10_000, firstContentMs: 90_500, silenceMs: 60_000, totalMs: 3_600_000 },
          race: { afterMs: 100 },
        },
      ],
      caps: [{ alias: '*', usdPerDay: 1 }],
    },
    [],
  ],
  ['weights', { chains: [{ alias: 'w', order: 'weighted', targets: [{ gateway: 'groq', model: 'a', weight: 0.25 }, { gateway: 'xai', model: 'b', weight: 3 }] }] }, []],
  [
    'gateways of one\'s own',
    { chains: [{ alias: 'own', targets: ['our.llm', 'our_llm-2', 'custom'].map((gateway) => ({ gateway, model: 'm' })) }] },
    ['our.llm=https://llm.example:8443/deep/v1', 'our_llm-2=http://10.0.0.7/v1', 'custom=http://[fd00::7]:4000'].flatMap((one) => ['--gateway', one]),
  ],
  ['more chains than one route may have', { chains: Array.from({ length: 40 }, (_, index) => ({ alias: `a${index}`, targets: [{ gateway: 'groq', model: 'm' }] })) }, []],
];

describe('chains, as Envoy AI Gateway has them', function () {
  this.timeout(60_000);
  let folder = '';
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-envoy-'))));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  async function exported(chains: object, args: readonly string[]): Promise<{ resources: Resource[]; yaml: string }> {
    const file = path.join(folder, 'gatehouse.chains.json');
    fs.writeFileSync(file, JSON.stringify(chains));
    const { code, stdout, stderr } = await runCli(['export', 'envoy', '--chains', file, ...args]);
    assert.equal(code, 0, stderr);
    return { yaml: stdout, resources: parseAllDocuments(stdout).map((one) => one.toJS() as Resource) };
  }

  for (const [what, chains, args] of chainsFiles) {
    it(`are resources by their definitions: ${what}`, async () => {
      const { resources } = await exported(chains, args);
      for (const resource of resources) {
        const definition = definitions[resource.kind];
        assert.ok(definition, resource.kind);
        assert.equal(resource.apiVersion, definition.apiVersion);
        assert.deepEqual(crdFaults(resource, definition.schema, `${resource.kind} ${resource.metadata.name}`), []);
        assert.match(resource.metadata.name, /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
      }
      checkRules(resources);
    });
  }

  it('would be found out if they were not', async () => {
    const { resources } = await exported(chainsFiles[1]?.[1] ?? {}, []);
    const [route] = resources;
    assert.ok(route);
    const { schema } = definitions['AIGatewayRoute'] ?? assert.fail();
    const wrong: [(rule: Rule, spec: Spec) => void, RegExp][] = [
      [(rule) => (rule['retries'] = 1), /retries: unknown/],
      [(rule) => (rule['streamIdleTimeout'] = '20'), /does not match/],
      [(rule) => (rule.backendRefs = [{} as Rule['backendRefs'][number]]), /lacks name/],
      [(rule) => (rule.backendRefs[0]!['priority'] = -1), /out of range/],
      [(rule) => (rule.backendRefs[0]!['weight'] = '1'), /string in place of integer/],
      [(rule, spec) => (spec.rules = Array.from({ length: 16 }, () => rule)), /16 items/],
    ];
    for (const [damage, says] of wrong) {
      const copy = structuredClone(route);
      damage(copy.spec.rules[0]!, copy.spec);
      assert.match(crdFaults(copy, schema).join('\n'), says);
    }
  });

  it('ask the targets in their order, with their own models, and hold no key', async () => {
    const { resources, yaml } = await exported(chainsFiles[1]?.[1] ?? {}, []);
    const rule = resources[0]?.spec.rules[0];
    assert.ok(rule);
    assert.deepEqual(rule.matches[0]?.headers[0], { type: 'Exact', name: 'x-ai-eg-model', value: 'gatehouse/fast' });
    assert.deepEqual(rule.backendRefs.map((one) => [one.name, one['modelNameOverride'], one['priority']]), [
      ['gatehouse-openrouter-key-team', 'a/b', 0],
      ['gatehouse-openrouter', 'c/d', 1],
      ['gatehouse-groq', 'e', 2],
    ]);
    assert.deepEqual([rule.timeouts, rule['streamIdleTimeout']], [{ request: '10800s', backendRequest: '3600s' }, '90500ms']);
    assert.ok(resources.every(({ kind }) => kind !== 'Secret'));
    for (const words of [/race: Targets are not raced/, /caps: Spending is not capped/, /completeness/, /\$OPENROUTER_API_KEY_TEAM"/]) assert.match(yaml, words);
  });
});

/** What the definitions say in rules of their own (CEL), and that everything that is named is there. */
function checkRules(resources: readonly Resource[]): void {
  const names = (kind: string): string[] => resources.filter((one) => one.kind === kind).map((one) => one.metadata.name);
  assert.equal(new Set(resources.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).size, resources.length);
  for (const { kind, metadata, spec } of resources) {
    switch (kind) {
      case 'AIGatewayRoute':
        for (const rule of spec.rules) {
          for (const { name } of rule.backendRefs) assert.ok(names('AIServiceBackend').includes(name), name);
          if (rule.timeouts) assert.ok(seconds(rule.timeouts.backendRequest) <= seconds(rule.timeouts.request));
        }
        break;
      case 'AIServiceBackend':
        assert.deepEqual([spec.backendRef.kind, spec.backendRef.group], ['Backend', 'gateway.envoyproxy.io']);
        assert.ok(names('Backend').includes(spec.backendRef.name));
        break;
      case 'BackendSecurityPolicy':
        assert.deepEqual(Object.keys(spec).sort(), ['targetRefs', spec.type === 'APIKey' ? 'apiKey' : 'anthropicAPIKey', 'type'].sort());
        for (const { group, kind: of, name } of spec.targetRefs) {
          assert.deepEqual([group, of], ['aigateway.envoyproxy.io', 'AIServiceBackend']);
          assert.ok(names('AIServiceBackend').includes(name));
        }
        break;
      case 'Backend':
        for (const endpoint of spec.endpoints) assert.equal(['fqdn', 'ip', 'unix'].filter((one) => endpoint[one]).length, 1);
        break;
      case 'BackendTLSPolicy':
        assert.equal(spec.validation.wellKnownCACertificates, 'System');
        for (const { name } of spec.targetRefs) assert.ok(names('Backend').includes(name));
        break;
      case 'BackendTrafficPolicy':
        assert.ok(names('AIGatewayRoute').includes(spec.targetRefs[0]?.name ?? '') && metadata.name === spec.targetRefs[0]?.name);
        break;
      default:
        assert.fail(kind);
    }
  }
}

function seconds(duration: string): number {
  const [, count, unit] = /^(\d+)(ms|s|h)$/.exec(duration) ?? assert.fail(duration);
  return Number(count) * ({ ms: 0.001, s: 1, h: 3_600 }[unit ?? ''] ?? NaN);
}
