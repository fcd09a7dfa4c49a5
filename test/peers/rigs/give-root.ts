/**
 * What the product would write to give programs a root, on a machine as it is: started in a network namespace with the
 * environment that is asked about. Arguments: a file with `{ chains: { name, pems }[] }`, the name of the chain, the PEM
 * file of its root, the folder to write to. Prints `{ variables, cures }` of every gift together as JSON.
 */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { certificateFile } from '../../../src/diagnosis/certificate-file.ts';
import { certificateFacts } from '../../../src/path/tls.ts';
import { gatherProxySettings } from '../../../src/path/sources/index.ts';
import { trustKnobs } from '../../../src/path/trust-knobs.ts';
import { readStores, surveyTrust } from '../../../src/path/trust-survey.ts';

const [, , chainsFile = '', name = '', rootFile = '', folder = ''] = process.argv;
const { chains } = JSON.parse(fs.readFileSync(chainsFile, 'utf8')) as { chains: readonly { name: string; pems: readonly string[] }[] };
const facts = (pem: string) => certificateFacts(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'));
const settings = await gatherProxySettings({
  environment: process.env,
  platform: process.platform,
  homeDirectory: os.homedir(),
  signal: new AbortController().signal,
  timeoutMs: 5_000,
});
const own = settings.environments.find(({ context }) => context === 'this-process') ?? { variables: {} };
const knobs = trustKnobs(settings, own, 'gateway.test');
const chain = (chains.find((one) => one.name === name)?.pems ?? []).map(facts);
const root = { ...facts(fs.readFileSync(rootFile, 'utf8')), from: 'chain' as const };
const { gifts = [] } = surveyTrust(chain, true, knobs, await readStores(knobs, process.env), Date.now(), root);
const variables: Record<string, string> = {};
for (const { variables: names, keeps, replaces } of gifts) {
  const file = path.join(folder, replaces ? 'with the others.pem' : 'beside.pem');
  const { fingerprint256, pem = '' } = root;
  const certificates = [{ name: 'root', fingerprint256, pem }];
  const { text } = await certificateFile({ kind: 'new-file', ref: 'roots', name: 'x', certificates, keeps }, process.platform);
  fs.writeFileSync(file, text);
  for (const one of names) variables[one] = file;
}
process.stdout.write(JSON.stringify({ variables, cures: gifts.flatMap(({ cures }) => cures) }));
