import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { cache, isNewer, programs, run, type ClientFamily } from '../client.ts';

export const goFamily: ClientFamily = {
  clients: {
    Go: async () => {
      const { stdout } = await run('go', ['version']);
      const version = /go(\d\S*)/.exec(stdout)?.[1] ?? '';
      const binary = path.join(cache, `go-${version}`, 'client');
      const source = path.join(programs, 'client.go');
      if (!(await isNewer(binary, source))) {
        await fs.mkdir(path.dirname(binary), { recursive: true });
        const env = { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '' };
        await run('go', ['build', '-o', binary, source], { env, cwd: programs });
      }
      return { spec: `go@${version}`, kind: 'spawn', command: [binary] };
    },
  },
};
