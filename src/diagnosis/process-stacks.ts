import * as http from 'node:http';
import * as https from 'node:https';
import { t } from '@vscode/l10n';
import type { Dispatcher } from 'undici';
import { createClient, request } from '../path/undici-client.ts';
import { createEnvAgent, requestByAgent } from '../path/undici-env-client.ts';
import { childStacks } from './stack-child.ts';
import type { HttpStack, StackAnswer } from './subject.ts';

/** Said outright: NODE_TLS_REJECT_UNAUTHORIZED=0 in this process would switch the check off without a word. */
const verified = { rejectUnauthorized: true } as const;

/** What any process can send with: an undici of its own, and a program that it starts. */
export function processStacks(): HttpStack[] {
  return [
    {
      stack: 'undici',
      title: t('undici in a bundle of its own'),
      async get(url, headers, signal) {
        const { origin, pathname, search } = new URL(url);
        const client = createClient(origin, { connect: verified });
        try {
          const path = pathname + search;
          return ended(await request(client, { path, method: 'GET', headers: { ...headers }, signal }));
        } finally {
          void client.destroy().catch(() => undefined);
        }
      },
    },
    {
      stack: 'undici-env',
      title: t('undici with its agent for proxy variables'),
      async get(url, headers, signal) {
        const { origin, pathname, search } = new URL(url);
        const agent = createEnvAgent({ connect: verified, requestTls: verified });
        try {
          const path = pathname + search;
          return ended(await requestByAgent(agent, { origin, path, method: 'GET', headers: { ...headers }, signal }));
        } finally {
          void agent.destroy().catch(() => undefined);
        }
      },
    },
    ...childStacks(),
  ];
}

/** The same in a terminal, where Node's own modules are what programs get. The child shows what they hand on. */
export function terminalStacks(): HttpStack[] {
  return [
    { stack: 'node-https', title: t('https of Node'), get: getWithHttps },
    { stack: 'node-fetch', title: t('fetch of Node'), get: getWithFetch },
    ...processStacks(),
  ];
}

function ended({ statusCode, headers, body }: Dispatcher.ResponseData): StackAnswer {
  body.on('error', () => undefined).destroy();
  return { status: statusCode, headers: texts(headers) };
}

const getWithHttps: HttpStack['get'] = (url, headers, signal) =>
  new Promise((resolve, reject) => {
    const { get } = url.startsWith('http:') ? http : https;
    const sent = get(url, { headers: { ...headers }, signal }, (response) => {
      resolve({ status: response.statusCode ?? 0, headers: texts(response.headers) });
      response.on('error', () => undefined);
      response.destroy();
    });
    sent.on('error', reject);
  });

const getWithFetch: HttpStack['get'] = async (url, headers, signal) => {
  const response = await fetch(url, { headers: { ...headers }, signal, redirect: 'manual' });
  await response.body?.cancel().catch(() => undefined);
  return { status: response.status, headers: Object.fromEntries(response.headers) };
};

function texts(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(', ')]],
    ),
  );
}
