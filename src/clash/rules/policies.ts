import type { ClashConfiguration, ClashGroup } from '../configuration/model.ts';
import type { ClashKnowledge } from './connection.ts';
import { membersByConfiguration } from './members.ts';

/** Ways that need no configuration, and all of which carry UDP (core: adapter/outbound/{direct,reject}.go). */
const builtIn: ReadonlySet<string> = new Set(['DIRECT', 'REJECT', 'REJECT-DROP', 'COMPATIBLE', 'PASS', 'PASS-RULE']);

/** What a group falls back to that has nobody in it. */
const emptyGroup = 'COMPATIBLE';

/**
 * Groups and nodes: where a policy ends, and what its end can do. A group's choice is only told where somebody knows it,
 * or where there is just one.
 */
export class Policies {
  private readonly groups: ReadonlyMap<string, ClashGroup>;
  private readonly nodes: ReadonlyMap<string, boolean>;
  private readonly configuration: ClashConfiguration;
  private readonly members = new Map<string, readonly string[] | undefined>();

  constructor(configuration: ClashConfiguration) {
    this.configuration = configuration;
    this.groups = new Map(configuration.groups.toReversed().map((group) => [group.name.value, group]));
    this.nodes = new Map(configuration.proxies.toReversed().map((proxy) => [proxy.name.value, proxy.udp]));
  }

  /** From the policy down to the node, as far as choices are known. */
  chain(policy: string, knowledge: ClashKnowledge): { chain: readonly string[]; complete: boolean } {
    const chain = [policy];
    for (let at = policy; ; ) {
      if (!this.isGroup(at)) return { chain, complete: builtIn.has(at) || this.nodes.has(at) || knowledge.carriesUdp(at) !== undefined || chain.length > 1 };
      const next = this.chosen(at, knowledge);
      // A group that holds itself is refused by the core.
      if (next === undefined || chain.includes(next)) return { chain, complete: false };
      chain.push(next);
      at = next;
    }
  }

  /** Whether it leads to PASS, which means: as if the rule were not there; undefined: it may. */
  passes(policy: string, knowledge: ClashKnowledge, above: readonly string[] = []): boolean | undefined {
    if (policy === 'PASS') return true;
    const group = this.groups.get(policy);
    if (!group || above.includes(policy)) return false;
    const next = this.chosen(policy, knowledge);
    const within = [...above, policy];
    if (next !== undefined) return this.passes(next, knowledge, within);
    return group.members.some(({ value }) => this.passes(value, knowledge, within) !== false) ? undefined : false;
  }

  /** Whether a UDP flow can go this way; the core passes over a rule whose policy can't (tunnel/tunnel.go). */
  carriesUdp(policy: string, knowledge: ClashKnowledge, above: readonly string[] = []): boolean | undefined {
    if (builtIn.has(policy)) return true;
    if (!this.isGroup(policy)) return this.nodes.get(policy) ?? knowledge.carriesUdp(policy);
    const group = this.groups.get(policy);
    if (group?.map.entries.get('disable-udp')?.value === true) return false;
    if (group?.type.value === 'load-balance') return true;
    if (above.includes(policy)) return undefined;
    const within = [...above, policy];
    const next = this.chosen(policy, knowledge);
    if (next !== undefined) return this.carriesUdp(next, knowledge, within);
    const members = this.membersOf(policy, knowledge);
    const answers = new Set(members?.map((member) => this.carriesUdp(member, knowledge, within)));
    return answers.size === 1 ? [...answers][0] : undefined;
  }

  private isGroup(name: string): boolean {
    return this.groups.has(name) || (name === 'GLOBAL' && !this.nodes.has(name));
  }

  private chosen(group: string, knowledge: ClashKnowledge): string | undefined {
    const known = knowledge.chosen(group);
    if (known !== undefined) return known ?? emptyGroup;
    const members = this.membersOf(group, knowledge);
    return members && members.length < 2 ? (members[0] ?? emptyGroup) : undefined;
  }

  private membersOf(name: string, knowledge: ClashKnowledge): readonly string[] | undefined {
    const told = knowledge.membersOf(name);
    if (told) return told;
    if (!this.members.has(name)) {
      const group = this.groups.get(name);
      this.members.set(name, group ? membersByConfiguration(group, this.configuration) : ['DIRECT', 'REJECT', ...this.nodes.keys(), ...this.groups.keys()]);
    }
    return this.members.get(name);
  }
}
