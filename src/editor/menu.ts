import { t } from '@vscode/l10n';
import { commands } from './ids.ts';
import { standingWords, type ShimStanding } from './shim/shim-standing.ts';

/** One action of the status bar item's menu. */
export interface MenuEntry {
  /** The command to execute. */
  command: string;
  label: string;
  icon: string;
  description?: string;
  /** What the command is given. */
  argument?: number;
}

export interface MenuFacts {
  running: boolean;
  /** How far a deep diagnosis is, in percent; undefined unless one runs. */
  deepPercent?: number;
  hasReport: boolean;
  monitoring: boolean;
  gatewayTitle: string;
  /** A gateway on this machine bills nothing. */
  loopback: boolean;
  shim: ShimStanding;
  /** The shim is to serve the local endpoint. */
  endpoint: boolean;
  /** The last request of an agent that failed within the hour: its number, what was asked for, and why it failed. */
  failedRequest?: { id: number; asked: string; why: string };
}

/** What can be done now, most likely first. Pure. */
export function menuEntries({ running, deepPercent, hasReport, monitoring, gatewayTitle, loopback, shim, endpoint, failedRequest }: MenuFacts): MenuEntry[] {
  const run: MenuEntry[] = running
    ? [{ command: commands.cancelDiagnosis, label: t('Cancel diagnosis'), icon: 'stop-circle' }]
    : [
        { command: commands.diagnose, label: t('Diagnose'), icon: 'play', description: t('costs nothing') },
        {
          command: commands.diagnoseWithStream,
          label: t('Diagnose with a short real stream'),
          icon: 'broadcast',
          description: loopback ? t('costs nothing on this machine') : t('spends a few tokens'),
        },
        { command: commands.pickSymptom, label: t('What are you seeing?'), icon: 'search' },
      ];
  const deep: MenuEntry =
    deepPercent === undefined
      ? {
          command: commands.diagnoseInDepth,
          label: t('Diagnose in depth'),
          icon: 'telescope',
          description: t('takes minutes, costs nothing'),
        }
      : {
          command: commands.cancelDeepDiagnosis,
          label: t('Cancel the diagnosis in depth'),
          icon: 'stop-circle',
          description: t('{0} % done', deepPercent),
        };
  const report: MenuEntry[] = hasReport
    ? [
        { command: commands.copyReport, label: t('Copy report'), icon: 'copy' },
        { command: commands.saveReport, label: t('Save report'), icon: 'save' },
      ]
    : [];
  const failed: MenuEntry[] = failedRequest
    ? [{ command: commands.showRequests, label: t('Last failed request: {0}', failedRequest.asked), icon: 'error', description: failedRequest.why, argument: failedRequest.id }]
    : [];
  return [
    ...run,
    ...failed,
    deep,
    { command: commands.showInspector, label: t('Show inspector'), icon: 'list-tree' },
    ...(monitoring
      ? [
          { command: commands.checkNow, label: t('Check now'), icon: 'refresh', description: t('one cheap request a watched gateway') },
          { command: commands.stopMonitoring, label: t('Stop monitoring'), icon: 'debug-pause' },
        ]
      : [{ command: commands.startMonitoring, label: t('Start monitoring'), icon: 'eye' }]),
    shimEntry(shim),
    ...(shim.state === 'on' ? [{ command: commands.copyEndpointSettings, label: t('Copy endpoint settings'), icon: 'globe', description: endpoint ? t('on') : t('off') }] : []),
    { command: commands.selectGateway, label: t('Select gateway'), icon: 'server', description: gatewayTitle },
    { command: commands.setApiKey, label: t('Set API key'), icon: 'key' },
    { command: commands.explainError, label: t('Explain an error message'), icon: 'question' },
    ...report,
    { command: commands.openLog, label: t('Open log'), icon: 'output' },
  ];
}

/** The shim with its state in words, and what the next step would be. */
function shimEntry(shim: ShimStanding): MenuEntry {
  const description = standingWords(shim);
  switch (shim.state) {
    case 'off':
      return { command: commands.switchShimOn, label: t('Switch the shim on'), icon: 'plug', description };
    case 'leaving':
      return { command: commands.shimTerminals, label: t('Terminals that still use the shim'), icon: 'terminal', description };
    case 'failed':
      return { command: shim.portTaken ? commands.chooseNewPort : commands.restartShim, label: shim.portTaken ? t('Choose a new port for the shim') : t('Start the shim again'), icon: 'debug-restart', description };
    case 'starting':
    case 'on':
    case 'lost':
      return { command: commands.switchShimOff, label: t('Switch the shim off'), icon: 'debug-disconnect', description };
  }
}
