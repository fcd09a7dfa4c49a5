import { t } from '@vscode/l10n';

/**
 * A pattern of the core's that finds exactly these nodes. An app may take names out of a group that the subscription no
 * longer has, and the core refuses a group with an unknown one; a pattern survives both. Its members stand in the order
 * of their names, whatever the pattern's order is (seen on a core: include-all sorts).
 */
export function filterOf(nodes: readonly string[]): string {
  // The back-tick parts several patterns (adapter/outboundgroup/groupbase.go).
  return `^(?:${nodes.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('`', '\\x60')).join('|')})$`;
}

/**
 * Why a pattern can't be used, a sentence; undefined where it can. A core that can't read one does not start, so that one
 * which this language can't read either is refused, although the core's knows a few forms more.
 */
export function filterProblem(filter: string): string | undefined {
  if (filter.trim() === '') return t('The pattern for nodes is empty: it would find every node.');
  if (/[\u0000-\u001f\u007f]/.test(filter)) return t('The pattern for nodes has a line break or another control character in it.');
  for (const part of filter.split('`')) {
    try {
      new RegExp(part.replace(/\(\?[imsnx]+\)/g, ''));
    } catch {
      return t('"{0}" is no pattern that can be read: the core would not start with it.', part.slice(0, 100));
    }
  }
  return undefined;
}
