import assert from 'node:assert/strict';
import { gateways } from '../../../src/gateways/catalogue/index.ts';
import { cancelStopsBillingAt } from '../../../src/gateways/providers.ts';

describe('providers, and the bill of a cancelled stream', () => {
  const table: readonly [provider: string, expected: ReturnType<typeof cancelStopsBillingAt>][] = [
    ['Anthropic', 'yes'],
    ['xAI', 'yes'],
    ['deepinfra/fp8', 'yes'],
    ['Amazon Bedrock', 'no'],
    ['Google AI Studio', 'no'],
    ['google-ai-studio', 'no'],
    ['Perplexity', 'no'],
    ['Somebody New', 'unknown'],
    ['', 'unknown'],
  ];
  for (const [provider, expected] of table) {
    it(`${provider}: ${expected}`, () => assert.equal(cancelStopsBillingAt(provider), expected));
  }

  it('agrees with the gateways of the catalogue that are providers themselves', () => {
    for (const { title, cancelStopsBilling } of gateways) {
      if (cancelStopsBilling === undefined || cancelStopsBilling === 'by-provider') continue;
      assert.equal(cancelStopsBillingAt(title.replace(/ (?:AI|Gemini)$/, '')), cancelStopsBilling, title);
    }
  });
});
