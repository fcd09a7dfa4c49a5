import * as assert from 'node:assert/strict';
import { scenarios, startLab, switchScenario } from '../../src/lab/lab.ts';
import type { Lab } from '../../src/lab/lab.ts';
import { openWindow } from '../workbench/window.ts';
import type { OpenWindow } from '../workbench/window.ts';
import { afterRun, content, diagnose, waitForRunning, watchProgress } from './inspector-page.ts';
import type { InspectorContent } from './inspector-page.ts';
import { watchStatus } from './status-watch.ts';

interface Expected {
  scenario: string;
  state: 'healthy' | 'degraded' | 'down';
  /** The leg as the status bar, the verdict and the path strip name it. */
  leg?: string;
  /** The first finding: its id, its own sentence, and what was seen. */
  finding?: string;
  title?: RegExp;
  seen?: RegExp;
  /** A second finding. */
  also?: string;
  overTls?: true;
}

const table: readonly Expected[] = [
  { scenario: 'healthy', state: 'healthy' },
  {
    scenario: 'slow-first-byte',
    state: 'degraded',
    leg: 'provider',
    finding: 'slow-first-content',
    title: /first content.* [45]\.\d s/,
    seen: /headers came after .*provider/,
  },
  {
    scenario: 'unknown-model',
    state: 'degraded',
    leg: 'request',
    finding: 'model-not-found',
    title: /does not know the model/,
    seen: /answered 400/,
  },
  {
    scenario: 'bad-key',
    state: 'down',
    leg: 'account',
    finding: 'bad-key',
    title: /does not accept the API key/,
    seen: /answered 401/,
  },
  {
    scenario: 'no-credit',
    state: 'down',
    leg: 'account',
    finding: 'cap-exhausted',
    title: /cap of the API key is used up.* 50 /,
    seen: /key in use/,
    also: 'no-credit',
  },
  {
    scenario: 'negative-balance',
    state: 'down',
    leg: 'account',
    finding: 'no-credit',
    title: /no credit left/,
    seen: /answered 402/,
  },
  // No model is named, so nobody asks after its providers.
  { scenario: 'low-uptime', state: 'healthy' },
  {
    scenario: 'rate-limited',
    state: 'degraded',
    leg: 'account',
    finding: 'rate-limited',
    title: /limits the rate .*account/,
    seen: /answered 429.*wait \d/,
  },
  {
    scenario: 'provider-overloaded',
    state: 'degraded',
    leg: 'provider',
    finding: 'provider-overloaded',
    title: /^OpenAI is overloaded/,
    seen: /answered 503.*Provider: /,
  },
  {
    scenario: 'gateway-error',
    state: 'down',
    leg: 'gateway',
    finding: 'gateway-error',
    title: /gateway failed with an error of its own/,
    seen: /answered 500/,
  },
  {
    scenario: 'html-error-page',
    state: 'down',
    leg: 'HTTP',
    finding: 'not-an-api',
    title: /web page .*instead of an API answer/,
    seen: /answered 502/,
  },
  {
    scenario: 'hang-before-headers',
    state: 'down',
    leg: 'gateway',
    finding: 'no-response',
    title: /accepts the request and never answers/,
    seen: /no response .*8\.\d s/,
  },
  {
    scenario: 'hang-mid-stream',
    state: 'degraded',
    leg: 'stream',
    finding: 'stream-stalled',
    title: /stream stops in the middle and stays open/,
    seen: /4 content events.*[Kk]eep-alive comments/,
  },
  {
    scenario: 'reset-mid-stream',
    state: 'degraded',
    leg: 'stream',
    finding: 'stream-cut',
    title: /stream is cut in the middle/,
    seen: /4 content events.*(before the answer was complete|ECONNRESET|UND_ERR_SOCKET)/,
  },
  {
    scenario: 'end-without-done',
    state: 'degraded',
    leg: 'stream',
    finding: 'stream-truncated',
    title: /stream ends cleanly.*not complete/,
    seen: /end mark.*\[DONE\]/,
  },
  {
    scenario: 'stream-error',
    state: 'degraded',
    leg: 'provider',
    finding: 'provider-error',
    title: /^OpenAI failed to answer/,
    seen: /inside the stream.*200/,
  },
  {
    scenario: 'one-lump',
    state: 'degraded',
    leg: 'gateway',
    finding: 'stream-buffered',
    title: /stream arrives in one lump/,
    seen: /18 content events.*collects/,
  },
  {
    scenario: 'tls-untrusted',
    state: 'down',
    leg: 'TLS',
    finding: 'tls-untrusted',
    title: /certificate of 127\.0\.0\.1 is not trusted/,
    seen: /UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
    overTls: true,
  },
  {
    scenario: 'tls-expired',
    state: 'down',
    leg: 'TLS',
    finding: 'tls-expired',
    title: /certificate of 127\.0\.0\.1 has expired/,
    seen: /valid from .* to /,
    overTls: true,
  },
  {
    scenario: 'tls-wrong-host',
    state: 'down',
    leg: 'TLS',
    finding: 'tls-wrong-host',
    title: /certificate for another name answers for 127\.0\.0\.1/,
    seen: /gateway\.other-host\.example.*127\.0\.0\.1/,
    overTls: true,
  },
];

/** On a busy machine a run takes its deadlines and some seconds more. */
const runLimitMs = 60_000;

describe('the lab, scenario by scenario, in a real workbench', function () {
  this.timeout(runLimitMs + 240_000);
  let lab: Lab;
  let window: OpenWindow;
  /** What the status bar calls the gateway. */
  let name: string;

  before(async () => {
    lab = await startLab();
    name = `127.0.0.1:${lab.port}`;
    window = await openWindow({
      // The lab is asked directly, whatever proxy this machine has.
      env: { NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
      settings: {
        'gatehouse.gateway': 'custom',
        'gatehouse.customBaseUrl': lab.baseUrl,
        'workbench.colorTheme': 'Default Dark Modern',
        'window.autoDetectColorScheme': false,
        'workbench.quickOpen.closeOnFocusLost': false,
        'workbench.reduceMotion': 'on',
      },
    });
  });

  after(async () => {
    await window?.close();
    await lab?.close();
  });

  it('names the gateway in the status bar before anything was checked', async () => {
    const words = `${name}: not checked yet`;
    assert.deepEqual(await window.workbench.statusItem(), { text: words, label: words });
  });

  it('shows the inspector without checking anything', async () => {
    await window.workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await window.workbench.runCommand('Gatehouse: Show Inspector');
    const { state, word, findings, probes } = await content(window.workbench);
    assert.deepEqual([state, word, findings, probes], ['idle', 'Nothing has been checked yet', [], []]);
    await window.workbench.screenshot('inspector-idle');
  });

  it('diagnoses from the palette, and shows how far it is all the while', async () => {
    await switchScenario(lab.port, 'slow-first-byte');
    const { workbench } = window;
    const statusTexts = await watchStatus(window.page);
    const progress = await watchProgress(workbench);
    await afterRun(workbench, async () => {
      await workbench.runCommand('Gatehouse: Diagnose');
      await Promise.all([
        workbench.waitForStatus(/: checking 9 of 10$/, runLimitMs),
        waitForRunning(workbench, ['stream'], runLimitMs),
      ]);
      await workbench.screenshot('inspector-running');
    });
    const { sentences, statuses } = await progress();
    const counted = /^\d of 10 probes done\. Now: .*A short streamed answer/;
    assert.ok(sentences.some((sentence) => counted.test(sentence)), sentences.join('\n'));
    assert.ok(statuses.includes('running') && statuses.includes('passed'), statuses.join());
    const texts = await statusTexts();
    assert.ok(texts.some((text) => /: checking \d of 10$/.test(text)), texts.join('\n'));
  });

  for (const expected of table) {
    const { scenario, state, leg, overTls } = expected;
    it(`${scenario}: ${state}${leg ? `, ${leg}` : ''}`, async () => {
      const { workbench } = window;
      if (overTls) await useBaseUrl(lab.tlsBaseUrl);
      await switchScenario(lab.port, scenario);
      const shown = await diagnose(workbench);
      await workbench.screenshot(`scenario-${scenario}`);
      assertShown(shown, expected);
      const words = `${name}: ${[state, leg].filter(Boolean).join(', ')}`;
      const { label } = await workbench.waitForStatus(new RegExp(`^${words}$`), 10_000);
      assert.equal(label, `${words}. ${shown.sentence}`);
    });
  }

  it('covers every scenario the lab has for one answer', () => {
    const names = scenarios.filter(({ forEndpoint }) => !forEndpoint).map((scenario) => scenario.name);
    assert.deepEqual(table.map(({ scenario }) => scenario).toSorted(), names.toSorted());
  });

  /** Chooses another base URL the way a user does, unless it is chosen already. */
  async function useBaseUrl(baseUrl: string): Promise<void> {
    const { workbench } = window;
    const frame = await workbench.inspector();
    if ((await frame.locator('.base-url').textContent()) === baseUrl) return;
    await workbench.runAndPick('Gatehouse: Select Gateway', /Another gateway/);
    await workbench.answer(baseUrl);
    await workbench.waitForInspector(new RegExp(baseUrl));
  }

  function assertShown(shown: InspectorContent, { state, leg, finding, title, seen, also }: Expected): void {
    assert.equal(shown.state, state, shown.sentence);
    assert.equal(shown.word, state);
    assert.deepEqual(shown.notices, []);
    assert.match(shown.checked, /^Checked just now in the extension host/);
    assert.match(shown.nextStep, /^Next step: ./);
    // Notes may be about the machine that runs this.
    const faults = shown.findings.filter(({ severity }) => severity !== 'Note');
    const [first] = faults;
    if (!leg) {
      assert.deepEqual(shown.atFault, []);
      assert.equal(first, undefined);
      assert.match(shown.sentence, /answers from here, and a short stream arrives whole\.$/);
      return;
    }
    assert.match(shown.legAndConfidence, new RegExp(`^${leg}, (high|medium) confidence$`));
    assert.deepEqual(shown.atFault, [leg]);
    assert.ok(first);
    assert.deepEqual([first.id, first.leg], [finding, leg]);
    assert.ok(title && seen, 'the table says what is expected');
    assert.match(first.title, title);
    assert.match(first.detail, seen);
    assert.deepEqual(faults.slice(1).map(({ id }) => id), also ? [also] : []);
    assert.ok(shown.sentence.endsWith(first.title), 'the verdict ends with the sentence of the finding');
    assert.ok(first.nextSteps.length > 0, 'there is something to do about it');
  }
});
