/**
 * What the product says of chains, on a machine as it is: started in a network namespace with the environment that is
 * asked about. The argument names a file with `{ chains: { name, pems }[] }`. Prints rows by chain as JSON.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import { certificateFacts } from '../../../src/path/tls.ts';
import { gatherProxySettings } from '../../../src/path/sources/index.ts';
import { trustKnobs } from '../../../src/path/trust-knobs.ts';
import { readStores, surveyTrust } from '../../../src/path/trust-survey.ts';

const { chains } = JSON.parse(fs.readFileSync(process.argv[2] ?? '', 'utf8')) as {
  chains: readonly { name: string; pems: readonly string[] }[];
};
const settings = await gatherProxySettings({
  environment: process.env,
  platform: process.platform,
  homeDirectory: os.homedir(),
  signal: new AbortController().signal,
  timeoutMs: 5_000,
});
const own = settings.environments.find(({ context }) => context === 'this-process') ?? { variables: {} };
const knobs = trustKnobs(settings, own, 'gateway.test', process.env['JAVA_TOOL_OPTIONS']);
const started = performance.now();
const stores = await readStores(knobs, process.env);
const readMs = performance.now() - started;
const rows = Object.fromEntries(
  chains.map(({ name, pems }) => {
    const facts = pems.map((pem) => certificateFacts(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')));
    return [name, surveyTrust(facts, true, knobs, stores, Date.now()).rows];
  }),
);
process.stdout.write(JSON.stringify({ rows, readMs, surveyMs: performance.now() - started - readMs }));
