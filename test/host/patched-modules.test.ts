import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

/**
 * The editor replaces functions of Node's network modules for extensions, and what it puts there is called `patched`
 * (microsoft/vscode-proxy-agent, src/index.ts). The stacks that a diagnosis compares are the editor's only if that holds.
 */
describe('the network modules in the extension host', () => {
  const required = createRequire(__filename);

  for (const name of ['http', 'https']) {
    it(`${name} is the editor's own for CommonJS code, as extensions are`, () => {
      const { request } = required(name) as { request: { name: string } };
      assert.equal(request.name, 'patched');
    });
  }

  it('the global fetch is the editor\'s own, and the one it replaced is kept', () => {
    const globals = globalThis as { __vscodeOriginalFetch?: unknown };
    assert.equal(typeof globals.__vscodeOriginalFetch, 'function');
    assert.notEqual(globals.__vscodeOriginalFetch, globalThis.fetch);
  });
});
