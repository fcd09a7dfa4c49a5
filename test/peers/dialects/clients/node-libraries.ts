import * as path from 'node:path';
import { npmPackage, programs, type Client, type ClientFamily } from '../client.ts';

type Library = 'axios' | 'proxy-agent' | 'request' | 'gaxios';

async function library(name: Library, version: string): Promise<Client> {
  const program = path.join(programs, 'node-library.mjs');
  const command = [process.execPath, '--no-warnings', program, name, await npmPackage(name, version)];
  return { spec: `${name}@${version}`, kind: 'worker', command };
}

/** global-agent reads the variables when it is started, so that each case has a process of its own. */
async function globalAgent(namespace: string): Promise<Client> {
  const folder = await npmPackage('global-agent', '4.1.3');
  return {
    spec: 'global-agent@4.1.3',
    kind: 'spawn',
    pace: 'core',
    command: [process.execPath, '--no-warnings', path.join(programs, 'node-http.mjs'), folder],
    environment: { GLOBAL_AGENT_ENVIRONMENT_VARIABLE_NAMESPACE: namespace },
  };
}

async function geminiCli(): Promise<Client> {
  const folder = await npmPackage('@google/gemini-cli', '0.61.0');
  const command = [process.execPath, '--no-warnings', path.join(programs, 'gemini-cli.mjs'), folder];
  return { spec: 'gemini-cli@0.61.0', kind: 'worker', command };
}

const librariesThatAssumeTls = ['axios@', 'proxy-agent@'];

export const nodeLibraryFamily: ClientFamily = {
  clients: {
    'axios 1.21.1': () => library('axios', '1.21.1'),
    'axios 1.7.9': () => library('axios', '1.7.9'),
    'global-agent 4.1.3, ordinary variables': () => globalAgent(''),
    'global-agent 4.1.3, its own variables': async () => ({ ...(await globalAgent('GLOBAL_AGENT_')), pace: 'few' }),
    'proxy-agent 8.0.2': () => library('proxy-agent', '8.0.2'),
    'request 2.88.2': () => library('request', '2.88.2'),
    'gaxios 7.3.1': () => library('gaxios', '7.3.1'),
    'Gemini CLI 0.61.0': geminiCli,
  },
  known: librariesThatAssumeTls.map((client) => ({
    client,
    matches: ({ environment, url }, found) => {
      return url.startsWith('https:') && !(environment['https_proxy'] ?? '').includes('://') && found.endsWith(' tls');
    },
    reason: 'without a scheme it speaks TLS to the port, which no plain proxy understands: the route ends in an error',
  })),
};
