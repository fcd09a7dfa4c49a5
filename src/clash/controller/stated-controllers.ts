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
  const line = new RegExp(`^(?:${key}|"${key}"|'${key}')[ \\t]*:[ \\t]*(.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(line)?.[1];
  if (double !== undefined) return double.replace(/\\(["\\/])/g, '$1') || undefined;
  const single = /^'((?:[^']|'')*)'/.exec(line)?.[1];
  if (single !== undefined) return single.replaceAll('\'\'', '\'') || undefined;
  const plain = line.replace(/(?:^|\s)#.*$/, '').trim();
  return plain === '' || plain === 'null' || plain === '~' ? undefined : plain;
}
