/**
 * What the Clash core on this machine was seen to do with the gateway. Names of nodes, groups and rules are in it; their
 * servers' addresses, the subscription and the secret never are (redaction.ts leaves out more before it is shared).
 */
import type { AlignmentKind } from '../../clash/controller/alignment.ts';
import type { ClashExplanation, RuleReference } from '../../clash/rules/explanation.ts';

/** A place where a controller was looked for, and what was there. */
export interface ClashPlace {
  /** `127.0.0.1:9090`, the path of a socket. */
  place: string;
  /** `setting`, `file`, `socket` or `port`: why it was tried. */
  why: 'setting' | 'file' | 'socket' | 'port';
  outcome: 'nothing' | 'no-controller' | 'secret-wanted' | 'found';
}

/** Where a statement comes from: the core was asked, the configuration was evaluated, or connections were watched. */
export type ClashSource = 'asked' | 'evaluated' | 'watched';

export interface ClashEvidence {
  tried: readonly ClashPlace[];
  /** Null where no core was found, or none that let itself be asked. */
  core: ClashCoreSeen | null;
  /** Two policies compared at the user's wish, before. */
  compared?: ClashComparison;
}

export interface ClashCoreSeen {
  place: ClashPlace;
  /** As it calls itself, with its version: `Clash Meta v1.19.20`. */
  title: string;
  mode: 'rule' | 'global' | 'direct';
  /** Ports of this machine on which it takes connections as a proxy. */
  proxyPorts: readonly number[];
  tun: boolean;
  /** The configuration it runs, where it was found: with that, every row can be evaluated. */
  configuration: 'read' | 'rows-only' | 'none';
  /** The file that names the controller has other rows than the core runs: where it is, and its first row that differs, from 0. */
  otherFile?: { path: string; row: number };
  /** What the controller lets in; null where the configuration is not known. */
  exposure: ClashExposure | null;
  hosts: readonly ClashHostSeen[];
  /** Those on the chains of `hosts`, from the policies on down. */
  groups: readonly ClashGroupSeen[];
  nodes: readonly ClashNodeSeen[];
  dns: ClashDnsSeen;
  /** How the calls of this process get to the core, a line for each path of the subject. */
  ways: readonly ClashWay[];
  /** The interface of the default route, where it is a TUN. */
  defaultTun: string | null;
  /** TUNs of other programs, while the core's own is on and known. */
  otherTuns?: readonly string[];
  /** Listeners of its configuration that are bound to a policy, where that is known. */
  listeners?: readonly BoundListener[];
  /** Those to gateway hosts, live ones and those that ended while somebody watched, oldest first. */
  connections: readonly ClashConnectionSeen[];
}

/** A listener that leads to one policy, past the rules (core: listener/config, `proxy`). */
export interface BoundListener {
  name: string;
  port: number;
  policy: string;
}

/** Whether others on the network can reach the controller. */
export interface ClashExposure {
  /** `0.0.0.0:9090`; undefined where there is no listener on the network. */
  listens: string;
  loopback: boolean;
  /** Whether a secret guards it; `short`: of fewer than eight characters. */
  guard: 'none' | 'short' | 'good';
}

/** One gateway host: which row takes it, and where that leads. */
export interface ClashHostSeen {
  host: string;
  port: number;
  gateway: string;
  /** What the rules make of an HTTPS call; null where neither rows nor core told anything. */
  explanation: ClashExplanation | null;
  /** Of HTTP/3 (UDP 443), where it was evaluated. */
  udp: ClashExplanation | null;
  sources: readonly ClashSource[];
  /** The newest connection, where it went by another policy than what was worked out. */
  otherwise?: { policy: string; rule: string };
}

/** A group on a chain. Settings that neither the core nor the configuration told are absent. */
export interface ClashGroupSeen {
  name: string;
  /** `select`, `url-test`, `fallback`, `load-balance` ..., lower case. */
  type: string;
  now: string | null;
  members: number;
  /** Without query. */
  testUrl?: string;
  intervalSeconds?: number;
  tolerance?: number;
  timeoutMs?: number;
  maxFailedTimes?: number;
  lazy?: boolean;
  strategy?: string;
}

export interface ClashNodeSeen {
  name: string;
  /** As the core names it: `Shadowsocks`, `Direct` ... */
  type: string;
  udp: boolean;
  /** For the test URL of the group that chose it; null where it was never tested. */
  alive: boolean | null;
  /** The last delays in ms, oldest first; 0 is a failed test. */
  delaysMs: readonly number[];
}

/** The table of name resolution: what each resolver says of the gateway's name. */
export interface ClashDnsSeen {
  /** `fake-ip`, `redir-host`, `off`; null where it is not known. */
  mode: 'fake-ip' | 'redir-host' | 'off' | null;
  /** What programs get from the system. */
  system: 'fake' | 'real' | 'none' | null;
  /** What the core's own listener answers; null where it has none or was not asked. */
  listener: 'fake' | 'real' | 'none' | null;
  /** True where system and listener both give fake-ip addresses, and none is the same: the system's is one of before. */
  stale?: boolean;
  /** What its resolver finds past hosts and fake-ip; `off`: its DNS section is; absent where it was not asked. */
  upstream?: 'real' | 'none' | 'off';
  /** Real addresses of the system that the core's resolver does not give; two resolvers in two places may rightly differ. */
  notFromCore?: readonly string[];
}

/** How one path of the subject meets the core. */
export interface ClashWay {
  /** Path id, as in `SubjectFacts.paths`. */
  path: string;
  /**
   * `proxy`: to a port of the core. `tun`: taken by its TUN. `other-proxy`: to another proxy first. `past`: neither.
   * `unknown`: to a proxy beside a core that does not tell its ports.
   */
  way: 'proxy' | 'tun' | 'other-proxy' | 'past' | 'unknown';
  /** How the first host's name and the core's picture of it fit on that way; absent where another proxy comes first. */
  names?: AlignmentKind;
}

export interface ClashConnectionSeen {
  id: string;
  host: string;
  /** True where the core knew an address alone. */
  withoutName: boolean;
  network: 'tcp' | 'udp';
  policy: string;
  node: string;
  /** By which door it came: `connect`, `socks`, `tun` ... */
  door: 'connect' | 'http' | 'socks' | 'tun' | 'other';
  /** The program's name, without its path; empty where it is not known. */
  process: string;
  /** It began with this diagnosis, from a program of the same name as this one: it is a question of the diagnosis itself. */
  own?: true;
  live: boolean;
  startedAtMs: number;
  /** How long nothing came, in ms; null where it was seen once alone. */
  silentMs: number | null;
  /** True where something was sent since. */
  unanswered?: boolean;
  /** As the core writes it: `DomainSuffix(openrouter.ai)`; absent where no rule matched. */
  rule?: string;
  /** `normal`, `fake-ip`, `redir-host`, `hosts`. */
  dnsMode?: string;
  /** A new one would not get its node: that is dead, or the group has chosen another; and which, where it is known. */
  left?: { why: 'dead' | 'deselected'; now: string | null };
}

/** One short request by each of two policies. */
export interface ClashComparison {
  measuredAt: string;
  host: string;
  /** How the policies were chosen: a selection that was put back, or listeners that are bound to one. */
  how: 'selection' | 'listeners';
  /** The group whose member was changed for it; absent with listeners. */
  group?: string;
  /** Absent with listeners; false where putting back failed. */
  putBack?: boolean;
  policies: readonly ClashComparedPolicy[];
}

export interface ClashComparedPolicy {
  policy: string;
  /** The node that carried it, where the core told. */
  node: string | null;
  /** Null where no answer came. */
  status: number | null;
  durationMs: number;
  /** Why no answer came: `ECONNRESET`, `DEADLINE` ... */
  code?: string;
}

export type { ClashExplanation, RuleReference };
