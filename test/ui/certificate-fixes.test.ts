import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLab, startResigningProxy } from '../../src/lab/lab.ts';
import type { Lab, ResigningProxy } from '../../src/lab/lab.ts';
import { temporaryFolder } from '../workbench/lifetime.js';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { seriousViolations } from './accessibility.ts';
import { afterRun, diagnose } from './inspector-page.ts';

const host = 'openrouter.ai';
const setting = 'terminal.integrated.env.linux';

/** As the editor names them, and the class its webviews carry. */
const themes = [
  ['Default Light Modern', 'vscode-light'],
  ['Default High Contrast', 'vscode-high-contrast'],
  ['Default High Contrast Light', 'vscode-high-contrast-light'],
  ['Default Dark Modern', 'vscode-dark'],
] as const;

/** A Node program of its own that asks the host through the proxy; prints how the handshake ended. */
const client = `
const [, proxy, host] = process.argv;
const request = require('node:http').request({ port: new URL(proxy).port, host: '127.0.0.1', method: 'CONNECT', path: host + ':443' });
request.on('connect', (answer, socket) => {
  const secure = require('node:tls').connect({ socket, servername: host }, () => { console.log('accepted'); process.exit(); });
  secure.on('error', ({ code }) => { console.log(code); process.exit(); });
});
request.end();
`;

describe('a root that a company box sent, given to the programs of the terminals, in a real workbench', function () {
  this.timeout(300_000);
  let lab: Lab;
  let proxy: ResigningProxy;
  let other: ResigningProxy;
  let window: OpenWindow;
  let root: X509Certificate;
  const home = temporaryFolder('home');
  const file = path.join(home, 'company root.pem');

  before(async () => {
    lab = await startLab();
    const connectTo = () => ({ host: '127.0.0.1', port: lab.port });
    const box = { sendRoot: true, verifyUpstream: false, connectTo };
    proxy = await startResigningProxy({ ...box, issuer: { commonName: 'Zscaler Root CA', organization: 'Zscaler Inc.' } });
    other = await startResigningProxy(box);
    root = new X509Certificate(proxy.caPem);
    window = await openWindow({
      env: { HOME: home, SHELL: '/bin/sh' },
      page: { permissions: ['clipboard-read', 'clipboard-write'] },
      settings: {
        'http.proxy': proxy.url,
        'files.simpleDialog.enable': true,
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        'workbench.reduceMotion': 'on',
        'workbench.quickOpen.closeOnFocusLost': false,
        'workbench.editor.useModal': 'off',
      },
    });
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.workbench.runCommand('Gatehouse: Show Inspector');
    await diagnose(window.workbench);
  });

  after(async () => {
    await window?.close();
    await other?.close();
    await proxy?.close();
    await lab?.close();
  });

  it('shows the certificates that were served, and copies them', async () => {
    const { page, workbench } = window;
    const frame = await workbench.inspector();
    await frame.locator('#certificates-proxy-1').click();
    const section = frame.locator('.certificates:has(#certificates-proxy-1)');
    const text = await section.innerText();
    assert.match(text, /openrouter\.ai\s+server, valid for \d+ more days/);
    assert.match(text, /Zscaler Root CA\s+root, valid for/);
    assert.ok(text.includes(root.fingerprint256) && text.includes(root.fingerprint));
    await section.scrollIntoViewIfNeeded();
    await workbench.screenshot('certificates');
    /** What is on the clipboard once it holds so many certificates. */
    const copied = async (count: number): Promise<string> => {
      for (const deadline = Date.now() + 60_000; ; await sleep(50)) {
        const text = await page.evaluate(async () => navigator.clipboard.readText());
        if (text.split('BEGIN CERTIFICATE').length === count + 1 || Date.now() > deadline) return text;
      }
    };
    await section.locator('.copy-chain').click();
    await frame.locator('[role=status]', { hasText: 'Copied.' }).waitFor();
    assert.ok((await copied(2)).includes(root.toString().trim()));
    await section.locator('.certificate', { hasText: 'Zscaler Root CA' }).last().locator('.copy-certificate').press('Enter');
    assert.equal(new X509Certificate(await copied(1)).fingerprint256, root.fingerprint256);
  });

  for (const [theme, kind] of themes) {
    it(`is accessible in ${theme} with the certificates open`, async () => {
      window.profile.writeSettings({ 'workbench.colorTheme': theme });
      const frame = await window.workbench.inspector();
      await frame.waitForFunction((wanted) => document.body.classList.contains(wanted), kind);
      assert.ok(await frame.locator('.certificate').first().isVisible());
      assert.deepEqual(await seriousViolations(frame), []);
    });
  }

  it('keeps the certificates of a company out of the report', async () => {
    const frame = await window.workbench.inspector();
    const evidence = await frame.locator('.probe:has(#probe-tls) .evidence pre').textContent();
    assert.ok(evidence?.includes(root.fingerprint256));
    assert.doesNotMatch(evidence ?? '', /BEGIN CERTIFICATE/);
  });

  it('writes nothing where somebody else has a file', async () => {
    const { page } = window;
    fs.writeFileSync(file, 'mine\n');
    await press();
    await choose(file);
    // The editor asks first, in the same box.
    await page.locator('.quick-input-widget', { hasText: 'already exists' }).waitFor();
    await page.locator('.quick-input-widget input.input').press('Enter');
    await page.locator('.notification-toast', { hasText: 'holds something else' }).waitFor();
    assert.equal(fs.readFileSync(file, 'utf8'), 'mine\n');
    assert.equal(window.profile.userSettings()[setting], undefined);
    fs.rmSync(file);
  });

  it('asks to compare the fingerprint, writes file and variable, and a real program accepts what it refused', async () => {
    const { page, workbench } = window;
    assert.equal(await outcome(proxy, {}), 'SELF_SIGNED_CERT_IN_CHAIN');
    await afterRun(workbench, async () => {
      await press();
      await choose(file);
      const box = page.locator('.monaco-dialog-box');
      await box.waitFor();
      assert.match(await box.innerText(), /Compare its SHA-256 fingerprint with the one your IT department/);
      assert.ok((await box.innerText()).includes(root.fingerprint256));
      await workbench.screenshot('fix-root-preview');
      const shown = await diffText();
      for (const words of [/NODE_EXTRA_CA_CERTS/, /company root\.pem is not there/, /Node 24: refuses/, /Node 24: accepts/]) assert.match(shown, words);
      assert.ok(!fs.existsSync(file), 'nothing is written before');
      await box.locator('a.monaco-button, button', { hasText: 'I Compared the Fingerprint' }).click();
    });
    const frame = await workbench.inspector();
    await frame.waitForFunction(() => !['checking', undefined].includes(document.querySelector<HTMLElement>('.applied-fixes li')?.dataset['outcome']));
    assert.equal(await frame.locator('.applied-fixes li').first().getAttribute('data-outcome'), 'cured');
    assert.match(await frame.locator('.applied-fixes .outcome-word').first().innerText(), /accept the certificate in new terminals/);
    const written = window.profile.userSettings()[setting] as Record<string, string>;
    assert.equal(written['NODE_EXTRA_CA_CERTS'], file);
    assert.deepEqual(Object.keys(written).filter((name) => !['NODE_EXTRA_CA_CERTS', 'DENO_CERT', 'CODEX_CA_CERTIFICATE'].includes(name)), []);
    assert.equal(new X509Certificate(fs.readFileSync(file)).fingerprint256, root.fingerprint256);
    assert.equal(await outcome(proxy, written), 'accepted');
    assert.equal(await outcome(other, written), 'SELF_SIGNED_CERT_IN_CHAIN', 'and no other box');
  });

  it('takes back the file and the variable', async () => {
    await afterRun(window.workbench, (frame) => frame.locator('.undo-fix').first().click());
    assert.ok(!fs.existsSync(file));
    assert.equal(window.profile.userSettings()[setting], undefined);
  });

  async function press(): Promise<void> {
    const frame = await window.workbench.inspector();
    await frame.locator('.finding[data-finding="tls-intercepted-untrusted"] .apply-fix[aria-label*="give Node, Deno and Codex the root"]').first().click();
  }

  /** Answers the dialog that asks for a file. */
  async function choose(target: string): Promise<void> {
    const input = window.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await window.page.waitForFunction(() => document.querySelector<HTMLInputElement>('.quick-input-widget input.input')?.value.includes('.gatehouse-zscaler-root-ca.pem'));
    await input.fill(target);
    await input.press('Enter');
  }

  async function diffText(): Promise<string> {
    const editors = window.page.locator('.monaco-diff-editor .view-lines');
    await editors.first().waitFor();
    return (await editors.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  }

  async function outcome(box: ResigningProxy, environment: Record<string, string>): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile(process.execPath, ['-e', client, box.url, host], { env: { PATH: process.env['PATH'], ...environment } }, (error, stdout) =>
        error ? reject(error) : resolve(stdout.trim()),
      );
    });
  }
});
