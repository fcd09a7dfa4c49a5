import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cache, isNewer, onRequest, programs, run, type Client, type ClientFamily } from '../client.ts';

const version = '3.1.23';

/** The only .NET runtime that a package registry of ours has, and Mono's compiler for the program. */
async function dotnet(): Promise<Client> {
  const folder = path.join(cache, `dotnet-${version}`);
  const bin = path.join(folder, 'dotnetcore2', 'bin');
  const host = path.join(bin, 'dotnet');
  const source = path.join(programs, 'dotnet.cs');
  const program = path.join(folder, 'client.dll');
  if (!(await isNewer(program, source))) {
    await fs.mkdir(folder, { recursive: true });
    const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--target', folder, '--upgrade'];
    await run('python3', ['-m', 'pip', 'install', ...options, `dotnetcore2==${version}`]);
    await run('mcs', ['--version']).catch(async () => {
      await run('apt-get', ['update', '-qq']);
      await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'mono-mcs']);
    });
    const framework = path.join(bin, 'shared', 'Microsoft.NETCore.App', version);
    const assemblies = [
      'mscorlib',
      'netstandard',
      'System.Runtime',
      'System.Private.CoreLib',
      'System.Private.Uri',
      'System.Net.Http',
      'System.Console',
    ];
    const references = assemblies.map((name) => `-r:${path.join(framework, `${name}.dll`)}`);
    const runtime = { framework: { name: 'Microsoft.NETCore.App', version } };
    await fs.writeFile(path.join(folder, 'client.runtimeconfig.json'), JSON.stringify({ runtimeOptions: runtime }));
    await fs.chmod(host, 0o755);
    await run('mcs', ['-noconfig', '-nostdlib', ...references, `-out:${program}`, source]);
  }
  return {
    spec: `dotnet-httpclient@${version}`,
    kind: 'spawn',
    pace: 'few',
    command: [host, program],
    plumbing: { DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
  };
}

export const dotnetFamily: ClientFamily = {
  clients: onRequest({ '.NET HttpClient 3.1.23': dotnet }),
  known: [
    {
      client: 'dotnet-httpclient',
      matches: ({ url }, found) => url.startsWith('https:') && found === 'error',
      reason: 'its TLS needs OpenSSL 1.1, which today has not: it reaches the origin and sends nothing',
    },
  ],
};
