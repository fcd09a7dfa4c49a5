import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ownLoopback, sharedVariables, surroundingsOf, type SurroundingFacts, type Surroundings, type Wsl } from '../../../src/path/surroundings.ts';

const wsl2 = '5.15.133.1-microsoft-standard-WSL2\n';

describe('what a process runs in', () => {
  const rows: readonly [what: string, facts: Partial<SurroundingFacts>, found: Surroundings][] = [
    ['a plain Linux', { kernelRelease: '6.8.0-45-generic\n' }, {}],
    ['WSL 2', { kernelRelease: wsl2, environment: { WSL_DISTRO_NAME: 'Ubuntu', WSL_INTEROP: '/run/WSL/9_interop' } }, { wsl: { distribution: 'Ubuntu', version: 2, shared: [] } }],
    ['WSL 2 by ssh, without its variables', { kernelRelease: wsl2 }, { wsl: { version: 2, shared: [] } }],
    ['WSL 1', { kernelRelease: '4.4.0-19041-Microsoft\n', environment: { WSL_DISTRO_NAME: 'Debian' } }, { wsl: { distribution: 'Debian', version: 1, shared: [] } }],
    ['WSL with a kernel of its own', { kernelRelease: '6.6.1-mine', environment: { WSL_INTEROP: '/run/WSL/9_interop' } }, { wsl: { shared: [] } }],
    ['a container of Docker Desktop, which has the kernel of WSL', { kernelRelease: wsl2, dockerFile: true }, { container: 'docker' }],
    ['a container whose kernel is not readable', { dockerFile: true }, { container: 'docker' }],
    ['Podman', { podmanFile: true, dockerFile: true }, { container: 'podman' }],
    ['a dev container', { dockerFile: true, environment: { REMOTE_CONTAINERS: 'true' } }, { container: 'dev-container' }],
    ['a codespace', { dockerFile: true, environment: { REMOTE_CONTAINERS: 'true', CODESPACES: 'true' } }, { container: 'codespace' }],
    ['a distribution that is run as a container of its own', { dockerFile: true, kernelRelease: wsl2, environment: { WSL_DISTRO_NAME: 'Ubuntu' } }, { container: 'docker', wsl: { distribution: 'Ubuntu', version: 2, shared: [] } }],
    ['Windows with the variables of an editor', { platform: 'win32', environment: { WSL_DISTRO_NAME: 'x', CODESPACES: 'true' } }, {}],
  ];
  for (const [what, facts, found] of rows) {
    it(what, () => assert.deepEqual(surroundingsOf({ platform: 'linux', environment: {}, dockerFile: false, podmanFile: false, ...facts }), found));
  }
});

describe('WSLENV', () => {
  it('names what bears on the network, with where it goes and whether paths are translated', () => {
    const listed = 'PATH/l:HTTPS_PROXY:NO_PROXY/u:NODE_EXTRA_CA_CERTS/up:SSL_CERT_DIR/l:http_proxy/w:ALL_PROXY/uw:SECRET_TOKEN/u::';
    assert.deepEqual(sharedVariables(listed), [
      { name: 'HTTPS_PROXY', into: 'both', path: false },
      { name: 'NO_PROXY', into: 'wsl', path: false },
      { name: 'NODE_EXTRA_CA_CERTS', into: 'wsl', path: true },
      { name: 'SSL_CERT_DIR', into: 'both', path: true },
      { name: 'http_proxy', into: 'windows', path: false },
      { name: 'ALL_PROXY', into: 'both', path: false },
    ]);
  });

  it('is read whatever it holds', () => {
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(sharedVariables(text))));
  });
});

describe('the loopback of WSL', () => {
  const rows: readonly [wsl: Omit<Wsl, 'shared'> | undefined, own: ReturnType<typeof ownLoopback>][] = [
    [undefined, 'no'],
    [{ version: 1 }, 'no'],
    [{ networkingMode: 'wsl1' }, 'no'],
    [{ version: 2, networkingMode: 'mirrored' }, 'no'],
    [{ version: 2, networkingMode: 'nat' }, 'yes'],
    [{ version: 2, networkingMode: 'virtioproxy' }, 'assumed'],
    [{ version: 2 }, 'assumed'],
    [{}, 'assumed'],
  ];
  for (const [wsl, own] of rows) it(`${JSON.stringify(wsl)}: ${own}`, () => assert.equal(ownLoopback(wsl && { ...wsl, shared: [] }), own));
});
