import * as path from 'node:path';
import { npmPackage, onRequest, programs, type Client, type ClientFamily } from '../client.ts';

const architecture = process.arch === 'arm64' ? 'arm64' : 'x64';

/** Deno's fetch. */
export async function deno(version: string): Promise<Client> {
  const folder = await npmPackage(`@deno/linux-${architecture}-glibc`, version);
  const options = ['run', '--no-config', '--quiet', '--allow-net'];
  return {
    spec: `deno-fetch@${version}`,
    kind: 'spawn',
    pace: 'few',
    command: [path.join(folder, 'deno'), ...options, path.join(programs, 'deno-fetch.mjs'), '{url}'],
    plumbing: { DENO_NO_UPDATE_CHECK: '1' },
  };
}

async function bun(version: string): Promise<Client> {
  const folder = await npmPackage(`@oven/bun-linux-${architecture === 'arm64' ? 'aarch64' : 'x64'}`, version);
  const command = [path.join(folder, 'bin', 'bun'), 'run', path.join(programs, 'bun-fetch.mjs')];
  return { spec: `bun-fetch@${version}`, kind: 'worker', command };
}

/** One question to a provider at the case's URL; all that goes elsewhere or comes again is switched off. */
export async function codex(version: string): Promise<Client> {
  const folder = await npmPackage('@openai/codex', `${version}-linux-${architecture}`);
  const target = `${architecture === 'arm64' ? 'aarch64' : 'x86_64'}-unknown-linux-musl`;
  const provider = [
    'name="case"',
    'base_url="{url}"',
    'env_key="CASE_KEY"',
    'wire_api="responses"',
    'request_max_retries=0',
    'stream_max_retries=0',
  ];
  const settings = [
    'model_provider="case"',
    'model="m"',
    'analytics.enabled=false',
    'check_for_update_on_startup=false',
    `model_providers.case={${provider.join(',')}}`,
  ];
  const switchedOff = ['plugins', 'remote_plugin', 'apps', 'unbounded_connection_retries'];
  return {
    spec: `codex-cli@${version}`,
    kind: 'spawn',
    pace: 'few',
    command: [
      ...['timeout', '5', path.join(folder, 'vendor', target, 'bin', 'codex')],
      ...['exec', '--skip-git-repo-check', '--ephemeral', '--sandbox', 'read-only'],
      ...settings.flatMap((setting) => ['-c', setting]),
      ...switchedOff.flatMap((feature) => ['--disable', feature]),
      'hi',
    ],
    plumbing: { CASE_KEY: 'none' },
    settleMs: 10,
  };
}

async function claude(version: string): Promise<Client> {
  const folder = await npmPackage(`@anthropic-ai/claude-code-linux-${architecture}`, version);
  const script = 'ANTHROPIC_BASE_URL="$1" exec timeout 10 "$2" -p hi';
  return {
    spec: `claude-code@${version}`,
    kind: 'spawn',
    pace: 'few',
    command: ['/bin/sh', '-c', script, 'sh', '{url}', path.join(folder, 'claude')],
    plumbing: {
      ANTHROPIC_API_KEY: 'none',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_MAX_RETRIES: '0',
      DISABLE_AUTOUPDATER: '1',
    },
    settleMs: 10,
  };
}

export const agentsFamily: ClientFamily = {
  clients: {
    'Deno 2.9.6': () => deno('2.9.6'),
    'Bun 1.4.5': () => bun('1.4.5'),
    ...onRequest({
      'Codex CLI 0.169.0': () => codex('0.169.0'),
      'Claude Code 2.1.329': () => claude('2.1.329'),
      'Claude Code 2.1.206': () => claude('2.1.206'),
    }),
  },
  known: [
    {
      client: 'codex-cli',
      matches: ({ environment }) => environment['https_proxy'] === 'http://PROXYHOST:3101',
      reason: 'its static C library compares names in /etc/hosts with regard to case; names from DNS work',
    },
  ],
};
