import { axios } from './axios.ts';
import { bunFetch } from './bun-fetch.ts';
import { cargo } from './cargo.ts';
import { chromium } from './chromium.ts';
import { claudeCode } from './claude-code.ts';
import { codexCli } from './codex-cli.ts';
import { curl } from './curl.ts';
import { denoFetch } from './deno-fetch.ts';
import type { Dialect } from './dialect.ts';
import { dotnetHttpclient } from './dotnet-httpclient.ts';
import { gaxios } from './gaxios.ts';
import { geminiCli } from './gemini-cli.ts';
import { git } from './git.ts';
import { globalAgent } from './global-agent.ts';
import { go } from './go.ts';
import { nodeFetch } from './node-fetch.ts';
import { nodeFetchGlobalEnv } from './node-fetch-global-env.ts';
import { nodeHttpEnv } from './node-http-env.ts';
import { npm } from './npm.ts';
import { perlLwp } from './perl-lwp.ts';
import { pip } from './pip.ts';
import { pnpm } from './pnpm.ts';
import { proxyAgent } from './proxy-agent.ts';
import { pythonAiohttpTrustEnv } from './python-aiohttp-trust-env.ts';
import { pythonAnthropic } from './python-anthropic.ts';
import { pythonHttpx } from './python-httpx.ts';
import { pythonHttpx2 } from './python-httpx2.ts';
import { pythonOpenai } from './python-openai.ts';
import { pythonRequests } from './python-requests.ts';
import { pythonUrllib } from './python-urllib.ts';
import { request } from './request.ts';
import { rubyNetHttp } from './ruby-net-http.ts';
import { rustReqwest } from './rust-reqwest.ts';
import { rustUreq } from './rust-ureq.ts';
import { undiciEnvAgent } from './undici-env-agent.ts';
import { vscodeAgentFetch } from './vscode-agent-fetch.ts';
import { vscodeAgentHttp } from './vscode-agent-http.ts';
import { vscodeExthostFetch } from './vscode-exthost-fetch.ts';
import { vscodeExthostHttp } from './vscode-exthost-http.ts';
import { vscodeWindow } from './vscode-window.ts';
import { wget } from './wget.ts';
import { yarnClassic } from './yarn-classic.ts';

/** Every client whose reading of proxy settings is known, in the order reports show them. */
export const dialects: readonly Dialect[] = [
  vscodeExthostHttp,
  vscodeExthostFetch,
  nodeFetch,
  nodeHttpEnv,
  nodeFetchGlobalEnv,
  undiciEnvAgent,
  curl,
  git,
  wget,
  pythonUrllib,
  pythonRequests,
  pip,
  pythonHttpx,
  pythonHttpx2,
  pythonOpenai,
  pythonAnthropic,
  pythonAiohttpTrustEnv,
  go,
  rubyNetHttp,
  perlLwp,
  rustReqwest,
  rustUreq,
  cargo,
  dotnetHttpclient,
  axios,
  globalAgent,
  proxyAgent,
  request,
  gaxios,
  npm,
  pnpm,
  yarnClassic,
  denoFetch,
  bunFetch,
  chromium,
  vscodeWindow,
  vscodeAgentHttp,
  vscodeAgentFetch,
  codexCli,
  claudeCode,
  geminiCli,
];

/** The clients a diagnosis measures and a table shows when nobody asks for others. */
export const usualClients: readonly string[] = [
  'vscode-exthost-http',
  'vscode-exthost-fetch',
  'node-fetch',
  'node-fetch-global-env',
  'undici-env-agent',
  'curl',
  'python-requests',
  'python-httpx',
  'go',
];

/** The dialect with this id. */
export function findDialect(id: string): Dialect | undefined {
  return dialects.find((dialect) => dialect.id === id);
}
