import type { ClashConfiguration, ClashGroup, ClashProxy } from '../configuration/model.ts';
import { realFaults } from './faults.ts';

/** Policies that the core brings with it (core: config/config.go, parseProxies); PASS-RULE since 2026. */
export const builtInPolicies: ReadonlySet<string> = new Set(['DIRECT', 'REJECT', 'REJECT-DROP', 'PASS', 'PASS-RULE', 'COMPATIBLE', 'GLOBAL']);

/** Those that carry nothing away: the connection ends here. */
export const rejecting: ReadonlySet<string> = new Set(['REJECT', 'REJECT-DROP']);

/** What names a configuration gives to what. */
export interface ClashNames {
  /** The first of each name. */
  readonly proxies: ReadonlyMap<string, ClashProxy>;
  readonly groups: ReadonlyMap<string, ClashGroup>;
  /** Every name that a rule may lead to. */
  readonly policies: ReadonlySet<string>;
  /** False where a part that gives names could not be read, so that a name that is not here may be there all the same. */
  readonly complete: boolean;
}

const known = new WeakMap<ClashConfiguration, ClashNames>();

/** The names of a configuration, made once for each. */
export function namesOf(configuration: ClashConfiguration): ClashNames {
  let names = known.get(configuration);
  if (!names) {
    names = readNames(configuration);
    known.set(configuration, names);
  }
  return names;
}

function readNames({ proxies, groups, faults }: ClashConfiguration): ClashNames {
  const proxyNames = new Map<string, ClashProxy>();
  for (const proxy of proxies) if (!proxyNames.has(proxy.name.value)) proxyNames.set(proxy.name.value, proxy);
  const groupNames = new Map<string, ClashGroup>();
  for (const group of groups) if (!groupNames.has(group.name.value)) groupNames.set(group.name.value, group);
  return {
    proxies: proxyNames,
    groups: groupNames,
    policies: new Set([...builtInPolicies, ...groupNames.keys(), ...proxyNames.keys()]),
    complete: realFaults({ faults }).length === 0,
  };
}
