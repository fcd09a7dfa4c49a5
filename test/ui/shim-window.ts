/** A window in which the shim can be switched on without touching anything of this user's, and what tells how it is. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { attachToShim } from '../../src/shim/control/attach.ts';
import { temporaryFolder } from '../workbench/lifetime.js';
import { openWindow, type OpenWindow } from '../workbench/window.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { startBehindProxy, type BehindProxy } from './behind-proxy.ts';

export interface ShimWindow {
  window: OpenWindow;
  rig: BehindProxy;
  /** The shim's own folder. */
  state: string;
  /** What runs, as its own file says. */
  running(): { port: number; pid: number };
  /** Ends the window, the shim and the rig. */
  close(): Promise<void>;
}

/** Opens a window whose `http.proxy` is one that knows a host which nobody else does. */
export async function openShimWindow(settings: Record<string, unknown> = {}): Promise<ShimWindow> {
  const state = temporaryFolder('state');
  const home = temporaryFolder('home');
  fs.writeFileSync(path.join(home, '.bashrc'), '');
  const rig = await startBehindProxy();
  const window = await openWindow({
    env: { HOME: home, SHELL: '/bin/bash', GATEHOUSE_STATE: state },
    settings: {
      'http.proxy': rig.proxyUrl,
      'workbench.colorTheme': 'Default Dark Modern',
      'window.autoDetectColorScheme': false,
      'workbench.reduceMotion': 'on',
      'terminal.integrated.defaultProfile.linux': 'bash',
      // It is a second terminal over the first.
      'terminal.integrated.stickyScroll.enabled': false,
      ...settings,
    },
  });
  return {
    window,
    rig,
    state,
    running: () => JSON.parse(fs.readFileSync(path.join(state, 'shim.json'), 'utf8')) as { port: number; pid: number },
    async close() {
      await window.close();
      const left = await attachToShim(state, { holder: 'terminal', label: 'end' }).catch(() => undefined);
      await left?.stop();
      await rig.close();
    },
  };
}

/** Waits until something is so. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>, limitMs = 40_000): Promise<void> {
  for (const lateMs = Date.now() + limitMs; !(await isSo()); ) {
    if (Date.now() > lateMs) throw new Error(`${what}: not so within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Waits until an entry of the status bar's menu reads so. */
export async function untilMenuSays(workbench: Workbench, pattern: RegExp): Promise<void> {
  let said: string[] = [];
  await until(`the menu says ${pattern}`, async () => {
    await workbench.clickStatusItem();
    await workbench.picks();
    said = await workbench.page.locator('.quick-input-widget .quick-input-list-row').allInnerTexts();
    await workbench.page.keyboard.press('Escape');
    return said.some((row) => pattern.test(row.replace(/\s+/g, ' ')));
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}; it said: ${said.join(' | ')}`);
  });
}

/** Whether a process is there. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
