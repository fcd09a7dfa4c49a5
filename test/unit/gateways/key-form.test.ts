import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { customGateway, findGateway, gateways } from '../../../src/gateways/catalogue/index.ts';
import { describeKeyRemark, keyForm, keyInOtherVariable, keyOwner, type KeyRemarkId } from '../../../src/gateways/key-form.ts';

const openrouter = findGateway('openrouter')!;
const openai = findGateway('openai')!;
const anthropic = findGateway('anthropic')!;
const hex = '0123456789abcdef'.repeat(4);
const good = `sk-or-v1-${hex}`;

describe('key form', () => {
  const table: readonly [typed: string, ids: KeyRemarkId[], gateway?: typeof openrouter][] = [
    [good, []],
    ['', ['blank']],
    [' \n ', ['blank']],
    [` ${good}\n`, ['whitespace-around']],
    [`"${good}"`, ['quoted']],
    [`'${good}`, ['quoted']],
    [`\u201c${good}\u201d`, ['quoted']],
    [`Bearer ${good}`, ['bearer-pasted']],
    ['bearer', ['bearer-pasted']],
    [` "Bearer ${good}" `, ['quoted', 'whitespace-around']],
    ['sk-or-v1-0e6...1c96', ['masked']],
    ['sk-or-v1-0e6\u2026c96', ['masked']],
    ['sk-or-v1-\u2022\u2022\u2022\u2022\u2022\u2022', ['masked']],
    ['sk-or-v1-********', ['masked']],
    ['${OPENROUTER_API_KEY}', ['placeholder']],
    ['${env:OPENROUTER_API_KEY}', ['placeholder']],
    ['$OPENROUTER_API_KEY', ['placeholder']],
    ['%OPENROUTER_API_KEY%', ['placeholder']],
    ['<OPENROUTER_API_KEY>', ['placeholder']],
    ['your-api-key-here', ['placeholder']],
    ['sk-or-v1-your-key-here', ['placeholder']],
    ['sk-xxxxxxxxxxxx', ['placeholder']],
    [`${good.slice(0, 40)} ${good.slice(40)}`, ['not-sendable']],
    [`${good.slice(0, 40)}\n${good.slice(40)}`, ['not-sendable']],
    [`sk-or-v1-\u00e9${hex}`, ['not-sendable']],
    [`sk-or-v1-\u200b${hex}`, ['not-sendable']],
    [good.slice(0, 30), ['too-short']],
    [`sk-${hex}`, ['unusual-prefix']],
    [hex, ['unusual-prefix']],
    [`sk-ant-api03-${hex}`, ['other-gateway']],
    [`sk-proj-${hex}`, ['other-gateway']],
    [`gsk_${hex}`, ['other-gateway']],
    [`AIza${hex}`, ['other-gateway']],
    // `sk-` is OpenAI's and that of others; longer beginnings say whose.
    [good, ['other-gateway'], openai],
    [`sk-proj-${hex}`, [], openai],
    [`sk-${hex}`, [], openai],
    [`sk-admin-${hex}`, ['management-key'], openai],
    [`sk-ant-api03-${hex}`, [], anthropic],
    [`sk-ant-admin01-${hex}`, ['management-key'], anthropic],
    [`sk-ant-oat01-${hex}`, ['sign-in-token'], anthropic],
    [good, ['other-gateway'], anthropic],
  ];
  for (const [typed, ids, gateway = openrouter] of table) {
    it(`${JSON.stringify(typed).slice(0, 50)} at ${gateway.id}: ${ids.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(keyForm(typed, gateway).map(({ id }) => id), ids);
    });
  }

  it('takes any prefix where the gateway is the user\'s own', () => {
    for (const key of ['anything', good, `sk-ant-api03-${hex}`]) {
      assert.deepEqual(keyForm(key, customGateway('https://gateway.test/v1')), []);
    }
  });

  it('says whose key it is and where it belongs', () => {
    const [remark] = keyForm(`gsk_${hex}`, openrouter);
    assert.ok(remark);
    const { title, nextStep } = describeKeyRemark(remark, openrouter);
    assert.match(title, /OpenRouter is one of Groq/);
    assert.match(nextStep, /GROQ_API_KEY/);
    assert.deepEqual(keyOwner(good), { gateway: 'openrouter', title: 'OpenRouter', variable: 'OPENROUTER_API_KEY' });
    assert.equal(keyOwner(`sk-${hex}`), undefined);
  });

  it('never takes a gateway\'s own prefix for another\'s', () => {
    for (const gateway of gateways) {
      if (gateway.keyPrefix === undefined) continue;
      const remarks = keyForm(`${gateway.keyPrefix}${hex}${hex}`, gateway);
      assert.ok(!remarks.some(({ id }) => id === 'other-gateway'), gateway.id);
    }
  });

  it('never calls a key of random letters a placeholder or masked', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'), minLength: 40, maxLength: 160 });
    fc.assert(fc.property(letters, (body) => {
      assert.deepEqual(keyForm(`sk-proj-${body}`, openai), []);
    }));
  });

  it('never repeats the key, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 60 }), fc.constantFrom(openrouter, openai, anthropic), (typed, gateway) => {
        const secret = `${typed}0123QX`;
        const said = JSON.stringify(keyForm(secret, gateway).map((remark) => [remark, describeKeyRemark(remark, gateway)]));
        assert.ok(!said.includes('0123QX'));
      }),
    );
  });
});

describe('a key in another variable', () => {
  const cases: readonly [what: string, environment: Record<string, string | undefined>, variable: string | undefined][] = [
    ['is found', { OPENAI_API_KEY: good }, 'OPENAI_API_KEY'],
    ['is found with spaces', { ANTHROPIC_AUTH_TOKEN: ` ${good}` }, 'ANTHROPIC_AUTH_TOKEN'],
    ['is not looked for where the own variable is set', { OPENAI_API_KEY: good, OPENROUTER_API_KEY: 'x' }, undefined],
    ['is not looked for in variables of other purposes', { SOME_SECRET: good }, undefined],
    ['is not another vendor\'s', { OPENAI_API_KEY: `sk-proj-${hex}` }, undefined],
  ];
  for (const [what, environment, variable] of cases) {
    it(what, () => assert.equal(keyInOtherVariable(environment, openrouter), variable));
  }

  it('is not told by a prefix that many vendors share', () => {
    assert.equal(keyInOtherVariable({ DEEPSEEK_API_KEY: `sk-${hex}`, GROQ_API_KEY: `sk-${hex}` }, openai), undefined);
  });
});
