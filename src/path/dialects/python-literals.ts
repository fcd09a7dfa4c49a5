import { t } from '@vscode/l10n';
import ipaddr from 'ipaddr.js';

/** Which texts Python takes for numbers and addresses; what proxy readers in Python share. */

/** int(): white space around, a sign and single underscores between digits are taken; NaN for anything else. */
export function pythonInteger(text: string): number {
  const digits = text.trim();
  return /^[+-]?\d+(?:_\d+)*$/.test(digits) ? Number(digits.replaceAll('_', '')) : Number.NaN;
}

/** ipaddress.IPv4Address() takes it. */
export function isPythonIpv4(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text);
}

/** ipaddress.IPv6Address() takes it. */
export function isPythonIpv6(text: string): boolean {
  return ipaddr.IPv6.isValid(text) && !/[0-9a-f]{5}/i.test(text.replace(/%.*$/, ''));
}

/**
 * socket.inet_aton(): one to four parts in decimal, octal or hexadecimal, of which the last fills what is left; white
 * space ends the text. Undefined for no address.
 */
export function inetAton(text: string): readonly number[] | undefined {
  const match = /^([0-9a-fx.]+)(?:\s.*)?$/is.exec(text);
  const parts = (match?.[1] ?? '').split('.');
  if (parts.length > 4 || !parts.every((part) => /^(?:0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i.test(part))) return undefined;
  const numbers = parts.map((part) => (/^0[0-7]/.test(part) ? Number.parseInt(part, 8) : Number(part)));
  const last = numbers.pop() ?? 0;
  const width = 4 - numbers.length;
  if (numbers.some((number) => number > 255) || last >= 256 ** width) return undefined;
  const rest = Array.from({ length: width }, (_, index) => Math.floor(last / 256 ** (width - 1 - index)) % 256);
  return [...numbers, ...rest];
}

/** urllib.parse.unquote(): what is no UTF-8 stays as it is. */
export function pythonUnquote(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

/** str.encode('latin1') takes it, which is how most Python clients write a Basic header. */
export function isLatin1(text: string): boolean {
  return /^[\u0000-\u00ff]*$/.test(text);
}

/** What is wrong with credentials that are not. */
export function latin1Problem(): string {
  return t('the user name or password has a character outside Latin-1.');
}
