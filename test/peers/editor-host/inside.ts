/**
 * Runs inside the namespace: a real extension host, asked to send one request a case, and what arrived where. The cases
 * come as JSON from the file that is the only argument; each gives a line of JSON on standard output, in their order.
 */
import * as fs from 'node:fs';
import { endEverything } from '../../workbench/lifetime.js';
import { proxyAddress } from '../dialects/cases.ts';
import { Recorder } from '../dialects/recorder.ts';
import type { HostCase, Observation } from './cases.ts';
import { startEditor } from './host.ts';

const cases = JSON.parse(fs.readFileSync(process.argv[2] ?? '', 'utf8')) as HostCase[];

const recorder = new Recorder();
for (const host of ['127.0.0.1', '127.0.0.2', '::1', '198.51.100.7', '10.1.2.3', '2001:db8::7']) {
  for (const port of [80, 443, 8080, 8443]) await recorder.origin(host, port);
}
for (const port of [80, 443, 1080, 3101, 3102, 3103]) await recorder.proxy(proxyAddress, port);
await recorder.proxy('2001:db8::9', 3101);

const editor = await startEditor();

// One extension host an environment: the editor reads its variables once.
const observations: Observation[] = [];
const names = [...new Set(cases.flatMap(({ settings }) => Object.keys(settings ?? {})))];
const environments = new Set(cases.map(({ environment }) => JSON.stringify(environment ?? {})));
for (const environment of environments) {
  const host = await editor.openHost(JSON.parse(environment) as Record<string, string>);
  for (const [index, one] of cases.entries()) {
    if (JSON.stringify(one.environment ?? {}) !== environment) continue;
    const applied = await host.order({ names, settings: one.settings ?? {} });
    if (applied !== 'ok') throw new Error(`${JSON.stringify(one.settings)}: ${applied}`);
    recorder.take();
    const said = await host.order({ send: one.send, url: one.url });
    await new Promise((resolve) => setTimeout(resolve, 20));
    observations[index] = { arrivals: recorder.take(), said };
  }
  await host.close();
}
for (const observation of observations) console.log(JSON.stringify(observation));
await editor.close();
await endEverything();
process.exit(0);
