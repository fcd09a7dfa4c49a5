/** Front door of the editor: builds the rooms and connects them. It measures nothing, reads no file, opens no socket. */
import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import { runningShim } from './editor/agents/load-agents.ts';
import { chainsInEditor } from './editor/chains/chains-in-editor.ts';
import { clashCoreInEditor } from './editor/clash-core/clash-core-in-editor.ts';
import { resumeRowsWatch } from './editor/clash-fragment/rows-under-watch.ts';
import { clashInEditor } from './editor/clash/clash-in-editor.ts';
import { registerCommands } from './editor/commands/index.ts';
import { ContextKeys } from './editor/context-keys.ts';
import { diagnoseElsewhere } from './editor/diagnose-elsewhere.ts';
import { DiagnosisSession } from './editor/diagnosis-session.ts';
import { loadDoctor } from './editor/doctor-room.ts';
import { fixPreview } from './editor/fixes/fix-preview.ts';
import { Fixer } from './editor/fixes/fixer.ts';
import { chooseGateway, watchedFirst, watchedGateways } from './editor/gateway-choice.ts';
import { views } from './editor/ids.ts';
import { InspectorPanel } from './editor/inspector/inspector-panel.ts';
import { createLog } from './editor/log.ts';
import { Monitoring } from './editor/monitor/monitoring.ts';
import { notify } from './editor/monitor/notify.ts';
import { EnvironmentProofs } from './editor/proof/environment-proofs.ts';
import { ReadOnlyDocuments } from './editor/read-only-documents.ts';
import { keyStore } from './editor/secrets.ts';
import { readChoices } from './editor/settings.ts';
import { shimInEditor, type ShimInEditor } from './editor/shim/shim-in-editor.ts';
import { StatusBar } from './editor/status-bar.ts';
import { subjectSource } from './editor/subject-source.ts';

export function activate(context: vscode.ExtensionContext): void {
  if (vscode.l10n.bundle) config({ contents: vscode.l10n.bundle });
  const log = createLog();
  const choose = () => chooseGateway(readChoices());
  const monitoring = () => readChoices().monitoring.enabled;

  const keys = keyStore(context.secrets);
  const proofs = new EnvironmentProofs();
  const distFolder = vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath;
  const clash = clashInEditor({ context, log });
  const clashCore = clashCoreInEditor({ memento: context.globalState, log, controller: clash.controller, secrets: clash.secrets, gateways: () => watchedFirst(readChoices()) });
  const subjects = subjectSource(() => ({ ...choose(), model: readChoices().model }), keys, proofs, () => clashCore.wish());
  const session = new DiagnosisSession({ memento: context.globalState, log, loadDoctor, subjects });
  const documents = new ReadOnlyDocuments();
  const preview = fixPreview(documents);
  const fixer = new Fixer({ session, memento: context.globalState, log, preview, loadDoctor, now: () => new Date() });
  const health = new Monitoring({
    folder: vscode.Uri.joinPath(context.globalStorageUri, 'health').fsPath,
    enabled: monitoring,
    choices: () => {
      const choices = readChoices();
      const { intervalSeconds, statusPages } = choices.monitoring;
      return { intervalMs: intervalSeconds * 1_000, gateways: watchedGateways(choices), statusPages };
    },
    focused: () => vscode.window.state.focused,
    log,
    loadDoctor,
    subjects,
    onNotice: (standing, tell) => {
      if (readChoices().notifications) notify(standing, tell, choose().gateway?.id === standing.id);
    },
  });
  const chains = chainsInEditor({ context, keys, log, onChange: () => shim.service.follow() });
  const shim: ShimInEditor = shimInEditor({
    context,
    log,
    preview,
    diagnose: (gateway) => diagnoseElsewhere({ session, documents, loadDoctor }, gateway),
    endpoint: () => chains.endpoint(),
  });
  const surroundings = { session, fixer, log, health, monitoring, clashCore };
  const inspector = new InspectorPanel(context.extensionUri, session, choose, surroundings, shim.connections);
  const statusBar = new StatusBar(session, choose, health, () => ({ monitoring: monitoring(), showLatency: readChoices().showLatency }), shim.lastFailed);
  const contextKeys = new ContextKeys();
  const updateContextKeys = () => contextKeys.update(session.snapshot(), monitoring(), shim.service.standing.state);
  updateContextKeys();

  context.subscriptions.push(
    log,
    statusBar,
    inspector,
    shim,
    chains,
    clash,
    clashCore,
    resumeRowsWatch({ memento: context.globalState, preview, log, clash }),
    health,
    session,
    fixer,
    documents,
    session.onDidChange(updateContextKeys),
    shim.service.onDidChange(updateContextKeys),
    shim.service.onDidChange(() => proofs.forget()),
    session.onDidDiagnose((report) => void health.diagnosed(report)),
    ...registerCommands({
      session,
      inspector,
      documents,
      keys,
      proofs,
      distFolder,
      log,
      choose,
      monitoring,
      health,
      shim,
      chains,
      clash,
      clashCore,
      memento: context.globalState,
      preview,
      agentShim: runningShim,
      loadDoctor,
    }),
    vscode.window.registerWebviewPanelSerializer(views.inspector, inspector),
    vscode.window.onDidChangeWindowState(() => health.focusChanged()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('terminal.integrated')) proofs.forget();
      if (change.affectsConfiguration('http')) health.networkSettingsChanged();
      if (!change.affectsConfiguration('gatehouse')) return;
      health.settingsChanged();
      chains.settingsChanged();
      clash.settingsChanged();
      statusBar.refresh();
      inspector.refresh();
      updateContextKeys();
    }),
  );
}
