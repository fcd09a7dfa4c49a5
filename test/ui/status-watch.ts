import type { Page } from 'playwright-core';

/** Notes every text that Gatehouse's status bar item has from now on; the function that comes back tells them. */
export async function watchStatus(page: Page): Promise<() => Promise<string[]>> {
  const seen = await page.evaluateHandle(() => {
    const texts = new Set<string>();
    const note = (): void => {
      const item = document.querySelector('.statusbar-item[id^="gatehouse.gatehouse."]');
      if (item) texts.add((item.textContent ?? '').trim());
    };
    const bar = document.querySelector('.part.statusbar');
    if (bar) new MutationObserver(note).observe(bar, { subtree: true, childList: true, characterData: true });
    return texts;
  });
  return async () => seen.evaluate((texts) => [...texts]);
}
