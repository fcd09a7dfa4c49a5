import type { CoreConnections } from './answers/connections.ts';
import type { CoreProxy } from './answers/proxies.ts';
import type { CoreRule } from './answers/rules.ts';

/**
 * What a core was seen to have. Never told from its version: a core that was built by hand says `1.10.0`, and others
 * borrow a number. Undefined: nothing has shown it yet.
 */
export interface CoreFeatures {
  /** `GET /rules/match`. */
  readonly ruleMatch: boolean | undefined;
  /** How often each rule was hit. */
  readonly ruleCounts: boolean | undefined;
  /** The state of a node for each test URL. */
  readonly healthByUrl: boolean | undefined;
  /** The provider of each node of a connection. */
  readonly providerChains: boolean | undefined;
  /** Process names of connections. */
  readonly processes: boolean | undefined;
  /** The rule and its payload apart, so that a row of the configuration can be found again. */
  readonly rulePayloads: boolean | undefined;
}

export const noFeaturesSeen: CoreFeatures = {
  ruleMatch: undefined,
  ruleCounts: undefined,
  healthByUrl: undefined,
  providerChains: undefined,
  processes: undefined,
  rulePayloads: undefined,
};

/** What an answer shows; a list with nothing in it shows nothing. Pure. */
export function withSeen(
  features: CoreFeatures,
  seen: {
    readonly rules?: readonly CoreRule[];
    readonly proxies?: ReadonlyMap<string, CoreProxy>;
    readonly connections?: CoreConnections;
    readonly ruleMatch?: boolean;
  },
): CoreFeatures {
  const { rules, proxies, connections, ruleMatch } = seen;
  const open = connections?.connections ?? [];
  const seenOf = <T>(list: readonly T[], known: boolean | undefined, shows: (one: T) => boolean): boolean | undefined =>
    list.length === 0 ? known : known === true || list.some(shows);
  return {
    ruleMatch: ruleMatch ?? features.ruleMatch,
    ruleCounts: seenOf(rules ?? [], features.ruleCounts, ({ counts }) => counts !== undefined),
    healthByUrl: seenOf([...(proxies?.values() ?? [])], features.healthByUrl, ({ healthByUrl }) => healthByUrl.size > 0),
    providerChains: seenOf(open, features.providerChains, ({ providerChains }) => providerChains.length > 0),
    processes: seenOf(open, features.processes, ({ process }) => process !== undefined),
    rulePayloads: seenOf(open, features.rulePayloads, ({ rulePayload }) => rulePayload !== ''),
  };
}
