import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chainCursor } from '../../../../src/editor/chains/chain-cursor.ts';
import { knownModels, modelsInText } from '../../../../src/editor/chains/known-models.ts';

describe('the cursor in a chains file', () => {
  const rows: [string, string, string][] = [
    ['a gateway that is begun', '{"chains":[{"targets":[{"gateway": "op|"', 'gateway op'],
    ['an empty gateway', '{ "gateway": "|" }', 'gateway '],
    ['a model beside its gateway', '{ "gateway": "groq", "model": "ll|" }', 'model ll @groq'],
    ['a model before its gateway', '{ "model": "|ll", "price": { "inputUsd": 1 }, "gateway": "groq" }', 'model ll @groq'],
    ['a model behind a price', '{ "gateway": "groq", "price": { "inputUsd": 1, "outputUsd": 2 }, "model": "a/|b" }', 'model a/b @groq'],
    ['a model without a gateway', '{ "model": "x|" }', 'model x'],
    ['a model of another target', '[{ "gateway": "groq" }, { "model": "x|" }]', 'model x'],
    ['on a line of its own', '{\n  "gateway": "groq",\n  "model": "x|\n', 'model x @groq'],
    ['an alias', '{ "alias": "a|" }', ''],
    ['a name', '{ "gate|way": "a" }', ''],
    ['behind the text', '{ "gateway": "a"|, "model": "b" }', ''],
    ['nothing', '|', ''],
  ];
  for (const [title, marked, expected] of rows) {
    it(title, () => {
      const text = marked.replace('|', '');
      const found = chainCursor(text, marked.indexOf('|'));
      assert.equal(found ? `${found.field} ${text.slice(found.start, found.end)}${found.gateway === undefined ? '' : ` @${found.gateway}`}` : '', expected);
    });
  }

  it('is inside the text wherever it stands', () => {
    const piece = fc.constantFrom('"gateway": "', '"model": "', '{', '}', '"', ',', '\n', 'groq', '\\', ' ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(200), (pieces, place) => {
        const text = pieces.join('');
        const offset = Math.min(place, text.length);
        const found = chainCursor(text, offset);
        if (found) assert.ok(0 <= found.start && found.start <= offset && offset <= found.end && found.end <= text.length);
      }),
    );
  });
});

describe('models that are known without asking', () => {
  it('are those of the same gateway that the user has named, each once', () => {
    const text = '[{"gateway": "groq", "model": "a"}, {"gateway":"groq","model":"b"}, {"gateway": "openai", "model": "c"}, {"gateway": "groq", "model": ';
    const chains = [...modelsInText(text), { alias: 'x', targets: [{ gateway: 'groq', model: 'a' }, { gateway: 'groq', model: 'd' }] }];
    assert.deepEqual(knownModels('groq', chains, { gatewayId: 'groq', model: 'e' }), ['e', 'a', 'b', 'd']);
    assert.deepEqual(knownModels('openai', chains, { gatewayId: 'groq', model: 'e' }), ['c']);
    assert.deepEqual(knownModels('mistral', chains, { gatewayId: 'mistral', model: undefined }), []);
  });
});
