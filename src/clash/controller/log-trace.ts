import type { CoreConnection } from './answers/connections.ts';
import type { CoreLogLine } from './answers/logs.ts';

/** A line of the core's log when it came. */
export interface TimedLogLine extends CoreLogLine {
  readonly atMs: number;
}

/**
 * A line that belongs to a connection. `source`: it names the client's own port, so it is this connection's. `host`: it
 * names the host, and may be another connection's to the same. `node`: it is about the health of the node.
 */
export interface TracedLine {
  readonly line: TimedLogLine;
  readonly by: 'source' | 'host' | 'node';
}

/** A line older than the connection by more than this belongs to another; the name is resolved and sniffed before it stands. */
const beforeMs = 10_000;

/** What the core's log says of a connection, as far as lines can be told apart (core: tunnel/tunnel.go, component/sniffer). Pure. */
export function traceOf(lines: readonly TimedLogLine[], connection: CoreConnection): readonly TracedLine[] {
  const { sourcePort, sourceIp, startMs, chains } = connection;
  const host = (connection.sniffHost ?? connection.host).toLowerCase();
  const source = sourcePort === undefined ? undefined : mentions(`${bracketed(sourceIp ?? '')}:${sourcePort}`);
  const named = host === '' ? undefined : mentions(host);
  const node = chains[0] === undefined ? undefined : nodeWords(chains[0]);
  return lines.flatMap((line): TracedLine[] => {
    if (startMs !== undefined && line.atMs < startMs - beforeMs) return [];
    const text = line.text.toLowerCase();
    if (source?.test(text) === true) return [{ line, by: 'source' }];
    if (named?.test(text) === true) {
      // Lines with a source of their own are that connection's.
      return hasOtherSource(text) ? [] : [{ line, by: 'host' }];
    }
    return node !== undefined && line.text.includes(node) ? [{ line, by: 'node' }] : [];
  });
}

/** Whether a line is about one of these hosts or nodes, so that it is worth keeping; what others do is nobody's business. Pure. */
export function speaksOf({ text }: CoreLogLine, hosts: readonly string[], nodes: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return hosts.some((host) => lower.includes(host)) || nodes.some((node) => text.includes(nodeWords(node)));
}

/** As a health check names it (core: adapter/provider/healthcheck.go). */
function nodeWords(node: string): string {
  return `proxy: ${node},`;
}

/** A text as a whole word: no letter, digit, dot or hyphen at either side, `a.test` not in `b.a.test`. */
function mentions(word: string): RegExp {
  return new RegExp(`(?<![\\w.-])${word.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-]|\\.\\w)`);
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** `127.0.0.1:51000(curl) --> openrouter.ai:443`. */
function hasOtherSource(text: string): boolean {
  return /(?:\d{1,3}(?:\.\d{1,3}){3}|\]):\d+(?:\([^)]*\))? --> /.test(text);
}
