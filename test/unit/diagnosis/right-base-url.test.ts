import assert from 'node:assert/strict';
import { judgeRoute } from '../../../src/diagnosis/rules/route.ts';
import { buildSubject, subjectFacts } from '../../../src/diagnosis/build-subject.ts';
import { mayWrite, type FixChange } from '../../../src/diagnosis/fixes/change.ts';
import { customGateway, findGateway } from '../../../src/gateways/catalogue/index.ts';
import type { Gateway } from '../../../src/gateways/gateway.ts';
import { parseUserGateways } from '../../../src/gateways/user-gateways.ts';

/** What a diagnosis of a gateway says of its base URL, and what its fix would write. */
function said(gateway: Gateway, context: 'extension-host' | 'terminal'): { ids: string[]; changes: readonly FixChange[] } {
  const facts = subjectFacts(
    buildSubject({
      gateway,
      context,
      contextLabel: context,
      settings: { platform: 'linux', environments: [], tools: [], system: { store: 'none', mode: 'none', bypass: [] }, unreadable: [] },
      spend: false,
    }),
  );
  const { findings } = judgeRoute({ url: gateway.baseUrl, routes: facts.routes }, facts);
  const wrong = findings.filter(({ id }) => id.startsWith('wrong-'));
  return { ids: wrong.map(({ id }) => id), changes: wrong.flatMap(({ fixes }) => fixes).flatMap(({ changes = [] }) => changes) };
}

const own = (baseUrl: string): Gateway => parseUserGateways([{ id: 'ours', baseUrl }]).gateways[0]!;
const to = (id: string, value: string): FixChange => ({ kind: 'setting', id, target: 'user', value });

describe('the fix of a wrong base URL', () => {
  const table: readonly [what: string, gateway: Gateway, ids: string[], changes: FixChange[]][] = [
    ['a custom one with a wrong host', customGateway('https://api.openrouter.ai/v1'), ['wrong-host'], [to('gatehouse.customBaseUrl', 'https://openrouter.ai/api/v1')]],
    ['a custom one with a wrong path', customGateway('https://api.groq.com/openai'), ['wrong-path'], [to('gatehouse.customBaseUrl', 'https://api.groq.com/openai/v1')]],
    ['one of the list with a wrong host', own('https://api.openrouter.ai/v1'), ['wrong-host'], [to('gatehouse.gateway', 'openrouter')]],
    ['one of the list with a wrong path', own('https://api.anthropic.com'), ['wrong-path'], [to('gatehouse.gateway', 'anthropic')]],
    ['one of the list in a region', own('https://eu.openrouter.ai/v1'), ['wrong-path'], []],
    ['a good one', own('https://llm.example/v1'), [], []],
    ['a known one', findGateway('openrouter')!, [], []],
    ['one of this machine', findGateway('ollama')!, [], []],
  ];
  for (const [what, gateway, ids, changes] of table) {
    it(`of ${what}`, () => {
      assert.deepEqual(said(gateway, 'extension-host'), { ids, changes });
      for (const change of changes) assert.ok(mayWrite(change));
      assert.deepEqual(said(gateway, 'terminal'), { ids, changes: [] });
    });
  }
});
