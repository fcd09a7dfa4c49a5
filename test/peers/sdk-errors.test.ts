/**
 * Real SDKs and curl run against the lab's scenarios: what they print, pasted into `explain`, gives the right cause
 * first. `GATEHOUSE_RECORD=1` writes the texts as fixtures for the unit tests.
 */
import * as assert from 'node:assert/strict';
import { scenarios as allScenarios, startLab, type Lab } from '../../src/lab/lab.ts';
import { judgeSeen } from '../unit/diagnosis/sdk-error-rows.ts';
import { sdkClients, writeFixture, type Question, type SeenError } from './sdk-errors/clients.ts';

const scenarios = allScenarios.filter(({ forEndpoint }) => !forEndpoint);

describe('errors of real clients', () => {
  const labs = new Map<string, Lab>();
  before(async () => {
    for (const { name } of scenarios) labs.set(name, await startLab({ scenario: name, delayMs: 600 }));
  });
  after(async () => {
    for (const lab of labs.values()) await lab.close();
  });

  const questions = (scenario: string): Question[] => {
    const lab = labs.get(scenario);
    // Only what hangs is cut short: a busy machine takes long to make a client, and that is no fault.
    const clocks = scenario.startsWith('hang-') ? { timeoutMs: 3_000, patienceMs: 9_000 } : { timeoutMs: 30_000, patienceMs: 60_000 };
    const url = `${scenario.startsWith('tls-') ? 'https' : 'http'}://127.0.0.1:${lab?.port ?? 0}`;
    return [false, true].map((stream) => {
      const name = `${scenario}, ${stream ? 'stream' : 'whole'}`;
      return { name, url, stream, ...clocks };
    });
  };

  for (const client of sdkClients) {
    it(`${client.spec}: each error is explained by its cause`, async () => {
      const seen: SeenError[] = [];
      // Each lab has a root of its own, and clients read theirs when they start.
      const plain = scenarios.filter(({ name }) => !name.startsWith('tls-')).flatMap(({ name }) => questions(name));
      seen.push(...(await client.ask(plain, labs.get('healthy')?.caFile ?? '')));
      for (const name of ['tls-untrusted', 'tls-expired', 'tls-wrong-host']) {
        seen.push(...(await client.ask(questions(name), labs.get(name)?.caFile ?? '')));
      }
      assert.equal(seen.length, 2 * scenarios.length);
      if (process.env['GATEHOUSE_RECORD'] === '1') writeFixture(client.spec, seen);
      assert.deepEqual(seen.flatMap((one) => judgeSeen(client.spec, one)), []);
    });
  }
});
