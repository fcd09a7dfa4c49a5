/** Applies fixes in the inspector and takes them back, the way a user does. */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { OpenWindow } from '../workbench/window.ts';
import { afterRun, content, diagnose } from './inspector-page.ts';

/** Settings that a test writes for itself. */
const networkIds = [
  'http.proxy',
  'http.noProxy',
  'http.proxyStrictSSL',
  'http.proxySupport',
  'http.fetchAdditionalSupport',
  'http.systemCertificates',
  'terminal.integrated.env.linux',
];

/** The fixes on one window's inspector, which has to be open. */
export class FixPage {
  readonly #window: OpenWindow;

  constructor(window: OpenWindow) {
    this.#window = window;
  }

  async pressApply(findingId: string, title: string): Promise<void> {
    const frame = await this.#window.workbench.inspector();
    await frame.locator(`.finding[data-finding="${findingId}"] .apply-fix[aria-label$="${title}"]`).first().click();
  }

  /** Applies a fix and waits until the diagnosis after it is over. */
  async apply(findingId: string, title: string): Promise<void> {
    const { page, workbench } = this.#window;
    await afterRun(workbench, async () => {
      await this.pressApply(findingId, title);
      await page.locator('.monaco-dialog-box a.monaco-button, .monaco-dialog-box button', { hasText: 'Apply' }).click();
    });
    const frame = await workbench.inspector();
    await frame.waitForFunction(() => {
      const newest = document.querySelector('.applied-fixes li');
      return newest !== null && newest.getAttribute('data-outcome') !== 'checking';
    });
  }

  /** Undoes the newest fix. */
  async undo(): Promise<void> {
    await afterRun(this.#window.workbench, (frame) => frame.locator('.undo-fix').first().click());
  }

  /** The fixes in force, newest first. */
  async applied(): Promise<[title: string, outcome: string][]> {
    const frame = await this.#window.workbench.inspector();
    return frame.locator('.applied-fixes li').evaluateAll((items) =>
      items.map((item) => [item.querySelector('.fix-title')?.textContent ?? '', item.getAttribute('data-outcome') ?? '']),
    );
  }

  async findingIds(): Promise<string[]> {
    return (await content(this.#window.workbench)).findings.map(({ id }) => id);
  }

  /** A finding is shown, with this in its detail. */
  async assertDetail(id: string, detail: RegExp): Promise<void> {
    const { findings } = await content(this.#window.workbench);
    assert.match(findings.find((one) => one.id === id)?.detail ?? `no finding ${id}`, detail);
  }

  /** What the preview of a fix shows, both sides. */
  async diffText(): Promise<string> {
    const editors = this.#window.page.locator('.monaco-diff-editor .view-lines');
    await editors.first().waitFor();
    return (await editors.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  }

  /** Writes these network settings and none of the others, and diagnoses with them. */
  async given(settings: Record<string, unknown>): Promise<void> {
    await this.write(settings);
    await diagnose(this.#window.workbench);
  }

  async write(settings: Record<string, unknown>): Promise<void> {
    const others = Object.entries(this.#window.profile.userSettings()).filter(([id]) => !networkIds.includes(id));
    await this.#window.workbench.writeUserSettings({ ...Object.fromEntries(others), ...settings });
  }

  async assertSetting(id: string, wanted: unknown): Promise<void> {
    // The page draws a moment after a run has ended.
    for (const late = Date.now() + 15_000; Date.now() < late; await new Promise((resolve) => setTimeout(resolve, 100))) {
      if (isDeepStrictEqual(await this.setting(id), wanted)) return;
    }
    assert.deepEqual(await this.setting(id), wanted);
  }

  /** A setting as the last diagnosis saw it; undefined where it has its default. */
  async setting(id: string): Promise<unknown> {
    const frame = await this.#window.workbench.inspector();
    const text = await frame.locator('.probe:has(#probe-proxy-environment) .evidence pre').textContent();
    const { settings } = JSON.parse(text ?? '{}') as { settings: { editor: { id: string; value: unknown; scope: string }[] } };
    const found = settings.editor.find((one) => one.id === id);
    return !found || found.scope === 'default' ? undefined : found.value;
  }
}
