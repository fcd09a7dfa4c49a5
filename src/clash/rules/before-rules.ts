import type { ClashConfiguration } from '../configuration/model.ts';
import { Hosts } from './hosts.ts';
import type { Surroundings } from './question.ts';

/** What a configuration says about how connections are looked at before the rules (core: tunnel/tunnel.go, component/sniffer/dispatcher.go). */
export function surroundingsOf({ top }: ClashConfiguration): Surroundings {
  const value = (key: string): unknown => top?.entries.get(key)?.value;
  const hosts = new Hosts(value('hosts'));
  const sniffer = value('sniffer') as Record<string, unknown> | null | undefined;
  const sniffing = typeof sniffer === 'object' && sniffer !== null && sniffer['enable'] === true;
  const forced = sniffing && Array.isArray(sniffer['force-domain']) && sniffer['force-domain'].length > 0;
  return {
    // A connection that came with a name is looked into only where its name is in `force-domain`.
    sniffs: { named: forced, unnamed: sniffing && sniffer['parse-pure-ip'] !== false },
    findsProcess: value('find-process-mode') !== 'off',
    hosts: (name) => hosts.ask(name),
  };
}
