/** A process that stands for a window: says its role on standard output, one line a change. */
import { WindowLink } from '../../../../src/editor/monitor/window-link.ts';

const [, , address = '', version = '1'] = process.argv;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const link = new WindowLink({
  address,
  version: Number(version),
  onRole: (role, why) => say(`role ${role}${why === undefined ? '' : ` (${why})`}`),
  onMessage: (message, from) => {
    say(`from ${from === 'owner' ? 'owner' : 'follower'}: ${JSON.stringify(message)}`);
    if (from !== 'owner') link.send({ heard: message });
  },
  onFollowerGone: () => say('follower gone'),
  random: Math.random,
});
process.stdin.on('data', (text: Buffer) => {
  for (const line of text.toString().trim().split('\n')) {
    if (line === 'leave') {
      link.dispose();
      process.exit(0);
    }
    link.send(JSON.parse(line));
  }
});
