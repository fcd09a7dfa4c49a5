import type { ProxyReading } from './decisions.ts';
import { canDecode, problems } from './proxy-url-text.ts';

/** A proxy as the editor's agent passes it on: `kind` is what its scheme means there, `target` all after `://`. */
export interface AgentProxy {
  kind: 'http' | 'https' | 'socks5' | 'socks4';
  target: string;
}

/** proxyFromConfigURL() of microsoft/vscode-proxy-agent, and the splitting of its result at white space and `;`. */
export function readAgentProxy(value: string): AgentProxy | undefined {
  const match = /^([^:]*):\/\/([^\s;]*)/.exec(value.trim());
  const target = match?.[2] ?? '';
  switch (match?.[1]?.toLowerCase()) {
    case 'http':
      return { kind: 'http', target };
    case 'https':
      return { kind: 'https', target };
    case 'socks':
    case 'socks5':
    case 'socks5h':
      return { kind: 'socks5', target };
    case 'socks4':
    case 'socks4a':
      return { kind: 'socks4', target };
    default:
      return undefined;
  }
}

/** The URL class reads what the agent passes on. */
export function agentProxyUrl(scheme: string, target: string, defaultPort?: number): ProxyReading {
  try {
    const url = new URL(`${scheme}://${target}`);
    if (url.hostname === '') return { problem: problems.host() };
    if (!canDecode(url)) return { problem: problems.credentials() };
    if (defaultPort !== undefined && url.port === '') url.port = String(defaultPort);
    return { url, asked: 'http' };
  } catch {
    return { problem: problems.syntax() };
  }
}
