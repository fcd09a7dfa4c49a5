/**
 * A diagnosis by the sources themselves, on a machine as it is. Started in a network namespace; the argument is
 * `LookOptions` as JSON. Prints what came of it as JSON.
 */
import * as os from 'node:os';
import { customGateway, findGateway } from '../../../src/gateways/catalogue/index.ts';
import { buildSubject } from '../../../src/diagnosis/build-subject.ts';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import { runDiagnosis } from '../../../src/diagnosis/engine.ts';
import { Secret } from '../../../src/path/secret.ts';
import { gatherProxySettings } from '../../../src/path/sources/index.ts';
import type { LookOptions } from './looking.ts';

const { baseUrl, gatewayId, depth, key, probes } = JSON.parse(process.argv[2] ?? '') as LookOptions;
const settings = await gatherProxySettings({
  environment: process.env,
  platform: process.platform,
  homeDirectory: os.homedir(),
  signal: new AbortController().signal,
  timeoutMs: 5_000,
});
const known = gatewayId === undefined ? undefined : findGateway(gatewayId);
const subject = buildSubject({
  gateway: known ? { ...known, baseUrl } : customGateway(baseUrl),
  context: 'terminal',
  contextLabel: 'terminal',
  settings,
  spend: false,
  limits: { tlsMs: 2_000 },
  ...(depth && { depth }),
  ...(key !== undefined && { key: new Secret(key) }),
});
const { facts, results } = await runDiagnosis(subject, {
  signal: new AbortController().signal,
  only: probes ?? ['tls'],
});
const { findings, verdict } = diagnose(facts, results);
const tls = results.find(({ id }) => id === 'tls');
process.stdout.write(
  JSON.stringify({
    facts,
    evidence: tls?.evidence,
    status: tls?.status,
    summary: tls?.summary,
    durationMs: tls?.durationMs,
    findings,
    verdict,
  }),
);
process.exit(0);
