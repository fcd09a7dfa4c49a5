import * as path from 'node:path';
import { cache, programs, run, type Client, type ClientFamily } from '../client.ts';

async function python(library: 'requests' | 'httpx', version: string, packages: readonly string[]): Promise<Client> {
  const folder = path.join(cache, `python-${library}-${version}`);
  const executable = path.join(folder, 'bin', 'python');
  const check = `import ${library} as x; import socks${library === 'httpx' ? 'io' : ''}; print(x.__version__)`;
  const installed = await run(executable, ['-c', check]).catch(() => undefined);
  if (installed?.stdout.trim() !== version) {
    await run('python3', ['-m', 'venv', folder]);
    await run(executable, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]);
  }
  return {
    spec: `python-${library}@${version}`,
    kind: 'worker',
    command: [executable, path.join(programs, 'python.py'), library],
  };
}

export const pythonFamily: ClientFamily = {
  clients: {
    'Python requests 2.34.2': () => python('requests', '2.34.2', ['requests==2.34.2', 'PySocks==1.7.1']),
    'Python requests 2.32.3': () => python('requests', '2.32.3', ['requests==2.32.3', 'PySocks==1.7.1']),
    'Python httpx 0.28.1': () => python('httpx', '0.28.1', ['httpx[socks]==0.28.1']),
  },
  known: [
    {
      client: 'python-requests@2.32.3',
      matches: ({ environment, url }) =>
        url.startsWith('http:') && (environment['http_proxy'] ?? '').startsWith('https:'),
      reason: 'with urllib3 2.8 it fails to set up TLS to the proxy; with the urllib3 of its time it does not',
    },
  ],
};
