/** Watches every extension host of a server for network sockets, from its first moment on. */
import { connections, extensionHosts, processTree } from './extension-host.ts';
import type { Connection } from './extension-host.ts';

export interface SocketWatch {
  /** Every distinct connection seen, of an extension host or of a process that one started. */
  seen(): Connection[];
  /** How often a living extension host was looked at, so that silence can be told from not looking. */
  looks(): number;
  stop(): void;
}

/**
 * Looks every `intervalMs`. A connection that lives shorter than that can be missed; socket-witness.cjs sees those.
 * The one connection that is not counted is the window's own, which the server hands to the extension host: its local
 * port is the server's.
 */
export function watchSockets(server: { pid: number; port: number }, intervalMs = 100): SocketWatch {
  const found = new Map<string, Connection>();
  let looks = 0;
  const timer = setInterval(() => {
    const hosts = extensionHosts(server.pid);
    if (hosts.length > 0) looks += 1;
    for (const pid of new Set(hosts.flatMap(processTree))) {
      for (const connection of connections(pid)) {
        if (connection.localPort !== server.port) found.set(JSON.stringify(connection), connection);
      }
    }
  }, intervalMs);
  return { seen: () => [...found.values()], looks: () => looks, stop: () => clearInterval(timer) };
}
