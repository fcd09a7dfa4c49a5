import assert from 'node:assert/strict';
import { explain } from '../../../src/diagnosis/explain.ts';
import { explainedAction } from '../../../src/diagnosis/symptoms/explained-action.ts';
import { symptoms } from '../../../src/diagnosis/symptoms/index.ts';
import { explainedButton } from '../../../src/editor/explained-button.ts';
import { commands, settings } from '../../../src/editor/ids.ts';
import { faultKinds, legOfFault } from '../../../src/gateways/fault.ts';

/** Pasted texts and where their button has to lead. */
const cases: readonly [what: string, text: string, command: string | undefined, args: readonly string[]][] = [
  ['a bad key', '{"error":{"message":"No auth credentials found","code":401}}', commands.setApiKey, []],
  ['a host that does not exist', 'getaddrinfo ENOTFOUND api.openrouter.ai', commands.selectGateway, []],
  ['a page in place of JSON', `SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON`, 'workbench.action.openSettings', [settings.customBaseUrl]],
  ['a path that does not exist', 'Error code: 404 - {"detail":"Not Found"}', 'workbench.action.openSettings', [settings.customBaseUrl]],
  ['a model that does not exist', '{"error":{"message":"x/y is not a valid model ID","code":400}}', 'workbench.action.openSettings', [settings.model]],
  ['a proxy without credentials', 'Proxy response (407) !== 200 when HTTP Tunneling', commands.pickSymptom, ['proxy-auth']],
  ['a certificate', 'Error: self-signed certificate in certificate chain { code: "SELF_SIGNED_CERT_IN_CHAIN" }', commands.pickSymptom, ['tls-untrusted']],
  ['a cut stream', 'TypeError: terminated\n  [cause]: Error: read ECONNRESET', commands.pickSymptom, ['premature-close']],
  ['an overload', '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', commands.diagnose, []],
  ['a filter', '{"error":{"message":"No","code":403,"metadata":{"error_type":"content_policy_violation"}}}', undefined, []],
];

describe('the button beside an explained error', () => {
  for (const [what, text, command, args] of cases) {
    it(`leads to what helps with ${what}`, () => {
      const [first] = explain(text).matches;
      assert.ok(first);
      const button = first.action && explainedButton(first.action);
      assert.deepEqual([button?.command, button?.args ?? []], [command, args], first.id);
    });
  }

  it('is there for every symptom and every fault but those that only words help with', () => {
    const without = [...symptoms, ...faultKinds.map((id) => ({ id, leg: legOfFault(id) }))].filter((one) => !explainedAction(one));
    assert.deepEqual(without.map(({ id }) => id).sort(), ['cancelled', 'invalid-request', 'length-limit', 'moderation']);
  });

  it('does not send anybody to the base URL for the page of a proxy', () => {
    assert.equal(explainedAction({ id: 'not-an-api', leg: 'http' })?.do, 'set-base-url');
    assert.equal(explainedAction({ id: 'not-an-api', leg: 'proxy' })?.do, 'diagnose');
  });
});
