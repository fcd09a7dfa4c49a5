/**
 * What the lint calls an error, a real core refuses, and what it does not, a core loads; and every fix gives a file that
 * the core takes. Texts for which a core would fetch something are left out.
 */
import assert from 'node:assert/strict';
import { lintRules } from '../../src/clash/lint/catalogue.ts';
import { lintConfiguration } from '../../src/clash/lint/lint.ts';
import { applyEdits } from '../../src/clash/text-edit.ts';
import { corpus } from '../unit/clash/lint/corpus.ts';
import { examples } from '../unit/clash/lint/examples.ts';
import { read } from '../unit/clash/lint/surroundings.ts';
import { refusal } from './rigs/core-refusal.ts';

/** Several at a time: a core takes a moment to start. */
async function inTurn<T>(items: readonly T[], ask: (item: T) => Promise<string[]>): Promise<string[]> {
  const wrong: string[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const item = items[next++];
      if (item !== undefined) wrong.push(...(await ask(item)));
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  return wrong;
}

function errorsOf(text: string): string[] {
  return lintConfiguration(...read({ text, form: 'configuration' })).filter(({ severity }) => severity === 'error').map(({ id }) => id);
}

const pieces = ['- ', ': ', '{', '}', '[', ']', '"', "'", '#', '\n', '\t', '&a ', '*a', '🚀', 'MATCH,', 'DIRECT', ',', ' ', '  ', '|', '>', '%', '@', '`', '?', '\\', 'null', 'x', '1', ' #', '\n\n', '\n  ', ',no-resolve', '---\n', '...\n'];

/** A text with one or two places changed, as typing leaves it for a moment. */
function damage(text: string, seed: number): string {
  let state = (seed * 2_654_435_761) >>> 0;
  const random = (below: number): number => (state = (state * 1_664_525 + 1_013_904_223) >>> 0) % 1_000_003 % below;
  let damaged = text;
  for (let times = 1 + random(2); times > 0; times--) {
    const at = random(damaged.length + 1);
    damaged = damaged.slice(0, at) + (random(4) > 0 ? (pieces[random(pieces.length)] ?? '') : '') + damaged.slice(at + random(4));
  }
  return damaged;
}

describe('the lint and a real core', function () {
  this.timeout(300_000);

  it('agree on every text of the corpus', async () => {
    const shown = corpus.filter(({ notShown, part }) => !notShown && !part);
    assert.ok(shown.length >= 200);
    const wrong = await inTurn(shown, async ({ name, text, refused }) => {
      const [errors, said] = [errorsOf(text), await refusal(text)];
      const found: string[] = [];
      if (errors.length > 0 && said === undefined) found.push(`${name}: false error: ${errors.join()}`);
      if (errors.length === 0 && said !== undefined) found.push(`${name}: no error, but the core says ${said}`);
      if ((said !== undefined) !== (refused === true)) found.push(`${name}: the corpus is wrong about it: ${said ?? 'taken'}`);
      return found;
    });
    assert.deepEqual(wrong, []);
  });

  const shown = lintRules.flatMap(({ id }) => {
    const { wrong = [], right = [] } = examples[id] ?? {};
    return [...wrong.map((example) => ({ id, example })), ...right.map((example) => ({ id, example }))];
  }).filter(({ example }) => !example.downloads && (example.form ?? 'configuration') === 'configuration');

  it('agree on every example of the catalogue', async () => {
    const wrong = await inTurn(shown, async ({ id, example }) => {
      // The rights for a device are not what is asked about: a checked text opens none.
      const [errors, said] = [errorsOf(example.text), await refusal(example.text)];
      if (id === 'encrypted-text') return [];
      if (errors.length > 0 && said === undefined) return [`${id}: false error ${errors.join()} in ${example.text}`];
      return errors.length === 0 && said !== undefined ? [`${id}: no error, but ${said} in ${example.text}`] : [];
    });
    assert.deepEqual(wrong, []);
  });

  it('agree on what is an error in damaged texts', async () => {
    const whole = corpus.filter(({ notShown, part, refused, text }) => !notShown && !part && !refused && text.length < 6_000);
    const damaged = Array.from({ length: 150 }, (_, index) => damage(whole[index % whole.length]?.text ?? '', index + 1)).filter((text) => !/GEOIP,(?!LAN)|GEOSITE/i.test(text));
    let refused = 0;
    const wrong = await inTurn(damaged, async (text) => {
      const [errors, said] = [errorsOf(text), await refusal(text)];
      if (said !== undefined) refused++;
      return errors.length > 0 && said === undefined ? [`false error ${errors.join()} in ${text}`] : [];
    });
    assert.deepEqual(wrong, []);
    // What keys a node needs is for the schema to say, so that not every refusal is an error here.
    assert.ok(refused > 30, `${refused} were refused`);
  });

  it('agree on every text that a fix gives', async () => {
    const fixes = shown.flatMap(({ id, example }) =>
      lintConfiguration(...read(example))
        .filter((problem) => problem.id === id)
        .flatMap((problem) => problem.fixes.map((fix) => ({ id, title: fix.title, text: applyEdits(example.text, fix.edits) }))),
    );
    assert.ok(fixes.length > 80);
    const wrong = await inTurn(fixes, async ({ id, title, text }) => {
      const errors = errorsOf(text);
      const said = await refusal(text);
      if (said !== undefined || errors.length > 0) return [`${id}, "${title}": ${errors.join()} ${said ?? ''} in ${text}`];
      return [];
    });
    assert.deepEqual(wrong, []);
  });
});
