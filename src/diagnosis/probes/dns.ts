import * as net from 'node:net';
import { t } from '@vscode/l10n';
import { measureLookupQueue } from '../../path/dns-queue.ts';
import { lookup, neverRegisteredName, unbracket } from '../../path/dns.ts';
import { directAnswersOnce, nothingAsked } from '../direct-answers.ts';
import type { DnsEvidence } from '../evidence.ts';
import { lookupOnce, target } from '../path-measurements.ts';
import type { Probe } from '../probe.ts';
import { judgeDns } from '../rules/dns.ts';

/** A resolver that answers within this time may be asked a second name. */
const quickMs = 1_500;

/** Does the gateway's name resolve here, to what, who says so, and is the answer made up. */
export const dnsProbe: Probe<DnsEvidence> = {
  id: 'dns',
  leg: 'dns',
  title: () => t('Name resolution'),
  deadlineMs: ({ limits, depth }) =>
    limits.dnsMs + quickMs + 1_000 + (depth === 'deep' ? limits.dnsMs + 2 * (limits.tlsMs + limits.proxyMs) : 0),
  async measure(subject, measurements, signal) {
    const { host } = target(subject);
    // First of all, before look-ups of our own stand in that line too.
    const queue = measureLookupQueue(subject.limits.dnsMs, signal);
    const proxyHosts = subject.paths.flatMap(({ proxyUrl }) => (proxyUrl ? [proxyUrl.hostname] : []));
    // A name that this machine's own resolver settles (localhost) is no business of a DNS server.
    const local = host === 'localhost' || host.endsWith('.localhost');
    const askable = !local && net.isIP(unbracket(host)) === 0;
    const [found, proxies, direct, waited] = await Promise.all([
      lookupOnce(host, subject, measurements),
      Promise.all([...new Set(proxyHosts)].map((name) => lookupOnce(name, subject, measurements))),
      askable ? directAnswersOnce(host, subject, measurements) : nothingAsked,
      queue,
    ]);
    // A resolver that was slow would be slow again, and Node resolves two names at a time: others would wait for it.
    const quick = !found.failure && found.durationMs < quickMs;
    // The dot at the end keeps search domains out of it: a wildcard there would look like a made-up answer.
    const invented = askable && quick ? await lookup(`${neverRegisteredName()}.`, quickMs, signal) : null;
    return { lookup: found, ...direct, invented, queue: waited, proxies };
  },
  judge: judgeDns,
};
