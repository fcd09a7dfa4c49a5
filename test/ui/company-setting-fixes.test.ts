/**
 * Fixes for settings of the editor, for a gateway inside a company: its authority is private, and there is a proxy that
 * opens TLS and whose root only the system's store has, or one that alone knows the way.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as tls from 'node:tls';
import { startConnectProxy, startLab } from '../../src/lab/lab.ts';
import type { ConnectProxy, Lab } from '../../src/lab/lab.ts';
import { temporaryFolder } from '../workbench/lifetime.js';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { FixPage } from './fix-page.ts';
import { content, diagnose } from './inspector-page.ts';
import { startTlsFront, type TlsFront } from './tls-front.ts';

/** The gateway's address, and one at which nobody listens here. */
const [served, unserved] = ['127.0.0.2', '127.0.0.3'];

describe('fixes for settings of the editor inside a company, in a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let gateway: TlsFront;
  let box: TlsFront;
  let inspecting: ConnectProxy;
  let leading: ConnectProxy;
  let window: OpenWindow;
  let fixes: FixPage;

  before(async () => {
    lab = await startLab();
    const common = { host: served, addresses: [served, unserved], labPort: lab.port };
    gateway = await startTlsFront({ ...common, issuer: { commonName: 'Acme Services Root', organization: 'Acme' } });
    box = await startTlsFront({ ...common, issuer: { commonName: 'Acme Inspection Root', organization: 'Acme' } });
    inspecting = await startConnectProxy({ connectTo: () => ({ host: served, port: box.port }) });
    leading = await startConnectProxy({ connectTo: () => ({ host: served, port: gateway.port }) });
    const home = temporaryFolder('home');
    const [extra, system] = [path.join(home, 'acme.pem'), path.join(home, 'system.pem')];
    fs.writeFileSync(extra, gateway.caPem);
    // OpenSSL's way to name the system's store, which the editor reads by Node (tls.getCACertificates('system')).
    fs.writeFileSync(system, [...tls.rootCertificates.slice(0, 5), gateway.caPem, box.caPem].join('\n'));
    window = await openWindow({
      env: {
        HOME: home,
        SHELL: '/bin/sh',
        npm_config_userconfig: `${home}/.npmrc`,
        NODE_EXTRA_CA_CERTS: extra,
        SSL_CERT_FILE: system,
        HTTPS_PROXY: leading.url,
        https_proxy: leading.url,
        no_proxy: '',
        NO_PROXY: '',
      },
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': baseUrl(served),
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        'workbench.reduceMotion': 'on',
        'workbench.quickOpen.closeOnFocusLost': false,
        'workbench.editor.useModal': 'off',
      },
    });
    fixes = new FixPage(window);
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.workbench.runCommand('Gatehouse: Show Inspector');
  });

  after(async () => {
    await window?.close();
    await leading?.close();
    await inspecting?.close();
    await box?.close();
    await gateway?.close();
    await lab?.close();
  });

  it('lets the editor use the certificates of the system', async () => {
    const refused = /^https module of the extension host: UNABLE_TO_VERIFY_LEAF_SIGNATURE .* fetch of the extension host: UNABLE_TO_VERIFY_LEAF_SIGNATURE .* undici in a bundle of its own: 200, direct\./;
    await fixes.given({ 'http.proxy': inspecting.url, 'http.systemCertificates': false });
    const before = window.profile.userSettings();
    await fixes.assertDetail('stacks-disagree', refused);
    const title = 'Let the editor use the certificates of the system';
    await fixes.apply('stacks-disagree', title);
    assert.deepEqual(window.profile.userSettings(), { ...before, 'http.systemCertificates': true });
    assert.deepEqual((await fixes.applied())[0], [title, 'cured']);
    assert.ok(!(await fixes.findingIds()).includes('stacks-disagree'));
    assert.equal((await content(window.workbench)).state, 'healthy');
    await fixes.undo();
    assert.deepEqual(window.profile.userSettings(), before);
    assert.deepEqual(await fixes.applied(), []);
    await fixes.assertDetail('stacks-disagree', refused);
  });

  it('switches the proxy support of the editor on', async () => {
    const { workbench } = window;
    await fixes.write({ 'http.proxySupport': 'off' });
    await workbench.runAndPick('Gatehouse: Select Gateway', /Another gateway/);
    await workbench.answer(baseUrl(unserved));
    const frame = await workbench.inspector();
    await frame.locator('.base-url', { hasText: baseUrl(unserved) }).waitFor();
    const ways = (way: string): RegExp => new RegExp(`https module of the extension host: ${way}\\. fetch of the extension host: ${way}\\.`);
    const astray = ways('ECONNREFUSED \\([^)]*\\), direct');
    assert.equal((await diagnose(workbench)).state, 'down');
    await fixes.assertDetail('stacks-disagree', astray);
    const before = window.profile.userSettings();
    const title = 'Switch the proxy support of the editor on';
    await fixes.apply('stacks-disagree', title);
    assert.deepEqual(window.profile.userSettings(), { ...before, 'http.proxySupport': 'override' });
    assert.deepEqual((await fixes.applied())[0], [title, 'cured']);
    // Programs that know no proxy still fail, which no setting of the editor changes: that is another sentence.
    await fixes.assertDetail('stacks-disagree', ways(`200, through ${leading.url}`));
    assert.equal((await content(workbench)).state, 'degraded');
    await fixes.undo();
    assert.deepEqual(window.profile.userSettings(), before);
    assert.deepEqual(await fixes.applied(), []);
    await fixes.assertDetail('stacks-disagree', astray);
    assert.equal((await content(workbench)).state, 'down');
  });

  function baseUrl(address: string): string {
    return `https://${address}:${gateway.port}/api/v1`;
  }
});
