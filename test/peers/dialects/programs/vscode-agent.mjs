// Cases one by one through the library behind the editor's patched modules. Usage: client-vscode-agent.mjs FOLDER http|fetch
import * as http from 'node:http';
import * as https from 'node:https';
import * as path from 'node:path';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [folder, kind] = process.argv.slice(2);
const agent = createRequire(import.meta.url)(path.resolve(folder));
process.on('uncaughtException', () => undefined);
const quiet = () => undefined;
const log = { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };

async function request(url, env) {
  const parameters = {
    resolveProxy: async () => undefined,
    getProxyURL: () => undefined,
    getProxySupport: () => 'override',
    getNoProxyConfig: () => [],
    isAdditionalFetchSupportEnabled: () => true,
    isWebSocketPatchEnabled: () => true,
    addCertificatesV1: () => false,
    addCertificatesV2: () => false,
    loadSystemCertificatesFromNode: () => false,
    loadAdditionalCertificates: async () => [],
    log,
    getLogLevel: () => 6,
    proxyResolveTelemetry: quiet,
    isUseHostProxyEnabled: () => true,
    env,
  };
  const { resolveProxyWithRequest, resolveProxyURL } = agent.createProxyResolver(parameters);
  if (kind === 'fetch') {
    const patched = agent.createFetchPatch(parameters, globalThis.fetch, resolveProxyURL);
    await (await patched(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) })).text();
    return;
  }
  const original = url.startsWith('https:') ? https : http;
  const { get } = agent.createHttpPatch(parameters, original, resolveProxyWithRequest);
  await new Promise((resolve, reject) => {
    get(url, (response) => response.resume().on('end', resolve)).on('error', reject).setTimeout(5000, () => reject(new Error('timeout')));
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const { environment, url } = JSON.parse(line);
  let said = 'ok';
  try {
    await request(url, environment);
  } catch (error) {
    said = error.cause?.message ?? error.message;
  }
  console.log(JSON.stringify(said));
}
process.exit(0);
