import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { customGateway, customGatewayId } from '../../gateways/catalogue/index.ts';
import { parseBaseUrl, type Gateway } from '../../gateways/gateway.ts';
import { parseUserGateways } from '../../gateways/user-gateways.ts';
import type { EndpointConfiguration } from '../../shim/endpoint/chains/chain.ts';
import { tellAgentsLeft } from '../agents/agents-left.ts';
import { definedVariables, terminalSection } from '../environments.ts';
import type { FixPreview } from '../fixes/fix-preview.ts';
import { gatewayOf } from '../gateway-choice.ts';
import { editorHost } from '../host-place.ts';
import { settings } from '../ids.ts';
import { rawNetworkSettings } from '../network-settings.ts';
import { readChoices, writeChoice } from '../settings.ts';
import { terminalVariables } from '../terminal-environment.ts';
import { LastFailedRequest } from './last-failed-request.ts';
import { LeavingPrograms } from './leaving-programs.ts';
import { OpenTerminals } from './open-terminals.ts';
import { ProgramEnvironment } from './program-environment.ts';
import { ShimConnections } from './shim-connections.ts';
import { tellEndpointProblem, tellFailed, tellLeaving, tellUnreadable } from './shim-notices.ts';
import type { RoutingFacts } from './shim-routing.ts';
import { ShimService } from './shim-service.ts';
import { offBecause } from './shim-standing.ts';
import { shimWishes } from './shim-wishes.ts';
import { WorkspaceChoice } from './workspace-choice.ts';

/** The shim of this window, and what the user can do about it. */
export interface ShimInEditor {
  service: ShimService;
  connections: ShimConnections;
  lastFailed: LastFailedRequest;
  /** Switches it on for this workspace. */
  switchOn(): Promise<void>;
  /** Switches it off, for all windows. */
  switchOff(): Promise<void>;
  /** Programs of this workspace are started without it; other workspaces keep it. */
  leaveWorkspaceOut(): Promise<void>;
  /** Tells which programs still use it, and offers to settle that. */
  showLeaving(): Promise<void>;
  dispose(): void;
}

/** What it needs of the other rooms. */
export interface ShimSurroundings {
  context: vscode.ExtensionContext;
  log: vscode.LogOutputChannel;
  /** Shows what taking an agent's settings back changes, and asks. */
  preview: FixPreview;
  /** Diagnoses a gateway that is not the chosen one. */
  diagnose(gateway: Gateway): Promise<void>;
  /** What the endpoint is to serve. */
  endpoint(): Promise<EndpointConfiguration | undefined>;
}

/** The setting's event and the command that changed it are one occasion, in ms. */
const tellAgainMs = 5_000;

/** Builds it. Nothing is loaded, started or written before the shim is wanted, which is looked at after activation. */
export function shimInEditor({ context, log, preview, diagnose, endpoint }: ShimSurroundings): ShimInEditor {
  const choice = new WorkspaceChoice(context.workspaceState);
  const terminals = new OpenTerminals(choice);
  const environment = new ProgramEnvironment(() => context.environmentVariableCollection);
  const leaving = new LeavingPrograms(terminals, choice, () => environment.debugged);
  const service: ShimService = new ShimService({
    offBecause: () => offBecause({ enabled: isEnabled(), usedHere: choice.used, trusted: vscode.workspace.isTrusted }),
    async makeShim(tell) {
      const room = await import('./shim-room.ts');
      if (vscode.l10n.bundle) room.configureLanguage(vscode.l10n.bundle);
      return new room.WindowShim({
        program: vscode.Uri.joinPath(context.extensionUri, 'dist', 'shim.js').fsPath,
        release: String((context.extension.packageJSON as { version?: unknown }).version),
        label: vscode.workspace.name ?? '',
        facts,
        bases,
        endpoint,
        onEndpointProblem: tellEndpointProblem(log),
        ...tell,
      });
    },
    environment,
    terminals,
    leaving,
    log,
    onFailed: tellFailed,
    onUnreadable: tellUnreadable,
    onLeaving: (users) => void tellLeaving(users, leaving, () => service.endNow()),
  });
  const switchOn = async (): Promise<void> => {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage(t('The shim is not used in Restricted Mode. Trust this workspace first.'));
      return;
    }
    await choice.use(true);
    // The setting's own event may come later, or not at all where it was on already.
    if (!isEnabled()) await writeChoice(settings.shimEnabled, true);
    if (service.standing.state === 'off' || service.standing.state === 'leaving' || service.standing.state === 'failed') await service.start();
  };
  // Every window hears that the setting went off; the one that the user looks at tells, and once.
  let toldAgentsMs = -Infinity;
  const tellAgents = (): void => {
    if (performance.now() - toldAgentsMs < tellAgainMs) return;
    toldAgentsMs = performance.now();
    void tellAgentsLeft(preview, log);
  };
  const connections = new ShimConnections({
    service,
    switchOn,
    async diagnose(host, port) {
      const name = host.includes(':') ? `[${host}]` : host;
      const parsed = parseBaseUrl(port === 80 ? `http://${name}` : `https://${name}${port === 443 ? '' : `:${port}`}`);
      if ('baseUrl' in parsed) await diagnose(customGateway(parsed.baseUrl));
    },
    async diagnoseGateway(id) {
      const { gateway } = gatewayOf(id, readChoices());
      if (gateway) await diagnose(gateway);
      return gateway !== undefined;
    },
    onError: (error) => log.error(`shim: its connections could not be followed: ${String(error)}`),
  });
  const lastFailed = new LastFailedRequest(service);
  const opening = setImmediate(() => service.open());
  const subscriptions = [
    vscode.workspace.onDidGrantWorkspaceTrust(() => service.follow()),
    // A key that was set or removed, in this window or another one.
    context.secrets.onDidChange(() => service.follow()),
    vscode.window.onDidOpenTerminal((terminal) => {
      if (!environment.applied) void terminals.openedWithout(terminal);
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (['gatehouse', 'http', 'terminal.integrated.env'].some((id) => change.affectsConfiguration(id))) service.follow();
      if (change.affectsConfiguration(settings.shimEnabled) && !isEnabled() && vscode.window.state.focused) tellAgents();
    }),
    // The system's own proxy settings change without a word to anybody, as a rule while another program is in front.
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) service.lookAgain();
    }),
  ];
  return {
    service,
    connections,
    lastFailed,
    switchOn,
    async switchOff() {
      await writeChoice(settings.shimEnabled, false);
      tellAgents();
    },
    async leaveWorkspaceOut() {
      await choice.use(false);
      service.follow();
    },
    async showLeaving() {
      const { standing } = service;
      if (standing.state === 'leaving') await tellLeaving(standing.users, leaving, () => service.endNow());
    },
    dispose() {
      clearImmediate(opening);
      for (const subscription of subscriptions) subscription.dispose();
      lastFailed.dispose();
      service.dispose();
    },
  };
}

function isEnabled(): boolean {
  return vscode.workspace.getConfiguration('gatehouse.shim').get<unknown>('enabled') === true;
}

function facts(): RoutingFacts {
  const configuration = vscode.workspace.getConfiguration('gatehouse.shim');
  const { gatewayId, customBaseUrl, userGateways } = readChoices();
  const own = parseUserGateways(userGateways).gateways.map(({ baseUrl }) => baseUrl);
  return {
    wishes: shimWishes((name) => configuration.get<unknown>(name)),
    environment: process.env,
    platform: process.platform,
    editorSettings: rawNetworkSettings(),
    editorHost: editorHost(),
    gatewayUrls: [...own, ...(gatewayId === customGatewayId ? [customBaseUrl] : [])],
  };
}

function bases(): { terminal: Record<string, string>; debug: Record<string, string> } {
  const host = definedVariables(process.env);
  const section = terminalSection(process.platform);
  const configured: unknown = section ? vscode.workspace.getConfiguration('terminal.integrated.env').get<unknown>(section) : {};
  return { terminal: terminalVariables(host, configured, process.platform), debug: host };
}
