/**
 * Chains as resources of Envoy AI Gateway: a rule for each alias, whose backends have a priority each, so that the next one
 * is asked when one fails. Pure.
 * Source: envoyproxy/ai-gateway v1.1.0, manifests/charts/ai-gateway-crds-helm and examples/provider_fallback.
 */
import { t } from '@vscode/l10n';
import type { Gateway } from '../../../gateways/gateway.ts';
import type { Chain, Target } from '../chains/chain.ts';
import type { ChainFile } from '../chains/chain-file.ts';
import { keyVariableOf } from '../chains/endpoint-configuration.ts';
import { lostInEvery, targetsInOrder, type ExportedChains, type LostInExport } from './exported.ts';

const group = 'aigateway.envoyproxy.io';
const envoyGroup = 'gateway.envoyproxy.io';
const gatewayGroup = 'gateway.networking.k8s.io';
/** Rules of one AIGatewayRoute at most. */
const maxRules = 15;
/** What the endpoint goes to the next target for, in statuses. */
const retryStatuses = [408, 429, 500, 502, 503, 504, 529];
/** The name of the Gateway that the routes hang on. */
const parent = 'gatehouse';

/** @param gateways those that the chains name. */
export function envoyResources(file: ChainFile, gateways: readonly Gateway[]): ExportedChains {
  const backends = new Backends(gateways);
  const rules = file.chains.map((chain) => ({ chain, rule: ruleOf(chain, backends) }));
  const documents: object[] = [];
  for (let at = 0; at < rules.length; at += maxRules) {
    const part = rules.slice(at, at + maxRules);
    const name = at === 0 ? 'gatehouse-chains' : `gatehouse-chains-${at / maxRules + 1}`;
    documents.push(route(name, part.map(({ rule }) => rule)), trafficPolicy(name, part.map(({ chain }) => chain)));
  }
  return {
    documents: [...documents, ...backends.resources()],
    lost: [...lostInEvery(file), ...file.chains.flatMap(lostHere), ...backends.lost()],
    steps: [
      t('The routes hang on a Gateway that is called "{0}"; put the name of yours in its place.', parent),
      ...backends.secrets().map(({ name, variable }) => `kubectl create secret generic ${name} --from-literal=apiKey="$${variable}"`),
      t('Then: kubectl apply -f FILE'),
    ],
  };
}

function route(name: string, rules: readonly object[]): object {
  return {
    apiVersion: `${group}/v1beta1`,
    kind: 'AIGatewayRoute',
    metadata: { name },
    spec: { parentRefs: [{ name: parent, kind: 'Gateway', group: gatewayGroup }], rules },
  };
}

function ruleOf(chain: Chain, backends: Backends): object {
  const { alias, clocks, order } = chain;
  const weighted = order === 'weighted';
  const targets = targetsInOrder(chain);
  const totalMs = clocks?.totalMs;
  const silentMs = Math.max(clocks?.silenceMs ?? 0, clocks?.firstContentMs ?? 0);
  return {
    matches: [{ headers: [{ type: 'Exact', name: 'x-ai-eg-model', value: alias }] }],
    // The whole request has the time of all its attempts.
    ...(totalMs !== undefined && { timeouts: { request: duration(totalMs * targets.length), backendRequest: duration(totalMs) } }),
    ...(silentMs > 0 && { streamIdleTimeout: duration(silentMs) }),
    backendRefs: targets.map((target, index) => ({
      name: backends.nameOf(target),
      modelNameOverride: target.model,
      priority: weighted ? 0 : index,
      ...(weighted && { weight: wholeWeight(target.weight ?? 1, targets) }),
    })),
  };
}

/** Weights are whole numbers there. */
function wholeWeight(weight: number, targets: readonly Target[]): number {
  const whole = targets.every((one) => Number.isInteger(one.weight ?? 1));
  return whole ? weight : Math.round(weight * 100);
}

/** The HTTPRoute that is made of an AIGatewayRoute has its name. */
function trafficPolicy(name: string, chains: readonly Chain[]): object {
  const connectMs = Math.max(...chains.map(({ clocks }) => clocks?.connectMs ?? 0));
  return {
    apiVersion: `${envoyGroup}/v1alpha1`,
    kind: 'BackendTrafficPolicy',
    metadata: { name },
    spec: {
      targetRefs: [{ group: gatewayGroup, kind: 'HTTPRoute', name }],
      retry: {
        numAttemptsPerPriority: 1,
        numRetries: Math.max(1, ...chains.map(({ targets }) => targets.length - 1)),
        perRetry: { backOff: { baseInterval: '100ms', maxInterval: '10s' } },
        retryOn: { httpStatusCodes: retryStatuses, triggers: ['connect-failure', 'reset', 'retriable-status-codes'] },
      },
      ...(connectMs > 0 && { timeout: { tcp: { connectTimeout: duration(connectMs) } } }),
    },
  };
}

/** As Gateway API writes it (GEP-2257): whole numbers of at most five digits. */
function duration(ms: number): string {
  if (ms < 100_000) return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`;
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 100_000 ? `${seconds}s` : `${Math.ceil(seconds / 3_600)}h`;
}

function lostHere({ alias, clocks }: Chain): LostInExport[] {
  const lost: LostInExport[] = [];
  if (clocks?.headersMs !== undefined) lost.push({ alias, what: 'clocks.headersMs', text: t('There is no such clock.') });
  if (clocks?.connectMs !== undefined) lost.push({ alias, what: 'clocks.connectMs', text: t('One clock counts for all chains of a route: the longest of theirs.') });
  if (clocks?.firstContentMs !== undefined && clocks.silenceMs !== undefined && clocks.firstContentMs !== clocks.silenceMs) {
    lost.push({ alias, what: 'clocks.silenceMs', text: t('One clock stands for the first content and for silence: the longer of the two.') });
  }
  return lost;
}

/** A gateway with one of its keys. */
interface KeyedGateway {
  name: string;
  gateway: Gateway;
  key: string | undefined;
}

/** The backends that chains name: one for each gateway, and one service for each of its keys. */
class Backends {
  readonly #gateways: readonly Gateway[];
  readonly #services: KeyedGateway[] = [];
  readonly #hosts: { name: string; gateway: Gateway }[] = [];

  constructor(gateways: readonly Gateway[]) {
    this.#gateways = gateways;
  }

  /** The service of a target, which is made where there is none. */
  nameOf(target: Target): string {
    const there = this.#services.find(({ gateway, key }) => gateway.id === target.gateway && key === target.key);
    if (there) return there.name;
    const gateway = this.#gateways.find(({ id }) => id === target.gateway);
    if (!gateway) throw new Error(`no gateway ${target.gateway}`);
    const name = this.#free(`gatehouse-${gateway.id}${target.key === undefined ? '' : `-key-${target.key}`}`);
    this.#services.push({ name, gateway, key: target.key });
    if (!this.#hosts.some((one) => one.gateway.id === gateway.id)) this.#hosts.push({ name: this.#free(`gatehouse-${gateway.id}-host`), gateway });
    return name;
  }

  secrets(): { name: string; variable: string }[] {
    return this.#services.filter(hasKey).map(({ name, gateway, key }) => ({ name: `${name}-api-key`, variable: keyVariableOf(gateway, key) }));
  }

  resources(): object[] {
    return [
      ...this.#services.map((one) => serviceBackend(one, this.#hostOf(one.gateway))),
      ...this.#services.filter(hasKey).map(securityPolicy),
      ...this.#hosts.flatMap(({ name, gateway }) => [hostBackend(name, gateway), ...tlsPolicy(name, gateway)]),
    ];
  }

  lost(): LostInExport[] {
    return this.#hosts.filter(({ gateway }) => /^https?:\/\/(?:localhost|127\.|\[::1\])/.test(gateway.baseUrl)).map(({ gateway }) => ({
      what: gateway.id,
      text: t('{0} is an address of this machine; from a cluster it leads nowhere. Put the address of the server in its place.', gateway.baseUrl),
    }));
  }

  #hostOf({ id }: Gateway): string {
    return this.#hosts.find(({ gateway }) => gateway.id === id)?.name ?? '';
  }

  /** Names of resources are small letters, digits and hyphens, and each is there once. */
  #free(wanted: string): string {
    const plain = wanted.replace(/[^a-z0-9-]/g, '-').replace(/-+$/, '').slice(0, 50);
    const taken = new Set([...this.#services, ...this.#hosts].map(({ name }) => name));
    let name = plain;
    for (let turn = 2; taken.has(name); turn++) name = `${plain}-${turn}`;
    return name;
  }
}

/** A server of one's own may need none. */
function hasKey({ gateway, key }: KeyedGateway): boolean {
  return key !== undefined || !gateway.selfHosted;
}

/** By Anthropic's protocol where a gateway speaks nothing else. */
function byMessages({ speaks }: Gateway): boolean {
  return !speaks.includes('chat-completions');
}

function serviceBackend({ name, gateway }: KeyedGateway, host: string): object {
  const prefix = new URL(gateway.baseUrl).pathname.replace(/\/+$/, '') || '/';
  const headers = Object.entries(gateway.headers ?? {});
  return {
    apiVersion: `${group}/v1beta1`,
    kind: 'AIServiceBackend',
    metadata: { name },
    spec: {
      schema: { name: byMessages(gateway) ? 'Anthropic' : 'OpenAI', prefix },
      backendRef: { name: host, kind: 'Backend', group: envoyGroup },
      ...(byMessages(gateway) && headers.length > 0 && { headerMutation: { set: headers.map(([header, value]) => ({ name: header, value })) } }),
    },
  };
}

function securityPolicy({ name, gateway }: KeyedGateway): object {
  const secretRef = { name: `${name}-api-key` };
  return {
    apiVersion: `${group}/v1beta1`,
    kind: 'BackendSecurityPolicy',
    metadata: { name },
    spec: {
      targetRefs: [{ group, kind: 'AIServiceBackend', name }],
      ...(byMessages(gateway) ? { type: 'AnthropicAPIKey', anthropicAPIKey: { secretRef } } : { type: 'APIKey', apiKey: { secretRef } }),
    },
  };
}

function hostBackend(name: string, gateway: Gateway): object {
  const { hostname, port, protocol } = new URL(gateway.baseUrl);
  const number = Number(port || (protocol === 'https:' ? 443 : 80));
  const plain = hostname.replace(/^\[|\]$/g, '');
  const endpoint = isAddress(plain) ? { ip: { address: plain, port: number } } : { fqdn: { hostname: plain, port: number } };
  return { apiVersion: `${envoyGroup}/v1alpha1`, kind: 'Backend', metadata: { name }, spec: { endpoints: [endpoint] } };
}

/** Certificates are checked against the roots of the system; of an address there is no name to check. */
function tlsPolicy(name: string, gateway: Gateway): object[] {
  const { hostname, protocol } = new URL(gateway.baseUrl);
  if (protocol !== 'https:' || isAddress(hostname.replace(/^\[|\]$/g, ''))) return [];
  return [
    {
      apiVersion: `${gatewayGroup}/v1`,
      kind: 'BackendTLSPolicy',
      metadata: { name },
      spec: { targetRefs: [{ group: envoyGroup, kind: 'Backend', name }], validation: { wellKnownCACertificates: 'System', hostname } },
    },
  ];
}

function isAddress(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host) || host.includes(':');
}
