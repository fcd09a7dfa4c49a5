/** Real extension hosts in the browser build, one at a time, that do what they are told. For use inside a namespace. */
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { browser } from '../../workbench/browser.js';
import { createProfile } from '../../workbench/profile.js';
import { startServer } from '../../workbench/server.js';

/** An extension host; what it can be told is in `driver.cjs`. */
export interface Host {
  order(order: object): Promise<string>;
  close(): Promise<void>;
}

/** The editor, without a host yet. */
export interface Editor {
  /** Opens a window whose extension host has these variables beside the usual ones. */
  openHost(environment: Readonly<Record<string, string>>): Promise<Host>;
  close(): Promise<void>;
}

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export async function startEditor(): Promise<Editor> {
  const profile = createProfile();
  const socketFile = path.join(profile.folder, 'orders.sock');
  const environmentFile = path.join(profile.folder, 'environment.json');
  const extension = path.join(profile.folder, 'driver');
  fs.mkdirSync(extension);
  fs.copyFileSync(file('driver.cjs'), path.join(extension, 'driver.cjs'));
  const manifest = { name: 'driver', publisher: 'gatehouse', version: '0.0.1', engines: { vscode: '*' } };
  fs.writeFileSync(path.join(extension, 'package.json'), JSON.stringify(manifest));

  const server = await startServer(profile, {
    testDriver: true,
    bareHost: true,
    nodeFlags: ['--import', file('host-environment.mjs')],
    env: { GATEHOUSE_HOST_ENVIRONMENT: environmentFile, GATEHOUSE_ORDERS: socketFile, HOME: profile.folder },
  });
  const { program, flags } = await browser();
  const window = await chromium.launch({ executablePath: program, args: [...flags, '--no-proxy-server'] });
  return {
    openHost: async (environment) => {
      fs.writeFileSync(environmentFile, JSON.stringify(environment));
      const orders = net.createServer();
      await new Promise<void>((resolve) => orders.listen(socketFile, resolve));
      const connected = new Promise<net.Socket>((resolve, reject) => {
        orders.once('connection', resolve);
        const late = (): void => reject(new Error(`no extension host within 60 s\n${server.output().slice(-2_000)}`));
        setTimeout(late, 60_000).unref();
      });
      const page = await window.newPage();
      await page.goto(
        server.urlWith({ extensionDevelopmentPath: extension, extensionTestsPath: path.join(extension, 'driver.cjs') }),
      );
      const socket = await connected;
      const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
      return {
        async order(order) {
          socket.write(`${JSON.stringify(order)}\n`);
          const { value, done } = (await answers.next()) as IteratorResult<string>;
          if (done) throw new Error(`the extension host ended at ${JSON.stringify(order)}`);
          return String(JSON.parse(value));
        },
        async close() {
          socket.destroy();
          orders.close();
          await page.close();
        },
      };
    },
    close: () => window.close(),
  };
}
