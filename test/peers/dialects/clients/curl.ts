import * as path from 'node:path';
import { cache, programs, run, type Client, type ClientFamily } from '../client.ts';

/** libcurl out of pycurl's wheel: the proxy code of the curl tool of that version. */
async function libcurl(version: string, pycurl: string): Promise<Client> {
  const folder = path.join(cache, `pycurl-${pycurl}`);
  const executable = path.join(folder, 'bin', 'python');
  const check = ['-c', 'import pycurl; print(pycurl.version_info()[1])'];
  if (!(await run(executable, check).catch(() => undefined))) {
    await run('python3', ['-m', 'venv', folder]);
    const options = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
    await run(executable, ['-m', 'pip', 'install', ...options, `pycurl==${pycurl}`]);
  }
  const { stdout } = await run(executable, check);
  const found = stdout.trim();
  if (found.replace('-DEV', '') !== version) throw new Error(`pycurl ${pycurl} brings libcurl ${found}`);
  return { spec: `curl@${version}`, kind: 'worker', command: [executable, path.join(programs, 'libcurl.py')] };
}

export const curlFamily: ClientFamily = {
  clients: {
    'curl of this machine': async () => {
      const { stdout } = await run('curl', ['--version']);
      const version = /^curl (\S+)/.exec(stdout)?.[1] ?? '';
      const command = ['curl', '-q', '-sS', '-k', '-g', '-o', '/dev/null', '-m', '5'];
      return { spec: `curl@${version}`, kind: 'spawn', command };
    },
    'libcurl 8.23.0': () => libcurl('8.23.0', '7.49.0'),
    'libcurl 8.22.0': () => libcurl('8.22.0', '7.48.0'),
    'libcurl 8.21.0': () => libcurl('8.21.0', '7.47.0'),
    'libcurl 8.19.0': () => libcurl('8.19.0', '7.46.0'),
    'libcurl 8.16.0': () => libcurl('8.16.0', '7.45.7'),
    'libcurl 8.11.1': () => libcurl('8.11.1', '7.45.4'),
  },
  known: [
    {
      client: 'curl@8.',
      matches: ({ url }) => /[^\u0000-\u007f]/.test(url),
      reason: 'the libcurl in the wheels knows no IDN; the tool as distributions build it does, and agrees',
    },
  ],
};
