import { parseDestination, type Address } from './address.ts';
import type { ClashConnection, ClashKnowledge } from './connection.ts';
import type { RuleLine } from './rule.ts';
import type { Missing, Verdict } from './verdict.ts';

/** What the configuration says about how connections are looked at before the rules. */
export interface Surroundings {
  /** Whether the core may find another name in a connection that came with one, and in one that came with an address. */
  readonly sniffs: { readonly named: boolean; readonly unnamed: boolean };
  /** Where `find-process-mode` is `off`, every process is unknown to the core, which is known to us. */
  readonly findsProcess: boolean;
  /** What the `hosts` of the configuration make of a name. */
  hosts(name: string): HostsAnswer;
}

/** A row of a list, which is `rules` or the name of a sub-rule. */
export interface Row {
  readonly list: string;
  readonly line: RuleLine;
}

export interface HostsAnswer {
  /** The name itself, or the one it stands for. */
  readonly name: string;
  /** One of them is taken; none: it says none; undefined: nobody here knows. */
  readonly addresses: readonly string[] | undefined;
}

/** A set may name another one in a logic row; nobody writes more. */
const deepestSets = 8;
const unknownAddress: Missing = { missing: 'address', detail: '' };

/**
 * One connection on its way down the rules: what is known of it, and what the core has found out by the rules that
 * were asked (core: tunnel/tunnel.go). It changes while it is asked.
 */
export class Question {
  readonly connection: ClashConnection;
  readonly knowledge: ClashKnowledge;
  readonly findsProcess: boolean;
  /** As the rules see it; empty where the connection came with an address alone. */
  readonly host: string;
  /** What was found in the connection, else the host; undefined where that can't be known. */
  readonly ruleHost: string | undefined;
  /** The row that is being asked; set by the list it is in. */
  asking: Row | undefined;
  /** The row that made the core ask for the name's address. */
  resolvedBy: Row | undefined;
  /** What the address may be, null for none; undefined: nobody knows. One of them is true, not all. */
  private targets: readonly (Address | null)[] | undefined;
  private source: Address | null | undefined;
  private resolving: 'not-yet' | 'maybe' | 'done';
  /** How many conditions around this one may have ended the asking before it. */
  private doubts = 0;
  /** More than zero where a rule set is asked under `no-resolve` or `src`. */
  private withoutResolving = 0;
  private swapped = false;
  /** How many rule sets the asking is in. */
  private sets = 0;

  constructor(connection: ClashConnection, knowledge: ClashKnowledge, surroundings: Surroundings) {
    this.connection = connection;
    this.knowledge = knowledge;
    this.findsProcess = surroundings.findsProcess;
    const asked = connection.host ?? '';
    const literal = parseDestination(asked) ?? (typeof connection.destinationIp === 'string' ? parseDestination(connection.destinationIp) : undefined);
    const named = parseDestination(asked) ? '' : asked;
    const hosts = named === '' ? undefined : surroundings.hosts(named);
    this.host = hosts?.name ?? '';
    this.ruleHost = ruleHostOf(connection, this.host, surroundings.sniffs);
    const pinned = hosts !== undefined && hosts.addresses?.length !== 0;
    if (pinned) this.targets = hosts.addresses?.map((address) => parseDestination(address) ?? null);
    else this.targets = literal ? [literal] : named === '' && connection.destinationIp === undefined ? undefined : [null];
    this.resolving = pinned || literal || this.host === '' ? 'done' : 'not-yet';
    this.source = connection.sourceIp === undefined ? undefined : (parseDestination(connection.sourceIp ?? '') ?? null);
  }

  get destinationPort(): number | null | undefined {
    return this.swapped ? this.connection.sourcePort : this.connection.destinationPort;
  }

  get sourcePort(): number | null | undefined {
    return this.swapped ? this.connection.destinationPort : this.connection.sourcePort;
  }

  /** What a rule by address does first: once for a connection, whether it brings anything or not. */
  resolve(): void {
    if (this.withoutResolving > 0 || this.resolving === 'done') return;
    const answer = this.knowledge.addressOf(this.host);
    const found = answer === undefined ? undefined : answer === null ? null : (parseDestination(answer) ?? null);
    const certain = this.doubts === 0;
    this.targets = found === undefined ? undefined : certain || found === null ? [found] : [null, found];
    this.resolving = certain ? 'done' : 'maybe';
    if (certain) this.resolvedBy = this.asking;
  }

  /** What all possible addresses agree on. */
  byTarget(ask: (address: Address) => Verdict): Verdict {
    const targets = this.swapped ? this.sources : this.targets;
    if (targets === undefined) return this.swapped ? { missing: 'source', detail: '' } : { ...unknownAddress, detail: this.host };
    return this.agreed(targets, ask);
  }

  bySource(ask: (address: Address) => Verdict): Verdict {
    const sources = this.swapped ? this.targets : this.sources;
    if (sources === undefined) return this.swapped ? { ...unknownAddress, detail: this.host } : { missing: 'source', detail: '' };
    return this.agreed(sources, ask);
  }

  /** Asks where an undecided condition before may have ended the asking. */
  inDoubt<T>(doubtful: boolean, ask: () => T): T {
    if (!doubtful) return ask();
    this.doubts++;
    try {
      return ask();
    } finally {
      this.doubts--;
    }
  }

  /**
   * Asks a rule set as its rule wants: without resolving, or with source and destination exchanged. Undefined where
   * sets name each other, which ends the core as well.
   */
  inSet<T>(rule: { readonly noResolve: boolean; readonly src: boolean }, ask: () => T): T | undefined {
    if (this.sets > deepestSets) return undefined;
    this.sets++;
    if (rule.noResolve) this.withoutResolving++;
    if (rule.src) this.swapped = !this.swapped;
    try {
      return ask();
    } finally {
      this.sets--;
      if (rule.noResolve) this.withoutResolving--;
      if (rule.src) this.swapped = !this.swapped;
    }
  }

  private get sources(): readonly (Address | null)[] | undefined {
    return this.source === undefined ? undefined : [this.source];
  }

  private agreed(addresses: readonly (Address | null)[], ask: (address: Address) => Verdict): Verdict {
    let agreed: Verdict | undefined;
    for (const address of addresses) {
      const verdict = address !== null && ask(address);
      if (agreed !== undefined && verdict !== agreed) return { ...unknownAddress, detail: this.host };
      agreed = verdict;
    }
    return agreed ?? false;
  }
}

function ruleHostOf(connection: ClashConnection, host: string, sniffs: Surroundings['sniffs']): string | undefined {
  if (typeof connection.sniffHost === 'string' && connection.sniffHost !== '') return connection.sniffHost;
  if (connection.sniffHost === undefined && (host === '' ? sniffs.unnamed : sniffs.named)) return undefined;
  return host;
}
