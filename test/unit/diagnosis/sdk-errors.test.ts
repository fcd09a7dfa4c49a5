import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { scenarios } from '../../../src/lab/scenarios/index.ts';
import { expectedOf, judgeSeen, type SeenError } from './sdk-error-rows.ts';

const folder = new URL('./fixtures/sdk-errors/', import.meta.url);

/** What real SDKs and curl printed of the lab's scenarios, recorded by test/peers/sdk-errors.test.ts. */
const fixtures = fs.readdirSync(folder).map((name) => {
  const text = fs.readFileSync(new URL(name, folder), 'utf8');
  return { name, text, ...(JSON.parse(text) as { client: string; seen: SeenError[] }) };
});

describe('errors that real clients printed', () => {
  it('are those of the SDKs for Node and Python and of curl', () => {
    assert.deepEqual(
      fixtures.map(({ client }) => client.replace(/@\d[\d.]*/, '')).sort(),
      ['@anthropic-ai/sdk for Node', 'anthropic for Python', 'curl', 'openai for Node', 'openai for Python'],
    );
    for (const { client, seen } of fixtures) assert.equal(seen.length, 2 * scenarios.filter(({ forEndpoint }) => !forEndpoint).length, client);
  });

  it('hold no folder of a machine and no key', () => {
    for (const { name, text } of fixtures) assert.doesNotMatch(text, /\/(root|home|Users|work)\/|sk-[\w-]{12,}|Bearer /, name);
  });

  for (const { client, seen } of fixtures) {
    for (const one of seen) {
      it(`${client}, ${one.name}: ${expectedOf(client, one.name)?.first ?? 'no row'}`, () => assert.deepEqual(judgeSeen(client, one), []));
    }
  }
});
