import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmPackage, packageVersion, programs, type Client, type ClientFamily } from '../client.ts';

const withSwitch = { NODE_USE_ENV_PROXY: '1' };

function spawned(spec: string, program: 'node-fetch' | 'node-http', node = process.execPath): Client {
  const command = [node, '--no-warnings', path.join(programs, `${program}.mjs`)];
  return { spec, kind: 'spawn', command, pace: 'core' };
}

function undici(folder: string, version: string): Client {
  const command = [process.execPath, '--no-warnings', path.join(programs, 'undici.mjs'), folder];
  return { spec: `undici-env-agent@${version}`, kind: 'worker', command };
}

/** The executable of another version of Node, from the package that has it for this machine. */
async function nodeExecutable(version: string): Promise<string> {
  return path.join(await npmPackage(`node-linux-${process.arch}`, version), 'bin', 'node');
}

export const nodeFamily: ClientFamily = {
  clients: {
    'Node fetch, switch off': () => Promise.resolve(spawned(`node-fetch@${process.versions.node}`, 'node-fetch')),
    'Node fetch, switch on': () => {
      const client = spawned(`node-fetch-global-env@${process.versions.node}`, 'node-fetch');
      return Promise.resolve({ ...client, environment: withSwitch });
    },
    'Node fetch 26.10.0, switch on': async () => {
      const client = spawned('node-fetch-global-env@26.10.0', 'node-fetch', await nodeExecutable('26.10.0'));
      return { ...client, environment: withSwitch };
    },
    'Node http, switch on': () => {
      const client = spawned(`node-http-env@${process.versions.node}`, 'node-http');
      return Promise.resolve({ ...client, environment: withSwitch });
    },
    'undici EnvHttpProxyAgent of this project': async () => {
      const folder = fileURLToPath(new URL('../../../../node_modules/undici', import.meta.url));
      return undici(folder, await packageVersion(folder));
    },
    'undici EnvHttpProxyAgent 8.12.4': async () => undici(await npmPackage('undici', '8.12.4'), '8.12.4'),
  },
};
