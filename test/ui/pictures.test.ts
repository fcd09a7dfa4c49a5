/**
 * The pictures in the README, taken anew when GATEHOUSE_PICTURES=1 asks for it:
 *
 *   GATEHOUSE_PICTURES=1 node test/run.js ui --only pictures
 */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startLab, startResigningProxy } from '../../src/lab/lab.ts';
import type { Lab, ResigningProxy } from '../../src/lab/lab.ts';
import { projectFolder } from '../workbench/project.js';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { diagnose } from './inspector-page.ts';
import { writePast } from './monitored.ts';

const folder = path.join(projectFolder, 'docs', 'pictures');
const maxPictureBytes = 200_000;
/** So that the picture shows the port that such proxies really have. */
const proxyPort = 8080;

if (process.env['GATEHOUSE_PICTURES'] === '1') {
  describe('the pictures in the README', function () {
    this.timeout(300_000);
    let lab: Lab;
    let proxy: ResigningProxy;
    let window: OpenWindow;

    before(async () => {
      fs.mkdirSync(folder, { recursive: true });
      lab = await startLab();
      proxy = await startResigningProxy({
        port: proxyPort,
        issuer: { commonName: 'Zscaler Root CA', organization: 'Zscaler Inc.' },
        verifyUpstream: false,
        connectTo: () => ({ host: '127.0.0.1', port: lab.port }),
      });
      window = await openWindow({
        page: { viewport: { width: 1080, height: 800 }, deviceScaleFactor: 1.4 },
        settings: {
          'http.proxy': proxy.url,
          'window.autoDetectColorScheme': false,
          'workbench.colorTheme': 'Default Dark Modern',
          'workbench.reduceMotion': 'on',
        },
      });
      await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
      await window.workbench.runCommand('Gatehouse: Show Inspector');
    });

    after(async () => {
      await window?.close();
      await proxy?.close();
      await lab?.close();
    });

    it('inspector.png shows a company box that re-signs TLS', async () => {
      const { page, workbench } = window;
      const { state, findings } = await diagnose(workbench);
      assert.deepEqual([state, findings[0]?.id], ['down', 'tls-intercepted-untrusted']);
      await workbench.waitForStatus(/OpenRouter: down, TLS/);
      await page.mouse.move(600, 600);
      keep('inspector.png', await page.screenshot());
    });

    it('status-bar.png shows the item and its table', async () => {
      const { page, workbench } = window;
      await workbench.runCommand('View: Close Editor');
      await workbench.statusTooltip();
      const table = await page.locator('.monaco-hover:visible').first().boundingBox();
      const bar = await page.locator('.part.statusbar').boundingBox();
      assert.ok(table && bar);
      const top = table.y - 12;
      const clip = { x: 0, y: top, width: table.x + table.width + 16, height: bar.y + bar.height - top };
      keep('status-bar.png', await page.screenshot({ clip }));
    });

    it('health.png shows a day of a watched gateway', async () => {
      const { page, workbench } = window;
      const own = await startLab();
      try {
        // The past is made up, as the practice gateway is.
        await writePast(window, { id: 'ours', baseUrl: own.baseUrl }, 24);
        window.profile.writeSettings({
          'gatehouse.gateways': [{ id: 'ours', title: 'Our gateway', baseUrl: own.baseUrl }],
          'gatehouse.monitoring.gateways': ['ours'],
          'http.proxy': '',
        });
        await workbench.runCommand('Gatehouse: Show Inspector');
        await workbench.runCommand('Gatehouse: Start Monitoring');
        const frame = await workbench.inspector();
        await frame.locator('.gateway-health[data-state=healthy] .latency').waitFor({ timeout: 60_000 });
        await page.mouse.move(600, 600);
        const section = frame.locator('.health');
        await section.scrollIntoViewIfNeeded();
        keep('health.png', await section.screenshot());
      } finally {
        await own.close();
      }
    });
  });
}

function keep(name: string, picture: Buffer): void {
  assert.ok(picture.length < maxPictureBytes, `${name} has ${picture.length} bytes`);
  fs.writeFileSync(path.join(folder, name), picture);
}
