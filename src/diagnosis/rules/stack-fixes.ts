import { t } from '@vscode/l10n';
import { isCertificateCode } from '../../path/certificate-codes.ts';
import type { StackEvidence, StackId, StacksEvidence } from '../evidence.ts';
import type { Fix } from '../finding.ts';
import type { FixChange } from '../fixes/change.ts';
import type { SubjectFacts } from '../subject.ts';
import { wayOf } from './stack-ways.ts';

/** Stacks that the editor's settings don't reach. */
const ownClients: readonly StackId[] = [
  'undici', 'undici-env', 'child-https', 'child-fetch', 'original-fetch', 'electron',
];

/** What would make the stacks that fail go the way of those that work, best first. */
export function fixesFor(
  worse: readonly StackEvidence[],
  good: readonly StackEvidence[],
  evidence: StacksEvidence,
  facts: SubjectFacts,
): Fix[] {
  if (facts.context !== 'extension-host') return inTerminal(worse, good, evidence);
  const failing = (stack: StackId): boolean => worse.some((one) => one.stack === stack);
  const patchedFails = failing('patched-https') || failing('patched-fetch');
  const othersFail = worse.some(({ stack }) => ownClients.includes(stack));
  return [
    ...(patchedFails ? forPatched(worse, good, evidence, facts) : []),
    ...fetchSupport(worse, good, evidence),
    ...(othersFail ? forOwnClients(worse, good, evidence) : []),
    ...(patchedFails || othersFail ? [compareSettings()] : []),
  ];
}

function forPatched(
  worse: readonly StackEvidence[],
  good: readonly StackEvidence[],
  evidence: StacksEvidence,
  { host }: SubjectFacts,
): Fix[] {
  const { settings } = evidence;
  const mine = worse.filter(({ stack }) => stack === 'patched-https' || stack === 'patched-fetch');
  const ways = mine.map((one) => wayOf(one, evidence).kind);
  const fixes: Fix[] = [];
  if (settings.systemCertificates === false && mine.some(({ failure }) => isCertificateCode(failure?.code ?? ''))) {
    fixes.push(setting('http.systemCertificates', true, t('Let the editor use the certificates of the system'), t('Set http.systemCertificates to true. The editor then trusts what this machine trusts, for https and for fetch.')));
  }
  const off = settings.proxySupport === 'off';
  if (off && ways.includes('direct') && proxyOf(good, evidence) !== undefined) {
    fixes.push(setting('http.proxySupport', 'override', t('Switch the proxy support of the editor on'), t('Set http.proxySupport to override, its default. Extensions then take the proxy that works here.')));
  }
  const allThroughProxy = ways.length > 0 && ways.every((kind) => kind === 'proxy' || kind === 'elsewhere');
  if (allThroughProxy && good.some((one) => wayOf(one, evidence).kind === 'direct')) {
    const onFetchAlone = mine.length === 1 && mine[0]?.stack === 'patched-fetch';
    const socks = mine.some(({ predicted }) => predicted?.proxy?.startsWith('socks'));
    if (onFetchAlone && socks) {
      fixes.push({ id: 'use-http-port-of-proxy', title: t('Name the HTTP port of the proxy'), detail: t('The fetch of extensions speaks no SOCKS. Most programs with a SOCKS port have an HTTP or mixed port too; set http.proxy to http:// and that port.') });
    }
    fixes.push({
      id: 'leave-gateway-out-of-proxy',
      title: t('Let the editor go to {0} directly', host),
      detail: t('Add {0} to http.noProxy. With an entry there the editor does not read NO_PROXY any more, so list its entries there as well.', host),
      changes: [{ kind: 'setting-items', id: 'http.noProxy', target: 'user', add: [host] }],
    });
  }
  return fixes;
}

/** Only the fetch of extensions goes astray, and it was told to. */
function fetchSupport(
  worse: readonly StackEvidence[],
  good: readonly StackEvidence[],
  { settings }: StacksEvidence,
): Fix[] {
  const asked = [...worse, ...good].some(({ stack }) => stack === 'patched-fetch');
  const involved = worse.length === 0 || worse.some(({ stack }) => stack === 'patched-fetch');
  if (settings.fetchAdditionalSupport !== false || !involved || !asked) return [];
  return [
    setting('http.fetchAdditionalSupport', true, t('Give fetch the proxy and the certificates of the editor'), t('Set http.fetchAdditionalSupport to true, its default. Without it, extensions that use fetch know neither http.proxy nor the certificates of the system.')),
  ];
}

/** Bundled clients and started programs have the environment, not the settings. */
function forOwnClients(
  worse: readonly StackEvidence[],
  good: readonly StackEvidence[],
  evidence: StacksEvidence,
): Fix[] {
  const mine = worse.filter(({ stack }) => ownClients.includes(stack));
  const fixes: Fix[] = [];
  if (mine.some(({ failure }) => isCertificateCode(failure?.code ?? ''))) {
    fixes.push({
      id: 'give-children-certificates',
      title: t('Give programs that extensions start the root certificate'),
      detail: t('Start the editor with NODE_EXTRA_CA_CERTS naming a PEM file with it, or with NODE_USE_SYSTEM_CA=1 where the system trusts it; Node reads them when a program starts.'),
    });
  }
  const proxy = proxyOf(good, evidence);
  if (proxy !== undefined && mine.some((one) => wayOf(one, evidence).kind !== 'proxy')) {
    fixes.push({
      id: 'give-children-proxy',
      title: t('Give programs that extensions start the proxy as well'),
      detail: t('They do not know http.proxy. Start the editor from an environment with HTTPS_PROXY={0} and NODE_USE_ENV_PROXY=1, or name the proxy in the settings of the agent itself.', proxy),
      snippet: `HTTPS_PROXY=${proxy} NODE_USE_ENV_PROXY=1`,
    });
  }
  return fixes;
}

function inTerminal(worse: readonly StackEvidence[], good: readonly StackEvidence[], evidence: StacksEvidence): Fix[] {
  const proxy = proxyOf(good, evidence);
  if (proxy === undefined || !worse.some((one) => wayOf(one, evidence).kind === 'direct')) return [];
  return [
    {
      id: 'let-node-read-proxy-variables',
      title: t('Let Node read the proxy variables'),
      detail: t('Node ignores them unless NODE_USE_ENV_PROXY=1 is set when the program starts (Node 22.21, 24.5 and later).'),
      snippet: 'NODE_USE_ENV_PROXY=1',
    },
  ];
}

function proxyOf(stacks: readonly StackEvidence[], evidence: StacksEvidence): string | undefined {
  for (const one of stacks) {
    const { kind, through } = wayOf(one, evidence);
    if (kind === 'proxy') return through;
  }
  return undefined;
}

function compareSettings(): Fix {
  return {
    id: 'compare-stacks',
    title: t('Compare the rows of the table "HTTP stacks"'),
    detail: t('The table names for each stack what decided its way and who answered; make the setting that decides the failing one say what the other says.'),
  };
}

function setting(id: string, value: unknown, title: string, detail: string): Fix {
  const changes: FixChange[] = [{ kind: 'setting', id, target: 'user', value }];
  const name = id.replace(/[.]/g, '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return { id: `set-${name}`, title, detail, snippet: `"${id}": ${JSON.stringify(value)}`, changes };
}
