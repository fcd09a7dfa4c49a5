import { createRequire } from 'node:module';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { EditorProxyAnswer } from '../diagnosis/stack-evidence.ts';
import { redactProxyUrl } from '../path/proxy-redaction.ts';

/** What the extension host hangs on its copy of the library (microsoft/vscode src/vs/workbench/api/node/proxyResolver.ts). */
interface ProxyAgentModule {
  resolveProxyURL?(url: string): Promise<string | undefined>;
  /** From 0.43 on. */
  resolveProxyByURL?(url: string): Promise<{ url?: string; source?: string }>;
}

/** Where the editor keeps its own packages: in an archive on the desktop, in a folder elsewhere. */
const folders = ['node_modules.asar', 'node_modules'];

/**
 * Asks the editor which proxy it would take for a URL, as its proxy maintainer's own test extension does
 * (chrmarti/vscode-network-proxy-test). No public API says it, so an editor without it answers undefined.
 */
export async function askEditor(url: string): Promise<EditorProxyAnswer | undefined> {
  const required = createRequire(path.join(vscode.env.appRoot, 'package.json'));
  for (const folder of folders) {
    let agent: ProxyAgentModule;
    try {
      agent = required(path.join(vscode.env.appRoot, folder, '@vscode', 'proxy-agent')) as ProxyAgentModule;
    } catch {
      continue;
    }
    if (agent.resolveProxyByURL) {
      const { url: proxy, source } = await agent.resolveProxyByURL(url);
      return { proxy: shown(proxy), source: source ?? null };
    }
    if (agent.resolveProxyURL) return { proxy: shown(await agent.resolveProxyURL(url)), source: null };
  }
  return undefined;
}

function shown(proxy: string | undefined): string | null {
  return proxy === undefined || proxy === '' ? null : redactProxyUrl(proxy);
}
