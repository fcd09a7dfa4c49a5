import { parseControllerAddress, type ControllerAddress } from './address.ts';

/** What a configuration says about its controller. */
export interface StatedControllers {
  /** In the order in which they are best asked: sockets first, which need no secret. */
  readonly addresses: readonly ControllerAddress[];
  readonly secret: string | undefined;
}

/**
 * Reads a configuration's `external-controller*` and `secret`, line by line, as a merged file may have 100,000 rules and
 * a broken one still tells. Only keys at the top count.
 *
 * @param home the core's folder, from which it takes a relative socket; undefined: a relative one is left out.
 */
export function statedControllers(text: string, home: string | undefined): StatedControllers {
  const value = (key: string): string | undefined => topScalar(text, key);
  const unix = value('external-controller-unix');
  const socket = unix === undefined || unix.startsWith('/') ? unix : home?.startsWith('/') ? `${home.replace(/\/$/, '')}/${unix}` : undefined;
  const tls = value('external-controller-tls');
  const written = [
    socket && `unix:${socket}`,
    value('external-controller-pipe'),
    value('external-controller'),
    tls && `https://${tls.startsWith(':') ? `0.0.0.0${tls}` : tls}`,
  ];
  return {
    addresses: written.flatMap((one) => (one ? parseControllerAddress(one) ?? [] : [])),
    secret: value('secret'),
  };
}

/** A key's value where it is a plain or quoted text on one line; undefined for an empty one. */
function topScalar(text: string, key: string): string | undefined {
  const line = lineBehind(text, key) ?? '';
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  if (double !== undefined) return double.replace(/\\(["\\/])/g, '$1') || undefined;
  const single = /^'((?:[^']|'')*)'/.exec(line)?.[1];
  if (single !== undefined) return single.replaceAll('\'\'', '\'') || undefined;
  const plain = line.replace(/(?:^|\s)#.*$/, '').trim();
  return plain === '' || plain === 'null' || plain === '~' ? undefined : plain;
}

/** What stands behind a key at the top, by looking for the word alone: a pattern would take each of megabytes in its hand. */
function lineBehind(text: string, key: string): string | undefined {
  for (let at = text.indexOf(key); at !== -1; at = text.indexOf(key, at + key.length)) {
    const quote = at > 0 && (text[at - 1] === '"' || text[at - 1] === "'") ? text[at - 1] : undefined;
    const start = quote === undefined ? at : at - 1;
    if (start > 0 && !/[\n\r\u2028\u2029]/.test(text[start - 1] ?? '')) continue;
    const from = at + key.length;
    const rest = text.slice(from, endOfLine(text, from));
    const colon = (quote === undefined ? /^[ \t]*:[ \t]*/ : quote === '"' ? /^"[ \t]*:[ \t]*/ : /^'[ \t]*:[ \t]*/).exec(rest);
    if (colon) return rest.slice(colon[0].length).trim();
  }
  return undefined;
}

function endOfLine(text: string, from: number): number {
  const found = /[\n\r\u2028\u2029]/.exec(text.slice(from, from + mostOfLine));
  return found ? from + found.index : Math.min(text.length, from + mostOfLine);
}

/** No address or secret is longer. */
const mostOfLine = 4_096;
