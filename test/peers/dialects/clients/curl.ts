import { run, type ClientFamily } from '../client.ts';

export const curlFamily: ClientFamily = {
  clients: {
    curl: async () => {
      const { stdout } = await run('curl', ['--version']);
      const version = /^curl (\S+)/.exec(stdout)?.[1] ?? '';
      const command = ['curl', '-q', '-sS', '-k', '-g', '-o', '/dev/null', '-m', '5'];
      return { spec: `curl@${version}`, kind: 'spawn', command };
    },
  },
};
