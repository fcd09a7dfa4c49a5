import * as vscode from 'vscode';
import type { Chain, EndpointConfiguration } from '../../shim/endpoint/chains/chain.ts';
import type { WantedKey } from '../../shim/endpoint/chains/endpoint-configuration.ts';
import { errorLine } from '../error-line.ts';
import { usableGateways } from '../gateway-choice.ts';
import type { KeyStore } from '../secrets.ts';
import { isEndpointOn, readChoices } from '../settings.ts';
import { Acceptance } from './acceptance.ts';
import { ChainDocuments } from './chain-documents.ts';
import { endpointConfiguration } from './endpoint-configuration.ts';
import { loadChains } from './load-chains.ts';
import { rawEndpointSettings } from './raw-endpoint-settings.ts';
import { WorkspaceChains } from './workspace-chains.ts';

/** The chains of this window. */
export interface ChainsInEditor {
  workspace: WorkspaceChains;
  acceptance: Acceptance;
  /** What the endpoint is to serve; see `endpointConfiguration`. */
  endpoint(): Promise<EndpointConfiguration | undefined>;
  /** Keys that chains name here: of the settings, of what was agreed to, and of the workspace's files. */
  wantedKeys(): Promise<WantedKey[]>;
  /** The user's gateways have changed. */
  settingsChanged(): void;
  dispose(): void;
}

export interface ChainsSurroundings {
  context: Pick<vscode.ExtensionContext, 'workspaceState'>;
  keys: KeyStore;
  log: vscode.LogOutputChannel;
  /** The endpoint is to serve something else. */
  onChange(): void;
}

/** Builds it. Nothing is loaded before a chains file is open or the endpoint is wanted. */
export function chainsInEditor({ context, keys, log, onChange }: ChainsSurroundings): ChainsInEditor {
  const gateways = () => usableGateways(readChoices());
  const onError = (error: unknown): void => log.error(`chains: ${errorLine(error)}`);
  const acceptance = new Acceptance(context.workspaceState);
  const settings = () => rawEndpointSettings(readChoices().gatewayId);
  const workspace = new WorkspaceChains({ acceptance, load: loadChains, gateways, onChange, onError });
  const documents = new ChainDocuments({ load: loadChains, gateways, ownChains: () => settings().chains, chosen: readChoices, onError });
  return {
    workspace,
    acceptance,
    endpoint: () =>
      endpointConfiguration({
        load: loadChains, settings, gateways, keys,
        enabled: isEndpointOn,
        workspace: () => workspace.current(),
        log: (line) => log.info(`chains: ${line}`),
      }),
    async wantedKeys() {
      const { readChainFile, readChainList, wantedKeys } = await loadChains();
      const here = vscode.workspace.isTrusted ? await workspace.files() : [];
      const chains: Chain[] = [
        ...(readChainList(settings().chains, gateways()).chains ?? []),
        ...(acceptance.accepted?.file.chains ?? []),
        ...here.flatMap(({ text }) => readChainFile(text, gateways()).file?.chains ?? []),
      ];
      // One alias in two places still has the keys of both.
      const all = chains.map((chain, index) => ({ ...chain, alias: String(index) }));
      return wantedKeys({ gateways: gateways(), chains: all, defaultGateway: readChoices().gatewayId });
    },
    settingsChanged: () => documents.refresh(),
    dispose() {
      workspace.dispose();
      documents.dispose();
    },
  };
}
