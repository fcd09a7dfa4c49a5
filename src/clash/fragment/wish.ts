import type { GatewayHost } from '../gateway-host.ts';

/** Which nodes carry the gateways: those named, or all whose names a pattern of the core's finds; undefined is all. */
export type FragmentMembers = { readonly nodes: readonly string[] } | { readonly filter: string | undefined };

/** What rows and group are asked for. */
export interface FragmentWish {
  /** Hosts of the gateways that are to be led; those that need no row are left out (`rows.ts`). */
  readonly hosts: readonly GatewayHost[];
  /** What the core asks a node for, to see whether it reaches the gateway: answers without a key. */
  readonly testUrl: string;
  /** The group's name, checked (`group-name.ts`). */
  readonly group: string;
  readonly members: FragmentMembers;
}

/** The names of the gateways, each once. */
export function gatewayNames({ hosts }: Pick<FragmentWish, 'hosts'>): string[] {
  return [...new Set(hosts.map(({ name }) => name))];
}
