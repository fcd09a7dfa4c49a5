import * as http from 'node:http';
import * as https from 'node:https';
import { createRequire } from 'node:module';
import { t } from '@vscode/l10n';
import type { HttpStack, StackAnswer } from '../diagnosis/subject.ts';
import { calmTurn } from '../path/own-turn.ts';
import { readSystemRootsAside } from '../path/system-roots.ts';

/** A body that is larger, or takes longer in ms, is not read to its end. */
const maxBodyBytes = 65_536;
const bodyMs = 1_000;

/** How long reading the roots waits for a moment in which nobody else wants the processors, in ms. */
const calmMs = 150;

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
  let read: Promise<void> | undefined;
  const ready = (url: string): Promise<void> => (read ??= readRoots(url));
  const stacks: HttpStack[] = [
    { stack: 'patched-https', title: t('https module of the extension host'), ready, get: getWithHttps },
    {
      stack: 'patched-fetch',
      title: t('fetch of the extension host'),
      ready,
      get: (url, headers, signal) => getWithFetch(globalThis.fetch, url, headers, signal),
    },
  ];
  const original = (globalThis as PatchedGlobal).__vscodeOriginalFetch;
  if (typeof original === 'function') {
    stacks.push({
      stack: 'original-fetch',
      title: t('fetch of Node, not patched by the editor'),
      get: (url, headers, signal) => getWithFetch(original, url, headers, signal),
    });
  }
  const electron = electronFetch();
  if (electron) {
    stacks.push({
      stack: 'electron',
      title: t("fetch of the editor's window"),
      // A redirect that is to be left alone makes it fail (electron/electron#43715).
      get: (url, headers, signal) => getWithFetch(electron, url, headers, signal, 'follow'),
    });
  }
  return stacks;
}

/**
 * Has the editor read the roots that it gives to its stacks, which their first request would do in the same turn in which
 * it gives them: 90 ms in one go. The patched `fetch` reads them before it looks whether it was aborted, and then sends
 * nothing (microsoft/vscode-proxy-agent, src/index.ts, createFetchPatch).
 */
async function readRoots(url: string): Promise<void> {
  await readSystemRootsAside();
  // Others may have got their answers in the moment in which the other thread ended.
  await calmTurn(calmMs);
  await globalThis.fetch(url, { signal: AbortSignal.abort() }).catch(() => undefined);
}

/** Chromium's network stack as the desktop's local extension host has it; absent in remote hosts and in browsers. */
function electronFetch(): typeof fetch | undefined {
  if (process.versions['electron'] === undefined) return undefined;
  try {
    const { net } = createRequire(process.execPath)('electron') as { net?: { fetch?: typeof fetch } };
    return typeof net?.fetch === 'function' ? (input, init) => net.fetch?.(input, init) as Promise<Response> : undefined;
  } catch {
    return undefined;
  }
}

/** One GET by `https.get` or `http.get`; the answer's body is not read. */
export function getWithHttps(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<StackAnswer> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('http:') ? http.get : https.get;
    const request = get(url, { headers: { ...headers }, signal }, (response) => {
      resolve({ status: response.statusCode ?? 0, headers: texts(response.headers) });
      response.on('error', () => undefined);
      response.destroy();
    });
    request.on('error', reject);
  });
}

/** One GET by a `fetch`; redirects are not followed unless said, so that the status is the gateway's own. */
export async function getWithFetch(
  fetchIt: typeof fetch,
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  redirect: 'manual' | 'follow' = 'manual',
): Promise<StackAnswer> {
  const response = await fetchIt(url, { headers: { ...headers }, signal, redirect });
  void endBody(response).catch(() => undefined);
  return { status: response.status, headers: Object.fromEntries(response.headers) };
}

/**
 * Reads a small body to its end and cancels a larger one. undici opens another connection when one is ended amid an
 * answer, with all that the editor gives to it (undici, lib/dispatcher/client-h1.js, onHttpSocketClose).
 */
async function endBody({ body }: Response): Promise<void> {
  if (!body) return;
  const reader = body.getReader();
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), bodyMs);
  try {
    for (let bytes = 0; bytes <= maxBodyBytes; ) {
      const { done, value } = await reader.read();
      if (done) return;
      bytes += value.length;
    }
    await reader.cancel();
  } finally {
    clearTimeout(timer);
  }
}

function texts(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
