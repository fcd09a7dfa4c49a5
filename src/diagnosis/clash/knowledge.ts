import type { CoreProxy } from '../../clash/controller/answers/proxies.ts';
import type { CoreRuleProvider } from '../../clash/controller/answers/providers.ts';
import type { ClashKnowledge } from '../../clash/rules/connection.ts';
import type { GeositeLists } from '../../clash/rules/geosite.ts';

/** What was found out beside the configuration; what is absent is not known. */
export interface KnownFacts {
  proxies?: ReadonlyMap<string, CoreProxy>;
  ruleProviders?: ReadonlyMap<string, CoreRuleProvider>;
  /** Lines of rule sets that lie on this machine, by their provider's name. */
  ruleSets?: ReadonlyMap<string, readonly string[]>;
  /** The lists of domains in the core's folder. */
  geosite?: Pick<GeositeLists, 'holds'>;
  /** What the core's resolver makes of names; null: nothing. */
  addresses?: ReadonlyMap<string, string | null>;
}

/** Facts as the evaluator asks for them. Databases of addresses are the core's own and are not read. Pure. */
export function knowledgeOf({ proxies, ruleProviders, ruleSets, geosite, addresses }: KnownFacts): ClashKnowledge {
  return {
    addressOf: (host) => addresses?.get(host),
    ruleSet(name) {
      const provider = ruleProviders?.get(name);
      // Without a single rule it matches nothing, as one that could not be loaded.
      if (provider?.ruleCount === 0) return null;
      return provider?.payload ?? ruleSets?.get(name);
    },
    geosite: (code, host) => geosite?.holds(code, host),
    geoip: () => undefined,
    asn: () => undefined,
    chosen: (group) => proxies?.get(group)?.now,
    membersOf: (group) => proxies?.get(group)?.members,
    carriesUdp: (node) => proxies?.get(node)?.udp,
  };
}
