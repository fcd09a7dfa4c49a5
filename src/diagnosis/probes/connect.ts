import { t } from '@vscode/l10n';
import { tryEachAddress } from '../../path/tcp.ts';
import type { ConnectEvidence } from '../evidence.ts';
import { dialPath, lookupOnce, target } from '../path-measurements.ts';
import type { Probe } from '../probe.ts';
import { judgeConnect } from '../rules/connect.ts';

/** A gateway with very many addresses is not worth a socket for each. */
const maxAddresses = 6;

/** Can a connection be opened: to each address of the gateway, and through each proxy, with the time of every step. */
export const connectProbe: Probe<ConnectEvidence> = {
  id: 'connect',
  leg: 'tcp',
  title: () => t('Connection, step by step'),
  deadlineMs: ({ limits }) => limits.dnsMs + limits.tcpMs + limits.tlsMs + limits.proxyMs + 1_000,
  async measure(subject, measurements, signal) {
    const { host, port } = target(subject);
    const paths = subject.paths.map(async (path) => {
      const dialled = await dialPath(subject, path, measurements);
      if (dialled.ok) dialled.socket.destroy();
      const alone = path.mode === 'direct' ? (await lookupOnce(host, subject, measurements)).addresses : [];
      const attempts =
        alone.length > 1
          ? await tryEachAddress(alone.slice(0, maxAddresses), port, subject.limits.tcpMs, signal)
          : [];
      return {
        path: path.id,
        steps: dialled.steps,
        attempts,
        ...(!dialled.ok && { failure: dialled.failure }),
        ...(dialled.proxyReply && { proxyReply: dialled.proxyReply }),
      };
    });
    return { paths: await Promise.all(paths) };
  },
  judge: judgeConnect,
};
