import * as vscode from 'vscode';
import { settings } from './ids.ts';

/** What the ids of all settings start with. */
const section = 'gatehouse';

/** What the user has chosen in the settings, with values of a wrong type replaced by their defaults. */
export interface Choices {
  gatewayId: string;
  /** As written; checked where it is used. */
  customBaseUrl: string;
  /** The user's own gateways as written; checked where they are used. */
  userGateways: unknown;
  model: string | undefined;
  /** `gatewayIds`: which ones are watched; empty means the chosen one. */
  monitoring: {
    enabled: boolean;
    intervalSeconds: number;
    gatewayIds: readonly string[];
    /** Official status pages, and those of third parties, may be read. */
    statusPages: { official: boolean; thirdParties: boolean };
  };
  notifications: boolean;
  /** The latency is shown beside the state in the status bar. */
  showLatency: boolean;
}

/** Reads the extension's settings as they are now. */
export function readChoices(): Choices {
  // The section, not the root: the editor copies all it hands out, and the root is every setting there is.
  const configuration = vscode.workspace.getConfiguration(section);
  const read = (id: string): unknown => configuration.get<unknown>(id.slice(section.length + 1));
  const text = (id: string): string => {
    const value = read(id);
    return typeof value === 'string' ? value.trim() : '';
  };
  const watched = read(settings.monitoringGateways);
  const seconds = read(settings.monitoringIntervalSeconds);
  return {
    gatewayId: text(settings.gateway) || 'openrouter',
    customBaseUrl: text(settings.customBaseUrl),
    userGateways: read(settings.gateways),
    model: text(settings.model) || undefined,
    monitoring: {
      enabled: read(settings.monitoringEnabled) === true,
      intervalSeconds: typeof seconds === 'number' && Number.isFinite(seconds) ? seconds : 300,
      gatewayIds: Array.isArray(watched) ? [...new Set(watched.filter((id): id is string => typeof id === 'string' && id !== ''))] : [],
      statusPages: {
        official: read(settings.monitoringStatusPages) !== false,
        thirdParties: read(settings.monitoringStatusPages) !== false && read(settings.monitoringThirdParties) === true,
      },
    },
    notifications: read(settings.notifications) === true,
    showLatency: read(settings.statusBarLatency) === true,
  };
}

/**
 * Writes one of the extension's settings for the user. In a remote window the editor itself puts machine-scoped
 * settings into the remote's file, which is where this extension runs.
 */
export async function writeChoice(id: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(id, value, vscode.ConfigurationTarget.Global);
}

/** Whether the shim is to serve the local endpoint. */
export function isEndpointOn(): boolean {
  return vscode.workspace.getConfiguration().get<unknown>(settings.shimEndpointEnabled) === true;
}
