/** A real unbound as a DNS server of a world's machine. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findProgram, listensOn, start } from './program.ts';
import type { World } from './world.ts';

export interface UnboundOptions {
  /** Records it answers itself: `gateway.test. 60 IN A 10.77.0.1` (unbound.conf(5), local-data). */
  data?: readonly string[];
  /** Where it sends every other question: `10.88.0.1`, `127.0.0.1@5300`. */
  forwardTo?: string;
  /** Answers over TCP alone, and leaves port 53 of UDP to another program. */
  tcpOnly?: boolean;
  /** Refuses everyone. */
  refuses?: boolean;
  listen?: string;
}

/** Starts it on port 53 of the machine. */
export async function startUnbound(world: World, options: UnboundOptions): Promise<{ stop(): Promise<void> }> {
  const unbound = findProgram('unbound', 'unbound');
  const listen = options.listen ?? '127.0.0.1';
  const file = path.join(world.folder, `unbound-${listen}.conf`);
  fs.writeFileSync(
    file,
    [
      'server:',
      '  username: ""',
      '  chroot: ""',
      `  directory: "${world.folder}"`,
      '  pidfile: ""',
      '  use-syslog: no',
      '  logfile: ""',
      '  num-threads: 1',
      '  do-daemonize: no',
      '  do-not-query-localhost: no',
      '  module-config: "iterator"',
      `  interface: ${listen}`,
      `  access-control: 127.0.0.0/8 ${options.refuses ? 'refuse' : 'allow'}`,
      ...(options.tcpOnly ? ['  do-udp: no'] : []),
      // Of `.test` it says itself that there is nothing; of what it has data for, that data.
      '  local-zone: "test." transparent',
      ...(options.data ?? []).map((record) => `  local-data: "${record}"`),
      'remote-control:',
      '  control-enable: no',
      ...(options.forwardTo === undefined
        ? []
        : ['forward-zone:', '  name: "."', `  forward-addr: ${options.forwardTo}`]),
      '',
    ].join('\n'),
  );
  const program = await start(
    world.onMachine([unbound, '-d', '-c', file]),
    listensOn(53, options.tcpOnly ? 'tcp' : 'udp', listen),
  );
  return { stop: () => program.stop() };
}
