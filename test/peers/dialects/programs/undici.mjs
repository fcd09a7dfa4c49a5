// Cases one by one with undici's EnvHttpProxyAgent, made anew for each. Usage: client-undici.mjs FOLDER-OF-UNDICI
import * as path from 'node:path';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const { EnvHttpProxyAgent, fetch } = createRequire(import.meta.url)(path.resolve(process.argv[2]));
process.removeAllListeners('warning');
process.on('uncaughtException', () => undefined);
const base = { PATH: process.env.PATH, HOME: process.env.HOME };
for await (const line of createInterface({ input: process.stdin })) {
  const { environment, url } = JSON.parse(line);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, base, environment);
  let said = 'ok';
  try {
    const dispatcher = new EnvHttpProxyAgent({ connect: { timeout: 5000 } });
    try {
      await (await fetch(url, { dispatcher, redirect: 'manual', signal: AbortSignal.timeout(5000) })).text();
    } finally {
      await dispatcher.destroy();
    }
  } catch (error) {
    said = error.cause?.message ?? error.message;
  }
  console.log(JSON.stringify(said));
}
process.exit(0);
