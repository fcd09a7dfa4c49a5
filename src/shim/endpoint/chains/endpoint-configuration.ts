/** Puts together what the shim's endpoint is told: chains, the gateways they name, and the keys of those. Pure. */
import { t } from '@vscode/l10n';
import type { Gateway } from '../../../gateways/gateway.ts';
import { describeKeyRemark, keyForm } from '../../../gateways/key-form.ts';
import type { AttemptClocks, Chain, EndpointConfiguration, SpendingCap, Target, TargetGateway } from './chain.ts';

/** What it is put together from. */
export interface EndpointParts {
  /** Every gateway that can be used; only those that are named get into it. */
  gateways: readonly Gateway[];
  /** Where models go that are no alias; without, they are refused. */
  defaultGateway?: string;
  /** Of several with one alias the first counts. */
  chains: readonly Chain[];
  /** Of several for one alias the lowest counts. */
  caps?: readonly SpendingCap[];
  clocks?: Partial<AttemptClocks>;
  maxPerTarget?: number;
}

/** One key that is asked for: a gateway's own, or another of its keys by name. */
export interface WantedKey {
  gateway: Gateway;
  name?: string;
}

/** A key that is not there or not sent, in words that hold nothing of it. */
export interface KeyProblem extends WantedKey {
  text: string;
}

/** What was put together, and whose keys are missing. */
export interface AssembledEndpoint {
  configuration: EndpointConfiguration;
  keyProblems: readonly KeyProblem[];
}

/** Nothing is served. */
export const emptyEndpoint: EndpointConfiguration = { gateways: [], chains: [], keys: {} };

/** The keys that these parts need, each once: to be asked for before `assembleEndpoint`. */
export function wantedKeys(parts: Pick<EndpointParts, 'gateways' | 'defaultGateway' | 'chains'>): WantedKey[] {
  const wanted = new Map<string, WantedKey>();
  const want = (id: string, name?: string): void => {
    const gateway = parts.gateways.find((one) => one.id === id);
    if (gateway) wanted.set(keyNameOf(id, name), { gateway, ...(name !== undefined && { name }) });
  };
  for (const { targets } of firstOfEach(parts.chains)) for (const { gateway, key } of targets) want(gateway, key);
  if (parts.defaultGateway !== undefined) want(parts.defaultGateway);
  return [...wanted.values()];
}

/**
 * Puts it together. A key that its gateway can't take by its form, such as one of another gateway, stays out.
 *
 * @param keyOf the key that is wanted, or undefined where there is none.
 */
export function assembleEndpoint(parts: EndpointParts, keyOf: (wanted: WantedKey) => string | undefined): AssembledEndpoint {
  const wanted = wantedKeys(parts);
  const keys: [string, EndpointConfiguration['keys'][string]][] = [];
  const keyProblems: KeyProblem[] = [];
  for (const one of wanted) {
    const { gateway, name } = one;
    const value = keyOf(one)?.trim();
    const text = value ? blockedBecause(value, gateway) : missingWords(one);
    if (text !== undefined) keyProblems.push({ ...one, text });
    else if (value) keys.push([keyNameOf(gateway.id, name), { gateway: gateway.id, value }]);
  }
  const used = new Set(wanted.map(({ gateway }) => gateway.id));
  const { defaultGateway, clocks, maxPerTarget, caps = [] } = parts;
  const configuration: EndpointConfiguration = {
    gateways: parts.gateways.filter(({ id }) => used.has(id)).map(targetGateway),
    chains: firstOfEach(parts.chains).map((chain) => ({ ...chain, targets: chain.targets.map(withKeyName) })),
    keys: Object.fromEntries(keys),
    ...(defaultGateway !== undefined && used.has(defaultGateway) && { defaultGateway }),
    ...(clocks && { clocks }),
    ...(caps.length > 0 && { caps: lowestOfEach(caps) }),
    ...(maxPerTarget !== undefined && { maxPerTarget }),
  };
  return { configuration, keyProblems };
}

/** A name under which a key of one gateway is no other's. */
function keyNameOf(gateway: string, name: string | undefined): string {
  return name === undefined ? gateway : `${gateway}/${name}`;
}

function withKeyName({ key, ...target }: Target): Target {
  return { ...target, ...(key !== undefined && { key: keyNameOf(target.gateway, key) }) };
}

function targetGateway({ id, title, baseUrl, messagesBaseUrl, speaks, auth, headers, cancelStopsBilling }: Gateway): TargetGateway {
  return {
    id, title, baseUrl, speaks, auth,
    ...(messagesBaseUrl !== undefined && { messagesBaseUrl }),
    ...(headers && { headers }),
    ...(cancelStopsBilling && { cancelStopsBilling }),
  };
}

function firstOfEach(chains: readonly Chain[]): Chain[] {
  return chains.filter(({ alias }, index) => chains.findIndex((one) => one.alias === alias) === index);
}

function lowestOfEach(caps: readonly SpendingCap[]): SpendingCap[] {
  return [...new Set(caps.map(({ alias }) => alias))].map((alias) => ({
    alias,
    usdPerDay: Math.min(...caps.flatMap((one) => (one.alias === alias ? [one.usdPerDay] : []))),
  }));
}

function blockedBecause(value: string, gateway: Gateway): string | undefined {
  const remark = keyForm(value, gateway).find(({ blocks }) => blocks);
  if (!remark) return undefined;
  const { title, nextStep } = describeKeyRemark(remark, gateway);
  return `${title} ${nextStep}`;
}

/** A server of one's own may need no key. */
function missingWords({ gateway, name }: WantedKey): string | undefined {
  if (name !== undefined) return t('The key "{0}" of {1} is not set, so the targets that name it are refused there.', name, gateway.title);
  return gateway.userDefined ? undefined : t('The key of {0} is not set, so its targets are refused there.', gateway.title);
}

/**
 * The environment variable that holds a key: the gateway's own, or that with the name of the key behind it
 * (`OPENROUTER_API_KEY_TEAM`).
 */
export function keyVariableOf({ keyVariable }: Pick<Gateway, 'keyVariable'>, name: string | undefined): string {
  return name === undefined ? keyVariable : `${keyVariable}_${name.toUpperCase().replaceAll('-', '_')}`;
}
