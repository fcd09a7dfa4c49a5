import type { Page } from 'playwright-core';

/**
 * Waits until the browser build has written which editors are open, the inspector among them. It writes that once a
 * minute, and when a page is left only if the browser gives it the time.
 */
export async function waitForStoredInspector(page: Page): Promise<void> {
  await waitForStoredState(page, 'memento/workbench.parts.editor', 'gatehouse.inspector', 150_000);
}

/**
 * Waits until the browser build has written a stored state, an extension's by its id, that contains a text. It keeps state in the
 * browser's IndexedDB and writes a moment after the extension asked, so a reload at once would lose it
 * (microsoft/vscode, src/vs/workbench/services/storage/browser/storageService.ts).
 */
export async function waitForStoredState(page: Page, key: string, text: string, timeoutMs = 60_000): Promise<void> {
  const untilMs = Date.now() + timeoutMs;
  while (!(await storedStates(page, key)).some((state) => state.includes(text))) {
    if (Date.now() > untilMs) throw new Error(`The editor did not store "${text}" within ${timeoutMs} ms.`);
    await page.waitForTimeout(100);
  }
}

async function storedStates(page: Page, stored: string): Promise<string[]> {
  return page.evaluate(async (key) => {
    const answer = async <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(request.error?.message));
      });
    const found: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames) {
        const value: unknown = await answer(database.transaction(store).objectStore(store).get(key));
        if (typeof value === 'string') found.push(value);
      }
      database.close();
    }
    return found;
  }, stored);
}
