// Cases one by one with Bun's fetch.
import { createInterface } from 'node:readline';

const base = { PATH: process.env.PATH, HOME: process.env.HOME };
for await (const line of createInterface({ input: process.stdin })) {
  const { environment, url } = JSON.parse(line);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, base, environment);
  let said = 'ok';
  try {
    await (await fetch(url, { redirect: 'manual', keepalive: false, signal: AbortSignal.timeout(5000) })).text();
  } catch (error) {
    said = error.message;
  }
  console.log(JSON.stringify(said));
}
process.exit(0);
