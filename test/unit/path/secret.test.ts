import assert from 'node:assert/strict';
import { format, inspect } from 'node:util';
import { Secret } from '../../../src/path/secret.ts';

describe('a secret', () => {
  const secret = new Secret('sk-or-v1-hidden');

  it('shows itself only when asked to', () => assert.equal(secret.reveal(), 'sk-or-v1-hidden'));

  const ways: readonly [string, () => string][] = [
    ['String()', () => String(secret)],
    ['a template', () => `${secret}`],
    ['joining', () => [secret, secret].join()],
    ['JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['inspect', () => inspect({ deep: { secret } }, { depth: 5, showHidden: true })],
    ['inspect without its own hook', () => inspect(secret, { customInspect: false, showHidden: true })],
    ['format %s %o %j', () => format('%s %o %j', secret, secret, secret)],
    ['an error message', () => new Error(`failed with ${secret}`).message],
    ['its fields', () => JSON.stringify([Object.keys(secret), Object.entries(secret), { ...secret }, Object.getOwnPropertyNames(secret)])],
    ['a structured clone', () => JSON.stringify(structuredClone({ ...secret }))],
  ];
  for (const [what, way] of ways) it(`does not show itself by ${what}`, () => assert.ok(!way().includes('hidden')));
});
