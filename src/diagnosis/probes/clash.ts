import * as os from 'node:os';
import * as path from 'node:path';
import { t } from '@vscode/l10n';
import { calledHosts } from '../../gateways/called-hosts.ts';
import { withDeadline } from '../../path/deadline.ts';
import { lookAtNetwork, wayOut } from '../../path/network-interfaces.ts';
import { findCore, seeCore, type LookRequest } from '../clash/look.ts';
import type { ClashEvidence } from '../evidence.ts';
import { lookupOnce, target } from '../path-measurements.ts';
import type { Probe } from '../probe.ts';
import { judgeClash } from '../rules/clash.ts';

/** Everything the core is asked, in ms; it is on this machine as a rule. */
const limitMs = 8_000;
/** A resolver that takes longer is the dns probe's matter, in ms. */
const lookupMs = 1_500;
/** Only the first is judged; more hosts of the gateway are shown beside it. */
const maxHosts = 4;

/** Which row, policy and node of the Clash core on this machine carry the gateway, if there is one. */
export const clashProbe: Probe<ClashEvidence> = {
  id: 'clash',
  leg: 'proxy',
  title: () => t('Clash core'),
  deadlineMs: () => limitMs,
  async measure(subject, measurements, signal) {
    const { clash, gateway, settings, paths } = subject;
    const { host } = target(subject);
    const own = settings.environments.find((snapshot) => snapshot.context === 'this-process')?.variables ?? {};
    const request: LookRequest = {
      hosts: calledHosts(gateway).slice(0, maxHosts).map(({ id, host: name, port }) => ({ id, host: name, port })),
      ...(clash?.controller && { controller: clash.controller }),
      ...(clash?.secret && { secret: clash.secret }),
      environment: { ...process.env, ...own },
      platform: settings.platform,
      homeDirectory: os.homedir(),
      paths,
      own: { program: path.basename(process.execPath), sinceMs: measurements.beganMs },
    };
    const { tried, found } = await findCore(request, signal);
    const compared = clash?.compared && { compared: clash.compared };
    // Nothing more is asked of anybody where there is no core.
    if (!found) return { tried, core: null, ...compared };
    const [network, system] = await Promise.all([
      lookAtNetwork(signal).catch(() => null),
      withDeadline('looking the gateway up', lookupMs, signal, () => lookupOnce(host, subject, measurements)).catch(() => undefined),
    ]);
    signal.throwIfAborted();
    const addresses = system?.addresses.map(({ address }) => address);
    const [nearest] = addresses ?? [];
    const direct = nearest === undefined ? undefined : await wayOut(nearest, signal);
    const hosts = request.hosts.map((one) => (one.host === host && addresses ? { ...one, addresses } : one));
    return { tried, core: await seeCore(found, { ...request, hosts, network, ...(direct && { direct }), ...(addresses && { systemAddresses: addresses }) }, signal), ...compared };
  },
  judge: judgeClash,
};
