import * as os from 'node:os';
import { t } from '@vscode/l10n';
import { measureClients } from '../../path/measured/measure.ts';
import type { MeasuredRoutesEvidence } from '../measured-evidence.ts';
import type { Probe } from '../probe.ts';
import { judgeMeasured } from '../rules/measured.ts';

/**
 * What the clients that are installed here do for the gateway's URL, seen at a recorder on this machine. It starts
 * programs, so it needs the user's consent and measures nothing without.
 */
export const measuredRoutesProbe: Probe<MeasuredRoutesEvidence> = {
  id: 'measured-routes',
  leg: 'settings',
  title: () => t('Installed clients, measured'),
  deep: true,
  deadlineMs: () => 180_000,
  async measure(subject, _measurements, signal) {
    if (!subject.consent.programs) return { measured: null };
    const { settings, editorSettings, gateway } = subject;
    const own = settings.environments.find(({ context }) => context === 'this-process');
    const measured = await measureClients({
      question: {
        url: new URL(gateway.baseUrl),
        urlText: gateway.baseUrl,
        environment: own?.variables ?? {},
        editorSettings,
        system: settings.system,
        platform: settings.platform,
      },
      machine: process.env,
      homeDirectory: os.homedir(),
      signal,
      onClient: (_client, index, total) => subject.onProgress?.('measured-routes', { elapsedMs: index, totalMs: total }),
    });
    return { measured };
  },
  judge: judgeMeasured,
};
