/** Drives one real workbench window the way a person does: palette, status bar, quick picks, the inspector. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Frame, Locator, Page } from 'playwright-core';
import { projectFolder } from './project.js';

const extensionId = 'gatehouse.gatehouse';
const screenshotFolder = path.join(projectFolder, 'out', 'screenshots');

/** Ms; a limit here is for what hangs, not for a machine that is busy. */
const longMs = 90_000;

/** What the status bar item shows, and what a screen reader says of it. */
export interface StatusItem {
  text: string;
  label: string;
}

/** One window. Every wait ends in an error that says what was waited for. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Resolves when the window is up and Gatehouse's status bar item is there. */
  async ready(timeoutMs = 180_000): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: timeoutMs });
    await this.statusLocator().waitFor({ timeout: timeoutMs });
  }

  /** Runs a palette command by its title as the palette shows it, such as `Gatehouse: Diagnose`. */
  async runCommand(title: string): Promise<void> {
    const row = await this.findInPalette(title);
    await row.click();
    // The palette is gone, or the command's own box has taken its place.
    await this.page.waitForFunction(
      () => {
        const box = document.querySelector<HTMLInputElement>('.quick-input-widget input.input');
        return !box || box.offsetParent === null || !box.value.startsWith('>');
      },
      undefined,
      { timeout: longMs },
    );
  }

  /** The titles that the palette offers for a search, as far as they are on screen. */
  async paletteTitles(search: string): Promise<string[]> {
    const input = await this.openPalette();
    await input.fill(`>${search}`);
    await this.page.waitForTimeout(600);
    const labels = await this.page.locator('.quick-input-widget .quick-input-list-row .label-name').allTextContents();
    await this.page.keyboard.press('Escape');
    return labels;
  }

  /** Chooses a row of the quick pick that is open. */
  async pick(label: string | RegExp): Promise<void> {
    const row = this.quickPickRow(label);
    await row.waitFor({ timeout: longMs });
    await row.click();
  }

  /** Runs a palette command and chooses a row of the quick pick it opens, which a busy window may take away again. */
  async runAndPick(title: string, label: string | RegExp): Promise<void> {
    const row = this.quickPickRow(label);
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.runCommand(title);
      const picked = await row.click({ timeout: 30_000 }).then(
        () => true,
        () => false,
      );
      if (picked) return;
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`${title} did not offer ${String(label)}; it shows: ${await this.quickInputText()}`);
  }

  /** Types into the filter of the open quick pick. */
  async search(text: string): Promise<void> {
    await this.page.locator('.quick-input-widget input.input').fill(text);
  }

  /** The labels of the open quick pick. */
  async picks(): Promise<string[]> {
    await this.page.locator('.quick-input-widget .quick-input-list-row').first().waitFor({ timeout: longMs });
    return this.page.locator('.quick-input-widget .quick-input-list-row .label-name').allTextContents();
  }

  /** Types into the open input box and accepts it. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor({ timeout: longMs });
    await input.fill(text);
    await input.press('Enter');
  }

  async statusItem(): Promise<StatusItem> {
    const item = this.statusLocator();
    const text = (await item.textContent()) ?? '';
    const label =
      (await item.getAttribute('aria-label')) ?? (await item.locator('a').first().getAttribute('aria-label')) ?? '';
    return { text: text.trim(), label };
  }

  /** Waits until the status bar item's text matches. */
  async waitForStatus(pattern: RegExp, timeoutMs = longMs): Promise<StatusItem> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const status = await this.statusItem();
      if (pattern.test(status.text)) return status;
      if (Date.now() > until)
        throw new Error(`The status bar did not come to ${pattern} in ${timeoutMs} ms; it says: ${status.text}`);
      await this.page.waitForTimeout(100);
    }
  }

  async clickStatusItem(): Promise<void> {
    await this.statusLocator().click();
  }

  /** What the status bar item's hover says. */
  async statusTooltip(): Promise<string> {
    await this.statusLocator().hover();
    const hover = this.page.locator('.monaco-hover').first();
    await hover.waitFor({ timeout: longMs });
    return (await hover.innerText()).trim();
  }

  /** Points at the status bar item and clicks a link of its hover, such as `Diagnose`. */
  async clickInTooltip(link: string): Promise<void> {
    await this.statusTooltip();
    await this.page.locator('.monaco-hover a', { hasText: link }).first().click();
  }

  /** The document inside Gatehouse's panel. A webview is a frame in a frame; the inner one holds the page. */
  async inspector(timeoutMs = longMs): Promise<Frame> {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const outer = this.page.frames().filter((frame) => frame.url().includes(`extensionId=${extensionId}`));
      for (const frame of outer.reverse()) {
        const inner = frame.childFrames()[0];
        const drawn = await inner
          ?.evaluate(() => (document.body?.innerText ?? '').trim().length > 0)
          .catch(() => false);
        if (inner && drawn) return inner;
      }
      if (Date.now() > until) throw new Error(`The inspector did not show within ${timeoutMs} ms. ${await this.whatIsOpen()}`);
      await this.page.waitForTimeout(100);
    }
  }

  /** For the message of a failed wait: on a machine that nobody can look at, it is all there is. */
  private async whatIsOpen(): Promise<string> {
    const { page } = this;
    const tabs = await page.locator('.tabs-container .tab').allInnerTexts();
    const parts = await page.locator('.composite-bar .action-item.checked, .title-label').allInnerTexts();
    const texts = await page.locator('.notification-list-item-message').allInnerTexts();
    const frames = await Promise.all(
      page.frames().map(async (frame) => {
        const state = await frame.evaluate(() => `${document.readyState} ${(document.body?.innerText ?? '').length}`).catch(String);
        return `${frame.url().replace(/^.*?([^/]*)$/, '$1').slice(0, 120)} (${state.split('\n')[0]})`;
      }),
    );
    return `Tabs: ${tabs.join(', ')}. Panels: ${parts.join(', ')}. Notices: ${texts.join(' | ')}. Frames: ${frames.join('; ')}`;
  }

  /** Waits until the inspector's visible text matches. */
  async waitForInspector(pattern: RegExp, timeoutMs = longMs): Promise<string> {
    const until = Date.now() + timeoutMs;
    let text = '';
    for (;;) {
      text = await this.inspector()
        .then((frame) => frame.evaluate(() => document.body.innerText))
        .catch((error: unknown) => text || String(error));
      if (pattern.test(text)) return text;
      if (Date.now() > until)
        throw new Error(
          `The inspector did not come to ${pattern} in ${timeoutMs} ms; it says:\n${text.slice(0, 1500)}`,
        );
      await this.page.waitForTimeout(150);
    }
  }

  /**
   * Replaces the user's own settings in the editor's page for them, which is the one place that the editor itself
   * watches. Needs `workbench.editor.useModal` to be off.
   */
  async writeUserSettings(settings: Record<string, unknown>): Promise<void> {
    const { page } = this;
    await this.runCommand('Preferences: Open User Settings (JSON)');
    await page.locator('.tab.active', { hasText: 'settings.json' }).waitFor({ timeout: longMs });
    await page.locator('.editor-instance .monaco-editor .view-lines').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(JSON.stringify(settings));
    await page.keyboard.press('Control+S');
    await page.locator('.tab.active:not(.dirty)', { hasText: 'settings.json' }).waitFor({ timeout: longMs });
    await this.runCommand('View: Close Editor');
  }

  /** The texts of the notifications that are on screen. */
  async notifications(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allInnerTexts();
  }

  /** Reloads the window and waits until it is up again. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  /** Keeps a picture as test output in out/screenshots. Returns its file. */
  async screenshot(name: string): Promise<string> {
    fs.mkdirSync(screenshotFolder, { recursive: true });
    const file = path.join(screenshotFolder, `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /**
   * Opens the palette, searches for a title and gives its row. A busy window may take the palette away again, or empty
   * its box after something was written into it: then it is opened and written again.
   */
  private async findInPalette(title: string): Promise<Locator> {
    const row = this.quickPickRow(title);
    for (let attempt = 0; attempt < 6; attempt++) {
      const input = await this.openPalette();
      await input.fill(`>${title}`, { timeout: 10_000 }).catch(() => undefined);
      const found = await row.waitFor({ timeout: 10_000 }).then(
        () => true,
        () => false,
      );
      if (found) return row;
      await this.page.keyboard.press('Escape');
    }
    throw new Error(`The palette has no ${title}; it shows: ${await this.quickInputText()}`);
  }

  private async quickInputText(): Promise<string> {
    return (await this.page.locator('.quick-input-widget').allInnerTexts()).join(' | ').slice(0, 500);
  }

  private async openPalette(): Promise<Locator> {
    const input = this.page.locator('.quick-input-widget input.input');
    // A window that has just opened may drop the first key press.
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.page.keyboard.press('F1');
      const open = await input.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
      if (open) return input;
    }
    throw new Error('The command palette did not open.');
  }

  private quickPickRow(label: string | RegExp): Locator {
    const exact =
      typeof label === 'string' ? new RegExp(`^\\s*${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`) : label;
    const rows = this.page.locator('.quick-input-widget .quick-input-list-row');
    return rows.filter({ has: this.page.locator('.label-name', { hasText: exact }) }).first();
  }

  private statusLocator(): Locator {
    return this.page.locator(`.statusbar-item[id^="${extensionId}."]`).first();
  }
}
