import * as vscode from 'vscode';
import { agentsUseShim } from './agents-use-shim.ts';
import { cancelDeepDiagnosis } from './cancel-deep-diagnosis.ts';
import { cancelDiagnosis } from './cancel-diagnosis.ts';
import { checkClashFile } from './check-clash-file.ts';
import { checkNow } from './check-now.ts';
import { chooseNewPort } from './choose-new-port.ts';
import { clearApiKey } from './clear-api-key.ts';
import { closeClashConnections } from './close-clash-connections.ts';
import type { Command, CommandSurroundings } from './command.ts';
import { compareClashPolicies } from './compare-clash-policies.ts';
import { compareReport } from './compare-report.ts';
import { copyEndpointSettings } from './copy-endpoint-settings.ts';
import { copyProxyAddress } from './copy-proxy-address.ts';
import { copyReport } from './copy-report.ts';
import { createChainsFile } from './create-chains-file.ts';
import { diagnose } from './diagnose.ts';
import { diagnoseInDepth } from './diagnose-in-depth.ts';
import { diagnoseWithStream } from './diagnose-with-stream.ts';
import { explainError } from './explain-error.ts';
import { exportHistory } from './export-history.ts';
import { generateClashRows } from './generate-clash-rows.ts';
import { leaveWorkspaceOut } from './leave-workspace-out.ts';
import { measureClients } from './measure-clients.ts';
import { openLog } from './open-log.ts';
import { pickSymptom } from './pick-symptom.ts';
import { proveEnvironment } from './prove-environment.ts';
import { restartShim } from './restart-shim.ts';
import { saveReport } from './save-report.ts';
import { selectGateway } from './select-gateway.ts';
import { setApiKey } from './set-api-key.ts';
import { setChainKey } from './set-chain-key.ts';
import { setClashSecret } from './set-clash-secret.ts';
import { shimTerminals } from './shim-terminals.ts';
import { showClash } from './show-clash.ts';
import { showConnections } from './show-connections.ts';
import { showInspector } from './show-inspector.ts';
import { showMenu } from './show-menu.ts';
import { showRequests } from './show-requests.ts';
import { showSpend } from './show-spend.ts';
import { startMonitoring } from './start-monitoring.ts';
import { stopMonitoring } from './stop-monitoring.ts';
import { switchShimOff } from './switch-shim-off.ts';
import { switchShimOn } from './switch-shim-on.ts';
import { takeClashRowsBack } from './take-clash-rows-back.ts';
import { useWorkspaceChains } from './use-workspace-chains.ts';
import { verifyClashRows } from './verify-clash-rows.ts';

/** Every command the extension contributes. */
export const allCommands: readonly Command[] = [
  diagnose,
  diagnoseWithStream,
  diagnoseInDepth,
  cancelDeepDiagnosis,
  cancelDiagnosis,
  showInspector,
  showMenu,
  copyReport,
  saveReport,
  explainError,
  setApiKey,
  clearApiKey,
  selectGateway,
  startMonitoring,
  stopMonitoring,
  openLog,
  proveEnvironment,
  measureClients,
  compareReport,
  pickSymptom,
  checkNow,
  exportHistory,
  switchShimOn,
  switchShimOff,
  leaveWorkspaceOut,
  restartShim,
  showConnections,
  showRequests,
  showSpend,
  copyEndpointSettings,
  copyProxyAddress,
  chooseNewPort,
  shimTerminals,
  agentsUseShim,
  createChainsFile,
  useWorkspaceChains,
  setChainKey,
  setClashSecret,
  checkClashFile,
  showClash,
  closeClashConnections,
  compareClashPolicies,
  generateClashRows,
  verifyClashRows,
  takeClashRowsBack,
];

/** Registers them all. */
export function registerCommands(around: CommandSurroundings): vscode.Disposable[] {
  return allCommands.map(({ id, run }) =>
    vscode.commands.registerCommand(id, (...args: unknown[]) => run(around, ...args)),
  );
}
