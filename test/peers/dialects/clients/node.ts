import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmPackage, packageVersion, programs, type Client, type ClientFamily } from '../client.ts';

const nodeFetch = [process.execPath, '--no-warnings', path.join(programs, 'node-fetch.mjs')];

function undici(folder: string, version: string): Client {
  const command = [process.execPath, '--no-warnings', path.join(programs, 'undici.mjs'), folder];
  return { spec: `undici-env-agent@${version}`, kind: 'worker', command };
}

export const nodeFamily: ClientFamily = {
  clients: {
    'Node fetch, switch off': () =>
      Promise.resolve({ spec: `node-fetch@${process.versions.node}`, kind: 'spawn', command: nodeFetch }),
    'Node fetch, switch on': () =>
      Promise.resolve({
        spec: `node-fetch-global-env@${process.versions.node}`,
        kind: 'spawn',
        command: nodeFetch,
        environment: { NODE_USE_ENV_PROXY: '1' },
      }),
    'undici EnvHttpProxyAgent of this project': async () => {
      const folder = fileURLToPath(new URL('../../../../node_modules/undici', import.meta.url));
      return undici(folder, await packageVersion(folder));
    },
    'undici EnvHttpProxyAgent 8.12.4': async () => undici(await npmPackage('undici', '8.12.4'), '8.12.4'),
  },
};
