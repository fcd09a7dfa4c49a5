/**
 * The sockets of asked-for connections in `/proc/net/tcp` and `/proc/net/tcp6` (proc_net_tcp, kernel documentation):
 * `sl local rem st tx:rx tr:when retrnsmt uid timeout inode`, addresses in hexadecimal with the port behind a colon.
 * Wanted is the client's side: its own port is asked for, the other end's is the shim's. One step a line; pure.
 *
 * @param asked by the client's port.
 */
export function* socketInodes<T>(text: string, shimPort: number, asked: ReadonlyMap<number, T>, found: (inode: string, of: T) => void): Generator<undefined> {
  const remoteEnd = `:${shimPort.toString(16).toUpperCase().padStart(4, '0')}`;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end === -1 ? text.length : end);
    from = end === -1 ? text.length : end + 1;
    const [, local, remote, , , , , , , inode] = line.trim().split(/\s+/);
    if (local && inode && inode !== '0' && remote?.endsWith(remoteEnd)) {
      const one = asked.get(Number.parseInt(local.slice(local.indexOf(':') + 1), 16));
      if (one !== undefined) found(inode, one);
    }
    yield undefined;
  }
}
