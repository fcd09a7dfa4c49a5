import { t } from '@vscode/l10n';
import type { GatewayHost } from '../gateway-host.ts';

/** Names that mean something to the core by themselves (adapter/outbound, config/config.go). */
const builtIn = ['DIRECT', 'REJECT', 'REJECT-DROP', 'PASS', 'PASS-RULE', 'COMPATIBLE', 'GLOBAL'];

/** The name of the group where nobody chose another: of the first gateway. */
export function defaultGroupName(hosts: readonly Pick<GatewayHost, 'id'>[]): string {
  const id = (hosts[0]?.id ?? '').toUpperCase().replace(/[^A-Z0-9]+/g, '-').replace(/^-|-$/g, '');
  return `${id === '' ? 'GATEWAY' : id}-STABLE`;
}

/**
 * Why a group can't have that name, a sentence; undefined where it can.
 *
 * @param nodes names of nodes that the configuration has: the core refuses a name that is there twice.
 */
export function groupNameProblem(name: string, nodes: Iterable<string> = []): string | undefined {
  if (name.trim() === '') return t('The group needs a name.');
  if (name !== name.trim()) return t('The name of the group begins or ends with a space, which a row would lose.');
  // A row is split at its commas (rules/parser.go).
  if (/[,\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(name)) return t('The name of the group has a comma or a line break in it, and rows can\'t have those in a name.');
  if (name.length > 100) return t('The name of the group is longer than 100 characters.');
  if (builtIn.includes(name.toUpperCase())) return t('"{0}" is a policy of the core itself. Choose another name for the group.', name);
  for (const node of nodes) if (node === name) return t('A node has the name "{0}" already, and the core refuses a name that is there twice. Choose another for the group.', name);
  return undefined;
}
