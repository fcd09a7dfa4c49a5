/**
 * Diagnoses with limits that the command line has no option for, a few at the same time, on the machine of a world.
 * Its one argument is a list of cases as JSON; prints one JSON document a line: `{ name, report }`.
 */
import { buildSubject } from '../../../src/diagnosis/build-subject.ts';
import { runDiagnosis } from '../../../src/diagnosis/engine.ts';
import { makeReport } from '../../../src/diagnosis/report.ts';
import { customGateway } from '../../../src/gateways/catalogue/index.ts';
import { Secret } from '../../../src/path/secret.ts';
import type { LimitedCase } from './limited-diagnoses.ts';

const cases = JSON.parse(process.argv[2] ?? '') as LimitedCase[];

async function diagnoseCase({ name, baseUrl, proxy, model, depth, only, limits }: LimitedCase): Promise<void> {
  const subject = buildSubject({
    gateway: customGateway(baseUrl),
    ...(model !== undefined && { model }),
    key: new Secret('sk-or-v1-key-of-the-rigs-0123456789'),
    context: 'terminal',
    contextLabel: 'terminal',
    settings: {
      platform: 'linux',
      environments: [
        {
          context: 'this-process',
          obtained: 'read',
          variables: proxy === undefined ? {} : { https_proxy: proxy, http_proxy: proxy },
        },
      ],
      tools: [],
      system: { store: 'none', mode: 'none', bypass: [] },
      unreadable: [],
    },
    spend: true,
    ...(depth && { depth }),
    limits: { ...limits },
  });
  const diagnosis = await runDiagnosis(subject, { signal: new AbortController().signal, ...(only && { only }) });
  process.stdout.write(`${JSON.stringify({ name, report: makeReport(diagnosis, []) })}\n`);
}

/** More at the same time would have the busy thread be what is measured. */
const atOnce = 6;
const waiting = [...cases];
await Promise.all(
  Array.from({ length: atOnce }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await diagnoseCase(next);
  }),
);
