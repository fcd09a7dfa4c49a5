import { nodeOf, policyOf, type CoreConnection } from './answers/connections.ts';
import type { CoreProxy } from './answers/proxies.ts';
import { groupChain, nodeCheck, spreads } from './group-chain.ts';

/**
 * A connection on a node that a new one would not get. The core leaves it there (its maintainers: by design), so a client
 * that keeps it for its next request meets the old node again. `dead`: the node failed its last check. `deselected`: it
 * lives, and the group has another now.
 */
export interface StrandedConnection {
  readonly id: string;
  readonly host: string;
  readonly policy: string;
  readonly node: string;
  /** Where a new one would go; undefined where that is not known. */
  readonly now: string | undefined;
  readonly why: 'dead' | 'deselected';
}

/** Built-ins are never checked. */
const builtIn = new Set(['DIRECT', 'REJECT', 'REJECT-DROP', 'PASS', 'COMPATIBLE']);

/** Connections left on a node that is dead or no longer chosen; their ids are what 'close exactly these' closes. Pure. */
export function strandedConnections(connections: readonly CoreConnection[], proxies: ReadonlyMap<string, CoreProxy>): readonly StrandedConnection[] {
  return connections.flatMap((connection) => {
    const [node, policy] = [nodeOf(connection), policyOf(connection)];
    if (node === undefined || policy === undefined) return [];
    const chain = groupChain(proxies, policy);
    const now = chain.complete ? chain.names.at(-1) : undefined;
    const dead = !builtIn.has(node) && nodeCheck(proxies, node, connection.chains[1]).alive === false;
    // A dead node that is chosen all the same is all that the group has; a new connection would fare no better.
    const deselected = now !== undefined && now !== node && !spreads(proxies, chain);
    if (!deselected && !(dead && now !== node)) return [];
    const host = connection.sniffHost ?? (connection.host || connection.destinationIp || '');
    return [{ id: connection.id, host, policy, node, now, why: dead ? 'dead' as const : 'deselected' as const }];
  });
}
