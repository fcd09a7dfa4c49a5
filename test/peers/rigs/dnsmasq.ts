/** A real dnsmasq as the DNS server of a world's machine. */
import * as path from 'node:path';
import { findProgram, listensOn, start } from './program.ts';
import type { World } from './world.ts';

export interface DnsmasqOptions {
  /** Names and the address each gets, sub-domains included; the name `#` stands for every name (dnsmasq(8)). */
  addresses: Readonly<Record<string, string>>;
  /** Domains it answers for alone: other names in them do not exist. */
  local?: readonly string[];
}

/** A running dnsmasq. */
export interface Dnsmasq {
  /** The queries it was asked and the answers, as it logs them. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts it on 127.0.0.1:53 of the machine; its answers are valid for 1 s, as those of mihomo are. */
export async function startDnsmasq(world: World, options: DnsmasqOptions): Promise<Dnsmasq> {
  const dnsmasq = findProgram('dnsmasq', 'dnsmasq-base');
  const program = await start(
    world.onMachine([
      dnsmasq, '--keep-in-foreground', '--conf-file=/dev/null', '--no-resolv', '--no-hosts',
      '--local-ttl=1', '--user=root',
      // Two that share the default file fight over it.
      `--pid-file=${path.join(world.folder, 'dnsmasq.pid')}`,
      '--listen-address=127.0.0.1', '--bind-interfaces', '--log-queries', '--log-facility=-',
      ...Object.entries(options.addresses).map(([name, address]) => `--address=/${name}/${address}`),
      ...(options.local ?? []).map((domain) => `--local=/${domain}/`),
    ]),
    listensOn(53, 'udp'),
  );
  return { log: () => program.output(), stop: () => program.stop() };
}
