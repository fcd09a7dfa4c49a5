/** A real dnsmasq as the DNS server of a world's machine. */
import * as path from 'node:path';
import { findProgram, listensOn, start } from './program.ts';
import type { World } from './world.ts';

export interface DnsmasqOptions {
  /** Names and the address each gets, sub-domains included; the name `#` stands for every name (dnsmasq(8)). */
  addresses: Readonly<Record<string, string>>;
  /** Domains it answers for alone: other names in them do not exist. */
  local?: readonly string[];
  /** Where it listens, when it is not alone; default 127.0.0.1. */
  listen?: string;
  /** Names with several addresses, each in both families: `a.test,192.0.2.1,2001:db8::1` (dnsmasq(8), host-record). */
  records?: readonly string[];
}

/** A running dnsmasq. */
export interface Dnsmasq {
  /** The queries it was asked and the answers, as it logs them. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts it on port 53 of the machine; its answers are valid for 1 s, as those of mihomo are. */
export async function startDnsmasq(world: World, options: DnsmasqOptions): Promise<Dnsmasq> {
  const dnsmasq = findProgram('dnsmasq', 'dnsmasq-base');
  const listen = options.listen ?? '127.0.0.1';
  const program = await start(
    world.onMachine([
      dnsmasq, '--keep-in-foreground', '--conf-file=/dev/null', '--no-resolv', '--no-hosts',
      '--local-ttl=1', '--user=root',
      // Two that share the default file fight over it.
      `--pid-file=${path.join(world.folder, `dnsmasq-${listen}.pid`)}`,
      `--listen-address=${listen}`, '--bind-interfaces', '--log-queries', '--log-facility=-',
      ...Object.entries(options.addresses).map(([name, address]) => `--address=/${name}/${address}`),
      ...(options.records ?? []).map((record) => `--host-record=${record}`),
      ...(options.local ?? []).map((domain) => `--local=/${domain}/`),
    ]),
    listensOn(53, 'udp', listen),
  );
  return { log: () => program.output(), stop: () => program.stop() };
}
