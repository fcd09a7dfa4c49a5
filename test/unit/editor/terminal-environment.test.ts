import * as assert from 'node:assert/strict';
import { terminalVariables } from '../../../src/editor/terminal-environment.ts';

describe('terminal environment', () => {
  const host = { HTTP_PROXY: 'http://host:1', PATH: '/bin', VSCODE_PID: '7', VSCODE_PORTABLE: '/p', ELECTRON_RUN_AS_NODE: '1' };

  it("is the host's without the editor's own variables", () => {
    assert.deepEqual(terminalVariables(host, undefined, 'linux'), { HTTP_PROXY: 'http://host:1', PATH: '/bin', VSCODE_PORTABLE: '/p' });
  });

  it('is changed by the setting, where null unsets', () => {
    const set = { HTTP_PROXY: null, HTTPS_PROXY: 'http://set:2', EMPTY: '' };
    const { HTTP_PROXY, HTTPS_PROXY, EMPTY } = terminalVariables(host, set, 'linux');
    assert.deepEqual([HTTP_PROXY, HTTPS_PROXY, EMPTY], [undefined, 'http://set:2', '']);
  });

  it('knows that only Windows takes names in any case', () => {
    assert.equal(terminalVariables(host, { http_proxy: 'http://set:2' }, 'win32')['HTTP_PROXY'], 'http://set:2');
    assert.equal(terminalVariables(host, { http_proxy: null }, 'win32')['HTTP_PROXY'], undefined);
    assert.equal(terminalVariables(host, { http_proxy: 'http://set:2' }, 'linux')['HTTP_PROXY'], 'http://host:1');
  });

  it('resolves ${env:NAME}', () => {
    assert.equal(terminalVariables(host, { P: '${env:PATH}:/mine${env:NONE}' }, 'linux')['P'], '/bin:/mine');
  });

  for (const bad of [null, 'text', 7, [], { A: 1, B: {}, C: undefined }]) {
    it(`ignores ${JSON.stringify(bad)}`, () => assert.deepEqual(terminalVariables({ X: '1' }, bad, 'linux'), { X: '1' }));
  }
});
