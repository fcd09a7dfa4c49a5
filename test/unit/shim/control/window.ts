/** A process that stands for a window: starts or attaches, says the shim's process number, and stays until it is ended. */
import { startOrAttach } from '../../../../src/shim/control/start.ts';
import { optionsIn } from './shim-place.ts';

const [, , folder = '', leave = ''] = process.argv;
try {
  const { attached, started } = await startOrAttach(optionsIn(folder));
  attached.onLost(() => process.exit(3));
  process.stdout.write(`${JSON.stringify({ pid: attached.greeting.pid, port: attached.port, started })}\n`);
  if (leave === 'leave') attached.unref();
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
}
