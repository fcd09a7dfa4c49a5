/** Whoever accepted a chain accepts it with the environment of a child: the trust matrix before and after. */
import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { certificateFacts, type CertificateFacts } from '../../../../src/path/certificate-facts.ts';
import type { ProxySettings, ToolSetting } from '../../../../src/path/proxy-settings.ts';
import { readCertificates } from '../../../../src/path/trust-chain.ts';
import { trustKnobs } from '../../../../src/path/trust-knobs.ts';
import type { RuntimeId, StoreId } from '../../../../src/path/trust-runtime.ts';
import { surveyTrust, type ReadStores } from '../../../../src/path/trust-survey.ts';
import { childEnvironment, type RootBundle } from '../../../../src/shim/environment/child-environment.ts';
import { trustPlaces } from '../../../../src/shim/environment/trust-places.ts';
import { make, type Made } from '../../path/pki.ts';

const bundleFile = '/state/roots.pem';
const files = ['/opt/a.pem', '/opt/b.pem', '/opt/folder'] as const;
const facts = (pem: string): CertificateFacts => certificateFacts(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'));

describe('roots under the environment of a child', function () {
  this.timeout(120_000);
  /** What each place holds, by the name of its root. */
  const places: readonly (readonly [StoreId, string])[] = [
    ['bundled', 'public'], ['os', 'system'], ['os-folder', 'system'], ['java', 'public'],
    ['file:/opt/a.pem', 'a'], ['file:/opt/b.pem', 'b'], ['folder:/opt/folder', 'folder'], ['file:/etc/git.pem', 'git'],
  ];
  const roots = new Map<string, Made>();
  const leaves = new Map<string, CertificateFacts[]>();

  before(async () => {
    for (const name of new Set(places.map(([, held]) => held))) {
      const root = await make({ commonName: `${name} root`, authority: true, toDays: 900 });
      roots.set(name, root);
      leaves.set(name, [facts((await make({ commonName: 'gateway.test', dns: ['gateway.test'], issuer: root })).certificate)]);
    }
  });

  interface Surroundings {
    variables: Record<string, string>;
    platform: NodeJS.Platform;
    /** git's own settings name a file. */
    gitFile: boolean;
  }

  /** Names of roots that each runtime accepts, from which verdicts follow. */
  function accepted({ variables, platform, gitFile }: Surroundings, bundleHolds: readonly string[]): Map<RuntimeId, string[]> {
    const held = [...places, ...bundleHolds.map((name) => [`file:${bundleFile}`, name] as const)];
    const stores: ReadStores['stores'] = new Map(
      [...new Set(held.map(([id]) => id))].map((id) => {
        const pems = held.filter(([one]) => one === id).map(([, name]) => roots.get(name)?.certificate ?? '');
        return [id, { certificates: readCertificates(pems) }] as const;
      }),
    );
    const all = new Map(stores);
    for (const place of [...files, bundleFile]) for (const kind of ['file', 'folder'] as const) if (!all.has(`${kind}:${place}`)) all.set(`${kind}:${place}`, { problem: 'missing' });
    const tools: ToolSetting[] = gitFile ? [{ tool: 'git', name: 'http.sslCAInfo', value: '/etc/git.pem', file: '/etc/gitconfig' }] : [];
    const knobs = trustKnobs({ platform, tools } as unknown as ProxySettings, { variables }, 'gateway.test');
    const found = new Map<RuntimeId, string[]>();
    for (const [name, served] of leaves) {
      for (const { runtime, accepts } of surveyTrust(served, true, knobs, { stores: all, osBundle: null }, Date.now()).rows) {
        if (accepts === 'yes') found.set(runtime, [...(found.get(runtime) ?? []), name]);
      }
    }
    return found;
  }

  /** What a bundle holds that was composed for these surroundings; `without` could not be read. */
  function composed({ variables, platform, gitFile }: Surroundings, readGit: boolean, without: string | undefined): { holds: string[]; bundle: RootBundle } {
    const tools: ToolSetting[] = gitFile && readGit ? [{ tool: 'git', name: 'http.sslCAInfo', value: '/etc/git.pem', file: '/etc/gitconfig' }] : [];
    const named = trustPlaces(variables, platform, tools);
    const wanted = [...named.files, ...named.folders];
    const holds = places.filter(([id]) => id === 'bundled' || id === 'os' || wanted.includes(id.slice(id.indexOf(':') + 1))).map(([, name]) => name);
    return {
      holds: holds.filter((name) => name !== without),
      bundle: { file: bundleFile, whole: without === undefined || !holds.includes(without), ofTools: readGit ? ['git', 'cargo'] : [] },
    };
  }

  const variable = fc.constantFrom(
    'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH',
    'DENO_CERT', 'DENO_TLS_CA_STORE', 'CODEX_CA_CERTIFICATE', 'NODE_OPTIONS', 'NODE_USE_SYSTEM_CA', 'PIP_CERT', 'AWS_CA_BUNDLE',
  );
  const value = (name: string): fc.Arbitrary<string> => {
    if (name === 'DENO_TLS_CA_STORE') return fc.constantFrom('system', 'mozilla,system', 'mozilla');
    if (name === 'NODE_OPTIONS') return fc.constantFrom('--use-system-ca', '--use-openssl-ca', '--use-env-proxy');
    if (name === 'NODE_USE_SYSTEM_CA') return fc.constant('1');
    return fc.constantFrom(...files);
  };
  const entry = variable.chain((name) => fc.tuple(fc.constant(name), value(name)));
  const surroundings = fc.record({
    variables: fc.array(entry, { maxLength: 5 }).map((entries) => Object.fromEntries(entries) as Record<string, string>),
    platform: fc.constantFrom<NodeJS.Platform>('linux', 'darwin', 'win32'),
    gitFile: fc.boolean(),
  });

  it('are no fewer for any program, whatever the user has set and whatever could not be read', () => {
    let gained = 0;
    fc.assert(
      fc.property(surroundings, fc.boolean(), fc.option(fc.constantFrom('a', 'b', 'folder', 'system'), { nil: undefined }), (around, readGit, without) => {
        const { holds, bundle } = composed(around, readGit, without);
        const environment = childEnvironment({ base: around.variables, platform: around.platform, proxy: 'http://task:t@127.0.0.1:41000', bundle });
        const before = accepted(around, []);
        const after = accepted({ ...around, variables: environment }, holds);
        for (const [runtime, names] of before) {
          for (const name of names) assert.ok(after.get(runtime)?.includes(name), `${runtime} loses the root "${name}"`);
        }
        gained += [...after].filter(([runtime, names]) => names.length > (before.get(runtime)?.length ?? 0)).length;
      }),
    );
    assert.ok(gained > 0);
  });

  it('are the same for all that read a variable, where everything could be read', () => {
    const around: Surroundings = { variables: { NODE_EXTRA_CA_CERTS: '/opt/a.pem' }, platform: 'linux', gitFile: false };
    const { holds, bundle } = composed(around, true, undefined);
    const environment = childEnvironment({ base: around.variables, platform: 'linux', proxy: 'http://task:t@127.0.0.1:41000', bundle });
    const after = accepted({ ...around, variables: environment }, holds);
    for (const [runtime, names] of after) {
      if (runtime === 'java') continue;
      for (const name of ['public', 'system', 'a']) assert.ok(names.includes(name), `${runtime} ${name}`);
    }
    assert.equal(after.size, 15);
  });
});
