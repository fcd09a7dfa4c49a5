import assert from 'node:assert/strict';
import { debugEnvironment, debugTypes, envFileNames, type LaunchConfiguration } from '../../../../src/editor/shim/debug-types.ts';

const ours = [['http_proxy', 'shim'], ['HTTP_PROXY', 'shim'], ['NO_PROXY', 'localhost']] as const;
const all = Object.fromEntries(ours);
const given = (configuration: LaunchConfiguration, fileNames: string[] = []) => debugEnvironment(configuration, ours, fileNames);

describe('the environment of a debug session', () => {
  for (const [what, configuration, expected] of [
    ['the debug console', { type: 'node', request: 'launch', console: 'internalConsole' }, all],
    ['the console that is usual', { type: 'pwa-node', request: 'launch' }, all],
    ['a terminal outside of the editor', { type: 'node', request: 'launch', console: 'externalTerminal' }, all],
    ['a terminal of the editor, which has it', { type: 'node', request: 'launch', console: 'integratedTerminal' }, undefined],
    ['a terminal by usage', { type: 'debugpy', request: 'launch' }, undefined],
    ['another word for a terminal', { type: 'lldb', request: 'launch', terminal: 'integrated' }, undefined],
    ['another word for the console', { type: 'lldb', request: 'launch', terminal: 'console' }, all],
    ['no choice of consoles', { type: 'php', request: 'launch' }, all],
    ['a program that runs already', { type: 'node', request: 'attach' }, undefined],
    ['no request', { type: 'node' }, undefined],
    ['a browser', { type: 'chrome', request: 'launch' }, undefined],
    ['an extension', { type: 'extensionHost', request: 'launch' }, undefined],
    ['an environment that is none', { type: 'go', request: 'launch', env: 'A=B' }, undefined],
    ['entries of the user', { type: 'go', request: 'launch', env: { PATH: '/bin', Http_Proxy: 'mine', NO_PROXY: null } }, { PATH: '/bin', Http_Proxy: 'mine', NO_PROXY: null }],
  ] as const) {
    it(`is right for ${what}`, () => assert.deepEqual(given(configuration), expected));
  }

  it('leaves alone what the file of the configuration sets', () => {
    const names = envFileNames('# http_proxy=no\nexport https_proxy = x\n  NO_PROXY=a.test\r\nBAD LINE\n');
    assert.deepEqual(names, ['https_proxy', 'NO_PROXY']);
    assert.deepEqual(given({ type: 'node', request: 'launch' }, names), { http_proxy: 'shim', HTTP_PROXY: 'shim' });
  });

  it('is known of each debugger once, with a source', () => {
    assert.equal(new Set(debugTypes.map(({ type }) => type)).size, debugTypes.length);
    for (const { source, console, usual } of debugTypes) {
      assert.notEqual(source, '');
      assert.equal(console === undefined, usual === undefined);
    }
  });
});
