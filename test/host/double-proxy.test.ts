import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { npmPackage } from '../peers/dialects/client.ts';
import { write } from './stage.ts';
import { startAsked, type Asked } from './who-was-asked.ts';

interface Axios {
  get(url: string, options: object): Promise<unknown>;
}

/**
 * axios reads the proxy variables by itself, on top of what the editor does. Up to 1.16.0 it asks the proxy for an
 * https address in the clear instead of opening a tunnel; see docs/proxy-in-the-editor.md.
 */
describe('axios in the extension host', function () {
  this.timeout(180_000);
  const lower = ['http_proxy', 'https_proxy', 'no_proxy', 'all_proxy'];
  const names = [...lower, ...lower.map((name) => name.toUpperCase())];
  const kept = names.map((name) => [name, process.env[name]] as const);
  let asked: Asked;
  before(async () => {
    asked = await startAsked();
    for (const name of names) delete process.env[name];
  });
  after(async () => {
    await write('http.proxy', undefined);
    for (const [name, value] of kept) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await asked.close();
  });

  async function who(version: string): Promise<string> {
    const folder = await npmPackage('axios', version);
    const built = path.join(folder, 'dist', 'node', 'axios.cjs');
    const axios = createRequire(__filename)(existsSync(built) ? built : folder) as Axios;
    asked.take();
    const url = `https://${asked.gateway.host}:${asked.gateway.port}/v1/models`;
    await axios.get(url, { timeout: 5_000 }).catch(() => undefined);
    return asked.take().join(' and ');
  }

  for (const [version, withVariables] of [['1.7.9', 'absolute'], ['1.16.1', 'connect']] as const) {
    it(`${version} opens a tunnel when only the editor knows the proxy`, async () => {
      await write('http.proxy', asked.proxyUrl);
      delete process.env['https_proxy'];
      assert.equal(await who(version), 'connect');
    });

    it(`${version} with proxy variables: ${withVariables}`, async () => {
      await write('http.proxy', asked.proxyUrl);
      process.env['https_proxy'] = asked.proxyUrl;
      assert.equal(await who(version), withVariables);
    });
  }
});
