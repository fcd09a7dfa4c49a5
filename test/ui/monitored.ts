/** Drives and reads monitoring in a workbench window, the way a user would. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { HistoryFile } from '../../src/gateways/health/history-file.ts';
import { historyKey } from '../../src/gateways/health/history-key.ts';
import type { HistoryEntry } from '../../src/gateways/health/history.ts';
import type { HealthState } from '../../src/gateways/health/signal.ts';
import type { Profile } from '../workbench/profile.js';
import type { OpenWindow } from '../workbench/window.ts';
import type { StatusItem, Workbench } from '../workbench/workbench.ts';

/** Failures closer together than 5 s count as one (docs/health.md). */
const apartMs = 5_300;

/** Longer than a check against this machine takes until the status bar shows it. */
const shownMs = 1_500;

/** Asks for a look at once, again and again, until the status bar matches. Returns what it says and how many it took. */
export async function lookUntil(workbench: Workbench, pattern: RegExp, most = 6): Promise<StatusItem & { looks: number }> {
  const said: string[] = [];
  for (let looks = 1; looks <= most; looks++) {
    await workbench.runCommand('Gatehouse: Check Now');
    const status = await workbench.waitForStatus(pattern, shownMs).catch(() => undefined);
    if (status) return { ...status, looks };
    said.push((await workbench.statusItem()).text);
    await workbench.page.waitForTimeout(apartMs - shownMs);
  }
  throw new Error(`The status bar did not come to ${pattern} with ${most} looks; it said: ${said.join(' | ')}`);
}

/** Whether the status bar item has a background of its own. */
export async function hasBackground(page: Page): Promise<boolean> {
  return page.locator('.statusbar-item[id^="gatehouse.gatehouse."].has-background-color').isVisible();
}

/** Notes every notification that comes up from now on; the function that comes back tells message and buttons of each. */
export async function watchNotifications(page: Page): Promise<() => Promise<string[]>> {
  const seen = await page.evaluateHandle(() => {
    const texts = new Map<Element, string>();
    const note = (): void => {
      for (const toast of document.querySelectorAll('.notifications-toasts .notification-toast')) {
        const all = (selector: string): Element[] => [...toast.querySelectorAll(selector)];
        const parts = [...all('.notification-list-item-message'), ...all('.monaco-button')];
        const text = parts.map((part) => (part.textContent ?? '').trim()).filter(Boolean);
        if (text.length > 0) texts.set(toast, text.join(' | '));
      }
    };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
    return texts;
  });
  return async () => seen.evaluate((texts) => [...texts.values()]);
}

/**
 * Writes into the user's own settings file alone. `profile.writeSettings` writes into the machine's, too, which would
 * outweigh what the user does afterwards.
 */
export function writeOwnSettings({ userDataFolder, userSettings }: Profile, changes: Record<string, unknown>): void {
  const file = path.join(userDataFolder, 'User', 'settings.json');
  fs.writeFileSync(file, JSON.stringify({ ...userSettings(), ...changes }, null, 2));
}

/** Where the window keeps histories: globalStorageUri of the browser build. */
export function historyFolder({ profile }: OpenWindow): string {
  return path.join(profile.userDataFolder, 'User', 'globalStorage', 'gatehouse.gatehouse', 'health');
}

/** Puts a made-up past of one of the user's own gateways on disk before monitoring starts: a check every ten minutes, up to three hours ago. */
export async function writePast(window: OpenWindow, gateway: { id: string; baseUrl: string }, hours: number): Promise<void> {
  const nowMs = Date.now();
  const gatewayId = historyKey({ ...gateway, userDefined: true });
  const file = new HistoryFile({ folder: historyFolder(window), gatewayId, now: () => nowMs });
  for (let agoMinutes = hours * 60; agoMinutes >= 180; agoMinutes -= 10) file.append(pastEntry(nowMs, agoMinutes));
  await file.flush();
}

function pastEntry(nowMs: number, agoMinutes: number): HistoryEntry {
  const hour = Math.floor(agoMinutes / 60);
  const state: HealthState = hour === 9 ? 'down' : hour === 14 ? 'degraded' : hour === 17 ? 'local-problem' : 'healthy';
  const failed = state === 'down' || state === 'local-problem';
  return {
    atMs: nowMs - agoMinutes * 60_000,
    source: 'active',
    state,
    latencyMs: failed ? null : 180 + 40 * (agoMinutes % 7) + (state === 'degraded' ? 4_000 : 0),
    kind: state === 'down' ? 'gateway-error' : null,
    leg: state === 'down' ? 'gateway' : state === 'local-problem' ? 'tcp' : null,
  };
}
