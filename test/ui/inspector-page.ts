/** Reads and drives the inspector's page in a workbench window. */
import type { Frame } from 'playwright-core';
import type { Workbench } from '../workbench/workbench.ts';

/** What the page shows when nothing runs. */
export interface InspectorContent {
  /** The verdict card's state; empty when there is no card. */
  state: string;
  /** The word on the card, such as "Degraded", and what is beside it: leg and confidence. */
  word: string;
  legAndConfidence: string;
  sentence: string;
  nextStep: string;
  /** "Checked just now in the ..." */
  checked: string;
  notices: string[];
  /** Names of the legs that the path strip marks as at fault. */
  atFault: string[];
  findings: { id: string; severity: string; leg: string; title: string; detail: string; nextSteps: string[] }[];
  probes: { id: string; status: string; summary: string }[];
}

/** What was on screen while a diagnosis ran: every progress sentence, and every status word of every row. */
export interface Progress {
  sentences: string[];
  statuses: string[];
}

/** Reads the page as a user would, from what is visible and from the names that assistive technology gets. */
export async function content(workbench: Workbench): Promise<InspectorContent> {
  const frame = await workbench.inspector();
  return frame.evaluate(() => {
    const text = (selector: string, from: ParentNode = document): string =>
      (from.querySelector(selector)?.textContent ?? '').replace(/\s+/g, ' ').trim();
    const all = (selector: string, from: ParentNode = document): Element[] => [...from.querySelectorAll(selector)];
    const words = (element: Element): string => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
    return {
      state: document.querySelector<HTMLElement>('.verdict[data-state]')?.dataset['state'] ?? '',
      word: text('.verdict .state-word'),
      legAndConfidence: text('.verdict h2 .meta'),
      sentence: text('.verdict .sentence'),
      nextStep: text('.verdict .next-step'),
      checked: text('.verdict > .meta'),
      notices: all('.notice').map(words),
      atFault: all('.leg.at-fault .leg-name').map(words),
      findings: all('.finding').map((finding) => ({
        id: (finding as HTMLElement).dataset['finding'] ?? '',
        severity: text('.finding-kind > span:not([aria-hidden]):not(.meta)', finding),
        leg: text('.finding-kind .meta', finding),
        title: text('h3', finding),
        detail: text('h3 + .detail', finding),
        nextSteps: all('.fixes li', finding).map(words),
      })),
      probes: all('.probe').map((probe) => ({
        id: (probe.querySelector('summary')?.id ?? '').replace(/^probe-/, ''),
        status: text('.status-word', probe),
        summary: text('.probe-summary', probe),
      })),
    };
  });
}

/**
 * Does what starts a diagnosis, waits until that one is over, and returns what the page shows then. The page counts the
 * diagnoses that have ended, so that neither one that was too quick to be drawn nor the verdict before it is mistaken.
 */
export async function afterRun(
  workbench: Workbench,
  start: (frame: Frame) => Promise<unknown>,
): Promise<InspectorContent> {
  const frame = await workbench.inspector();
  const before = await frame.evaluate(() => Number(document.querySelector('header')?.dataset['ended'] ?? 0));
  await start(frame);
  await frame.waitForFunction(
    (known) => {
      const state = document.querySelector<HTMLElement>('.verdict[data-state]')?.dataset['state'];
      const ended = Number(document.querySelector('header')?.dataset['ended'] ?? 0);
      return ended > known && state !== undefined && state !== 'running';
    },
    before,
    { timeout: 240_000 },
  );
  return content(workbench);
}

/** Presses the page's own Diagnose button and waits for its verdict; a run that is still going is waited out first. */
export async function diagnose(workbench: Workbench): Promise<InspectorContent> {
  const frame = await workbench.inspector();
  await frame.locator('.verdict[data-state=running]').waitFor({ state: 'detached' });
  return afterRun(workbench, () => frame.locator('#diagnose').click());
}

/** Waits until exactly these probes are the ones that run. The page follows the status bar, a moment later. */
export async function waitForRunning(workbench: Workbench, ids: readonly string[], timeoutMs: number): Promise<void> {
  const frame = await workbench.inspector();
  await frame.waitForFunction(
    (wanted) => {
      const running = [...document.querySelectorAll('.probe')]
        .filter((probe) => probe.querySelector('.status-word')?.textContent?.trim() === 'running')
        .map((probe) => probe.querySelector('summary')?.id.replace(/^probe-/, ''));
      return running.join() === wanted;
    },
    ids.join(),
    { timeout: timeoutMs },
  );
}

/** Notes all progress from now on; the function that comes back tells it. */
export async function watchProgress(workbench: Workbench): Promise<() => Promise<Progress>> {
  const frame = await workbench.inspector();
  const seen = await frame.evaluateHandle(() => {
    const sentences = new Set<string>();
    const statuses = new Set<string>();
    new MutationObserver(() => {
      const sentence = document.querySelector('.progress-text')?.textContent?.trim();
      if (sentence === undefined) return;
      sentences.add(sentence);
      for (const word of document.querySelectorAll('.status-word')) statuses.add(word.textContent?.trim() ?? '');
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    return { sentences, statuses };
  });
  return async () =>
    seen.evaluate(({ sentences, statuses }) => ({ sentences: [...sentences], statuses: [...statuses] }));
}
