import * as vscode from 'vscode';
import type { EndpointSettings } from './endpoint-of.ts';

/** The settings below `gatehouse.shim`, as they are written. @param gatewayId the chosen gateway. */
export function rawEndpointSettings(gatewayId: string): EndpointSettings {
  const configuration = vscode.workspace.getConfiguration('gatehouse.shim');
  const read = (name: string): unknown => configuration.get<unknown>(name);
  return { gatewayId, chains: read('chains'), clocks: read('endpoint.clocks'), caps: read('endpoint.caps'), maxPerTarget: read('endpoint.maxPerTarget') };
}
