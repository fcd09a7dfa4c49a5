import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { DiagnosisSession } from '../diagnosis-session.ts';
import type { Fixer } from '../fixes/fixer.ts';
import { commands } from '../ids.ts';
import type { FixOffer } from '../../diagnosis/finding.ts';
import { deepestMessage } from '../../path/network-failure.ts';
import type { ClashCoreInEditor } from '../clash-core/clash-core-in-editor.ts';
import type { ClashLive } from '../clash-core/clash-live.ts';
import { closedWords, confirmClosing } from '../clash-core/confirm-closing.ts';
import { performCertificateAction } from './certificate-actions.ts';
import { loadRequests } from './load-requests.ts';
import type { Action } from './protocol.ts';
import type { ShimFeed } from './shim-feed.ts';
import { openToolFile } from './tool-file-action.ts';
import type { Monitoring } from '../monitor/monitoring.ts';

/** What the page's actions reach. */
export interface ActionSurroundings {
  session: DiagnosisSession;
  fixer: Pick<Fixer, 'apply' | 'undo' | 'applied' | 'onDidChange'>;
  log: vscode.LogOutputChannel;
  health: Pick<Monitoring, 'standings' | 'history' | 'problem' | 'onDidChange'>;
  monitoring(): boolean;
  clashCore: ClashCoreInEditor;
}

/** The commands that do what a fix offers; each asks first. */
const offers: Readonly<Record<FixOffer, string>> = {
  'close-clash-connections': commands.closeClashConnections,
  'generate-clash-rows': commands.generateClashRows,
  'compare-clash-policies': commands.compareClashPolicies,
  'enter-clash-secret': commands.setClashSecret,
};

/** Does what the page asked for; resolves with a sentence for its live region, when there is something to say. */
export async function performAction(
  action: Action,
  { session, fixer, health, clashLive }: ActionSurroundings & { clashLive: ClashLive },
  shim?: ShimFeed,
): Promise<string | undefined> {
  switch (action.type) {
    case 'ready':
      return undefined;
    case 'diagnose':
      return execute(commands.diagnose);
    case 'diagnoseWithStream':
      return execute(commands.diagnoseWithStream);
    case 'diagnoseInDepth':
      // It asks how far to go, and the page need not wait for minutes.
      void vscode.commands.executeCommand(commands.diagnoseInDepth);
      return undefined;
    case 'cancelDeepDiagnosis':
      session.cancelDeep();
      return undefined;
    case 'cancel':
      session.cancel();
      return undefined;
    case 'rerunProbe':
      // This button is no consent to spend: without one, the stream probe skips what would be billed, and says so.
      await session.run({ spend: false, only: [action.probe] });
      return undefined;
    case 'copyReport':
      return (await vscode.commands.executeCommand(commands.copyReport)) === true ? t('Report copied.') : undefined;
    case 'saveReport':
      return execute(commands.saveReport);
    case 'openSettings':
      return execute('workbench.action.openSettings', action.id);
    case 'selectGateway':
      return execute(commands.selectGateway);
    case 'setApiKey':
      return execute(commands.setApiKey);
    case 'proveEnvironment':
      return execute(commands.proveEnvironment);
    case 'measureClients':
      // It asks first, and then the page shows what runs.
      void vscode.commands.executeCommand(commands.measureClients);
      return undefined;
    case 'pickSymptom':
      return execute(commands.pickSymptom);
    case 'compareReport':
      return execute(commands.compareReport);
    case 'startMonitoring':
      await execute(commands.startMonitoring);
      return t('Monitoring is on.');
    case 'stopMonitoring':
      await execute(commands.stopMonitoring);
      return t('Monitoring is off.');
    case 'checkNow':
      await execute(commands.checkNow);
      return t('Every watched gateway is looked at now.');
    case 'exportHistory':
      // It asks where to, and the page need not wait.
      void vscode.commands.executeCommand(commands.exportHistory);
      return undefined;
    case 'showSpan':
      // The panel itself keeps it.
      return undefined;
    case 'openStatusPage': {
      const pageUrl = health.standings.find(({ id }) => id === action.gateway)?.feed?.pageUrl;
      if (pageUrl?.startsWith('https://')) await vscode.env.openExternal(vscode.Uri.parse(pageUrl, true));
      return undefined;
    }
    case 'showLog':
      return execute(commands.openLog);
    case 'applyFix':
      return told(await fixer.apply(action.finding, action.findingId, action.fix));
    case 'undoFix':
      return told(await fixer.undo(action.id));
    case 'copyCertificate':
    case 'copyChain':
    case 'saveRoot':
      return performCertificateAction(action, session.evidence('tls'));
    case 'openToolFile':
      return openToolFile(action.entry, session.evidence('proxy-environment'));
    case 'switchShimOn':
      await shim?.switchOn();
      return undefined;
    case 'showConnection':
      // The panel itself sends it.
      return undefined;
    case 'closeConnection':
      return (await shim?.close(action.entry)) === true ? t('The connection is closed.') : t('This connection has ended already.');
    case 'diagnoseHost': {
      // The page names an entry and not a host, so that it can only ask about what was seen.
      const entry = shim?.entries().find(({ id }) => id === action.entry);
      if (!entry || entry.host === '') return t('This connection is not kept any more.');
      await shim?.diagnose(entry.host, entry.port);
      return undefined;
    }
    case 'showRequest':
      // The panel itself sends it.
      return undefined;
    case 'clearRequests':
      shim?.clearRequests();
      return t('The list is empty. What comes from now on is shown.');
    case 'diagnoseRequest':
      return diagnoseRequest(action.request, shim);
    case 'copyRequest': {
      const entry = shim?.requests().find(({ id }) => id === action.request);
      if (!entry) return t('This request is not kept any more.');
      await vscode.env.clipboard.writeText((await loadRequests()).requestDocument(entry));
      return t('Copied.');
    }
    case 'lookForClash':
      // The panel itself does.
      return undefined;
    case 'closeClashConnections': {
      const named = clashLive.named(action.rows);
      if (named.length === 0) return t('These connections have ended already.');
      if (!(await confirmClosing(named))) return undefined;
      try {
        return told(closedWords(await clashLive.close(named)));
      } catch (error) {
        return told(t('The connections could not be closed. {0}', deepestMessage(error)));
      }
    }
    case 'takeOffer':
      return execute(offers[action.offer]);
    case 'copyText':
      await vscode.env.clipboard.writeText(action.text);
      return t('Copied.');
  }
}

/** Diagnoses the gateway that a request failed at, else the one that answered it. */
async function diagnoseRequest(request: number, shim: ShimFeed | undefined): Promise<string | undefined> {
  const entry = shim?.requests().find(({ id }) => id === request);
  const attempt = entry?.attempts.findLast(({ fault }) => fault !== undefined) ?? entry?.attempts.at(-1);
  if (!attempt) return t('This request is not kept any more.');
  // A target is `gateway/model`, and no gateway's id has a slash.
  const [gateway = ''] = attempt.target.split('/');
  if ((await shim?.diagnoseGateway(gateway)) === true) return undefined;
  return told(t('The gateway "{0}" is not among those that are set up in this window.', gateway.slice(0, 60)));
}

/** Also where those see it who do not hear the page's live region. */
function told(sentence: string): string {
  void vscode.window.showInformationMessage(sentence);
  return sentence;
}

async function execute(command: string, ...args: unknown[]): Promise<undefined> {
  await vscode.commands.executeCommand(command, ...args);
}
