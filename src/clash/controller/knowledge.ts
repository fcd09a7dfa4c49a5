import type { ClashKnowledge } from '../rules/connection.ts';
import { nothingKnown } from '../rules/nothing-known.ts';
import type { CoreProxyProvider, CoreRuleProvider } from './answers/providers.ts';
import type { CoreProxy } from './answers/proxies.ts';

/** What has been asked or read; what is absent stays unknown. */
export interface KnownParts {
  readonly proxies?: ReadonlyMap<string, CoreProxy> | undefined;
  readonly proxyProviders?: ReadonlyMap<string, CoreProxyProvider> | undefined;
  readonly ruleProviders?: ReadonlyMap<string, CoreRuleProvider> | undefined;
  /** Lines of rule sets that lie on this machine, by the provider's name. */
  readonly ruleSets?: ReadonlyMap<string, readonly string[]> | undefined;
  /** What the core's resolver makes of names; an empty list: nothing. */
  readonly addresses?: ReadonlyMap<string, readonly string[]> | undefined;
}

/** What the configuration alone does not tell, from a core's answers and from files. Pure. */
export function knowledgeFrom({ proxies, proxyProviders, ruleProviders, ruleSets, addresses }: KnownParts): ClashKnowledge {
  const byProvider = new Map([...(proxyProviders?.values() ?? [])].flatMap((provider) => provider.proxies.map((proxy) => [proxy.name, proxy] as const)));
  const known = (name: string): CoreProxy | undefined => proxies?.get(name) ?? byProvider.get(name);
  return {
    ...nothingKnown,
    addressOf: (host) => {
      const found = addresses?.get(host);
      return found && (found[0] ?? null);
    },
    ruleSet: (name) => {
      const provider = ruleProviders?.get(name);
      // One that holds nothing could not be loaded; the core then goes on as if the row were not there.
      return provider?.payload ?? (provider?.ruleCount === 0 ? null : ruleSets?.get(name));
    },
    chosen: (group) => known(group)?.now,
    membersOf: (group) => known(group)?.members,
    carriesUdp: (node) => known(node)?.udp,
  };
}
