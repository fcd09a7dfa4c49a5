import * as http from 'node:http';
import * as https from 'node:https';
import { t } from '@vscode/l10n';
import type { HttpStack } from '../diagnosis/subject.ts';

/** Globals the editor leaves behind when it patches `fetch` (microsoft/vscode, `api/node/proxyResolver.ts`). */
interface PatchedGlobal {
  __vscodeOriginalFetch?: typeof fetch;
}

/**
 * The HTTP stacks other extensions use in this extension host: the editor patches `http`, `https` and the global
 * `fetch` for them. They must be taken from here: this file is in the CommonJS bundle, whose `require('https')` is the
 * patched one; an ES module may have bound Node's own before the patch.
 */
export function editorStacks(): HttpStack[] {
  const stacks: HttpStack[] = [
    { client: 'vscode-exthost-http', title: t('https module of the extension host'), get: getWithHttps },
    {
      client: 'vscode-exthost-fetch',
      title: t('fetch of the extension host'),
      get: (url, headers, signal) => getWithFetch(globalThis.fetch, url, headers, signal),
    },
  ];
  const original = (globalThis as PatchedGlobal).__vscodeOriginalFetch;
  if (typeof original === 'function') {
    stacks.push({
      client: 'node-fetch',
      title: t('fetch of Node, not patched by the editor'),
      get: (url, headers, signal) => getWithFetch(original, url, headers, signal),
    });
  }
  return stacks;
}

/** One GET by `https.get` or `http.get`; the answer's body is not read. */
export function getWithHttps(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('http:') ? http.get : https.get;
    const request = get(url, { headers: { ...headers }, signal }, (response) => {
      resolve({ status: response.statusCode ?? 0 });
      response.on('error', () => undefined);
      response.destroy();
    });
    request.on('error', reject);
  });
}

/** One GET by a `fetch`; redirects are not followed, so that the status is the gateway's own. */
export async function getWithFetch(
  fetchIt: typeof fetch,
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<{ status: number }> {
  const response = await fetchIt(url, { headers: { ...headers }, signal, redirect: 'manual' });
  const status = response.status;
  await response.body?.cancel().catch(() => undefined);
  return { status };
}
