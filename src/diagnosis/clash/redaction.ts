import type { ClashEvidence } from './evidence.ts';

/**
 * What of the core is not shared. Names of nodes, groups and rules stay: without them a report says nothing. Servers'
 * addresses and the secret were never read. Left out here is what could tell the subscription or the person: the numbers
 * of connections, where a controller elsewhere is, paths of sockets and programs below a user's own folder (the general
 * redactor knows those), and addresses and account lines that sellers write into names of nodes. Pure.
 */
export function withoutClashIdentity(evidence: ClashEvidence): ClashEvidence {
  return inNames({
    ...evidence,
    core: evidence.core && {
      ...evidence.core,
      connections: evidence.core.connections.map((connection) => ({ ...connection, id: '' })),
    },
  });
}

/**
 * A seller's site or a person's account in a name: `hk1 | shop.example`, `Traffic: 12 GB`, `Expire: 2026-01-01`. Hosts
 * of gateways are needed and stand in fields of their own.
 */
export function withoutSeller(name: string): string {
  return name
    .replace(/\b(?:https?:\/\/)\S+/gi, '[left out]')
    .replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, '[left out]')
    .replace(/(?:t\.me\/|@)[A-Za-z]\w{3,}/g, '[left out]')
    .replace(/(?<![\w.-])(?:[a-z0-9-]+\.)+[a-z]{2,24}(?![\w.-])/gi, '[left out]')
    .replace(/(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g, '[left out]');
}

/** Fields that hold names which a subscription chose. */
const nameFields: ReadonlySet<string> = new Set(['name', 'now', 'policy', 'node', 'group', 'chain']);

/** Names that are not shared as they are, with what stands in their place: findings have them in their sentences. */
export function sellerNames(evidence: ClashEvidence): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const look = (value: unknown, field: string): void => {
    if (typeof value === 'string') {
      const shared = nameFields.has(field) ? withoutSeller(value) : value;
      if (shared !== value) found.set(value, shared);
    } else if (Array.isArray(value)) for (const one of value) look(one, field);
    else if (typeof value === 'object' && value !== null) for (const [key, one] of Object.entries(value)) look(one, key);
  };
  look(evidence, '');
  return found;
}

function inNames<T>(value: T): T {
  return visit(value, '') as T;
}

function visit(value: unknown, field: string): unknown {
  if (typeof value === 'string') return nameFields.has(field) ? withoutSeller(value) : value;
  if (Array.isArray(value)) return value.map((one) => visit(one, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, visit(one, key)]));
}
