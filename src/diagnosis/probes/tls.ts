import { t } from '@vscode/l10n';
import type { TlsEvidence } from '../evidence.ts';
import { target, tlsOnce } from '../path-measurements.ts';
import type { Probe } from '../probe.ts';
import { judgeTls } from '../rules/tls.ts';

/** Who signed the certificate that arrives here, and which of this machine's trust stores accept it. */
export const tlsProbe: Probe<TlsEvidence> = {
  id: 'tls',
  leg: 'tls',
  title: () => t('TLS and certificate'),
  // Refused chains take a second round of handshakes, made at the same time.
  deadlineMs: ({ limits }) => limits.dnsMs + limits.tcpMs + limits.proxyMs + 3 * limits.tlsMs,
  async measure(subject, measurements) {
    if (!target(subject).secure) return { applies: false, paths: [] };
    const paths = subject.paths.map(async (path) => ({
      path: path.id,
      ...(await tlsOnce(subject, path, measurements)),
    }));
    return { applies: true, paths: await Promise.all(paths) };
  },
  judge: judgeTls,
};
