import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { tokenDigest } from '../../../src/shim/token-digest.ts';

describe('the digest of a token', () => {
  it('is SHA-256 of the text, the first time and every other (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('', 'a', 'x'.repeat(300))), { maxLength: 20 }), (tokens) => {
        for (const token of [...tokens, ...tokens]) assert.deepEqual(tokenDigest(token), createHash('sha256').update(token, 'utf8').digest());
      }),
    );
  });
});
