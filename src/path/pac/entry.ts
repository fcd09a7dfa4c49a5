/** One way out that a PAC script names, in the order it names them. */
export interface PacEntry {
  kind: 'direct' | 'http' | 'https' | 'socks4' | 'socks5';
  /** Host and port, IPv6 in brackets; empty for `direct`. */
  target: string;
}

/** An entry as a script writes it. */
export function pacEntryText({ kind, target }: PacEntry): string {
  const type = { direct: 'DIRECT', http: 'PROXY', https: 'HTTPS', socks4: 'SOCKS', socks5: 'SOCKS5' }[kind];
  return target === '' ? type : `${type} ${target}`;
}
