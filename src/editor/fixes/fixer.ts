import { randomUUID } from 'node:crypto';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Finding, Fix } from '../../diagnosis/finding.ts';
import { mayWrite, type AnySettingChange, type FileLineChange, type FixChange } from '../../diagnosis/fixes/change.ts';
import { planLine, planLineUndo, type LinePlan } from '../../diagnosis/fixes/line-plan.ts';
import { planSetting, planUndo, sameValue } from '../../diagnosis/fixes/setting-plan.ts';
import { plainText } from '../../path/network-failure.ts';
import type { DiagnosisSession } from '../diagnosis-session.ts';
import { errorLine } from '../error-line.ts';
import { readAppliedFixes, type AppliedFix, type FixOutcome, type WrittenChange } from './applied-fix.ts';
import { changeWords, settingText } from './change-words.ts';
import type { FixPreview } from './fix-preview.ts';
import { readSetting, writeSetting } from './setting-store.ts';

const mementoKey = 'appliedFixes';

/** One change worked out against what is there now. */
interface Prepared {
  change: FixChange;
  before: string;
  after: string;
  written: WrittenChange;
  write(): Promise<void>;
}

export interface FixerSurroundings {
  session: Pick<DiagnosisSession, 'run' | 'findings'>;
  memento: Pick<vscode.Memento, 'get' | 'update'>;
  log: Pick<vscode.LogOutputChannel, 'info' | 'error'>;
  preview: FixPreview;
  now(): Date;
}

/** A change that can't be made or taken back; the message tells the user why. */
class FixRefusedError extends Error {}

/**
 * Applies fixes and takes them back. Nothing is written before the user has seen the difference and agreed; what was
 * written is remembered, so that exactly that can be undone; after writing, a diagnosis says whether it helped.
 */
export class Fixer {
  readonly #around: FixerSurroundings;
  readonly #listeners = new Set<() => void>();
  #applied: readonly AppliedFix[];

  constructor(around: FixerSurroundings) {
    this.#around = around;
    this.#applied = readAppliedFixes(around.memento.get(mementoKey));
  }

  /** The fixes that are in force, newest first. */
  get applied(): readonly AppliedFix[] {
    return this.#applied;
  }

  onDidChange(listener: () => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  dispose(): void {
    this.#listeners.clear();
  }

  /**
   * Shows what a fix would change, asks, writes it and checks whether it helped. Resolves with a sentence for the user.
   *
   * @param index of the finding in the report on screen; `findingId` makes sure that it is still that one.
   */
  async apply(index: number, findingId: string, fixId: string): Promise<string> {
    const finding = this.#around.session.findings()[index];
    const fix = finding?.id === findingId ? finding.fixes.find(({ id }) => id === fixId) : undefined;
    if (!finding || !fix?.changes) return t('That finding is no longer there. Diagnose again.');
    try {
      const prepared = await prepareAll(fix);
      if (prepared.length === 0) return t('Nothing is left to change: the settings are already so.');
      if (!(await this.#agreed(fix, prepared))) return t('Nothing was changed.');
      // Somebody may have changed the same thing while the question was open.
      const fresh = await prepareAll(fix);
      if (!sameValue(fresh.map(shown), prepared.map(shown))) {
        return t('Something was changed meanwhile, so nothing was written. Look at the preview again.');
      }
      await writeAll(fresh);
      return await this.#check(finding, this.#keep(finding, fix, fresh));
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Takes back what a fix wrote, and nothing else. Resolves with a sentence for the user. */
  async undo(id: string): Promise<string> {
    const fix = this.#applied.find((one) => one.id === id);
    if (!fix) return t('That fix is no longer in force.');
    try {
      const undone: string[] = [];
      const left: string[] = [];
      for (const written of [...fix.written].reverse()) {
        ((await takeBack(written)) ? undone : left).push(changeWords(written.change));
      }
      this.#around.log.info(`undid the fix "${fix.title}": ${undone.length} changes, ${left.length} left alone`);
      this.#set(this.#applied.filter((one) => one !== fix));
      await this.#around.session.run({ origin: 'user', spend: false });
      if (left.length === 0) return t('The fix was undone.');
      return t('Changed since by somebody else, and so left as it is: {0}.', left.join(t(', ')));
    } catch (error) {
      return this.#failed(error);
    }
  }

  async #agreed(fix: Fix, prepared: readonly Prepared[]): Promise<boolean> {
    return this.#around.preview.ask({
      title: plainText(fix.title, 200),
      before: prepared.map(({ before }) => before).join('\n'),
      after: prepared.map(({ after }) => after).join('\n'),
      question: t('Apply this fix: {0}?', plainText(fix.title, 200)),
      detail: t('It changes {0}. You can undo it in the inspector.', prepared.map(({ change }) => changeWords(change)).join(t(', '))),
    });
  }

  #keep(finding: Finding, fix: Fix, prepared: readonly Prepared[]): AppliedFix {
    const applied: AppliedFix = {
      id: randomUUID(),
      title: fix.title,
      findingId: finding.id,
      findingTitle: finding.title,
      appliedAt: this.#around.now().toISOString(),
      written: prepared.map(({ written }) => written),
      outcome: 'checking',
    };
    this.#around.log.info(`applied the fix "${fix.id}" for the finding ${finding.id}`);
    this.#set([applied, ...this.#applied]);
    return applied;
  }

  /** Everything is measured again, for what a fix changes may bear on any leg. */
  async #check(finding: Finding, applied: AppliedFix): Promise<string> {
    const report = await this.#around.session.run({ origin: 'user', spend: false });
    const still = this.#around.session.findings().some(({ id, title }) => id === finding.id && title === finding.title);
    const outcome: FixOutcome = report ? (still ? 'not-cured' : 'cured') : 'unchecked';
    this.#set(this.#applied.map((one) => (one.id === applied.id ? { ...one, outcome } : one)));
    if (outcome === 'cured') return t('Applied, and checked: the finding is gone.');
    if (outcome === 'unchecked') return t('Applied, but not checked. Diagnose to see whether it helped.');
    return t('Applied, but the finding is still there. You can undo the fix.');
  }

  #set(applied: readonly AppliedFix[]): void {
    this.#applied = applied;
    void Promise.resolve(this.#around.memento.update(mementoKey, applied)).catch((error: unknown) =>
      this.#around.log.error(`the applied fixes could not be stored: ${errorLine(error)}`),
    );
    for (const listener of this.#listeners) listener();
  }

  #failed(error: unknown): string {
    if (error instanceof FixRefusedError) return error.message;
    this.#around.log.error(`a fix failed: ${errorLine(error)}`);
    return t('The editor did not take the change: {0}', plainText(errorLine(error), 300));
  }
}

const shown = ({ before, after }: Prepared): readonly string[] => [before, after];

/** The changes of a fix that are not in force already. */
async function prepareAll({ changes = [] }: Fix): Promise<Prepared[]> {
  for (const change of changes) {
    if (!mayWrite(change)) throw new FixRefusedError(t('A fix may not change {0}.', changeWords(change)));
  }
  const prepared = await Promise.all(
    changes.map(async (change) => (change.kind === 'file-line' ? prepareLine(change) : prepareSetting(change))),
  );
  return prepared.filter(({ before, after }) => before !== after);
}

function prepareSetting(change: AnySettingChange): Prepared {
  const { before, after } = planSetting(change, readSetting(change.id, change.target));
  return {
    change,
    before: settingText(change.id, before),
    after: settingText(change.id, after),
    written: { change, before, after },
    write: () => writeSetting(change.id, change.target, after),
  };
}

async function prepareLine(change: FileLineChange): Promise<Prepared> {
  const plan = accepted(change, planLine(change, await readFile(change.file)));
  const { before, after, line } = plan;
  return { change, before, after, written: { change, line }, write: () => writeFile(change.file, after) };
}

/** Writes one after the other; when one fails, those before it are taken back. */
async function writeAll(prepared: readonly Prepared[]): Promise<void> {
  const done: WrittenChange[] = [];
  try {
    for (const { written, write } of prepared) {
      await write();
      done.push(written);
    }
  } catch (error) {
    for (const written of done.reverse()) await takeBack(written);
    throw error;
  }
}

/** @returns false when somebody has changed the same thing since, and so nothing is done. */
async function takeBack({ change, before, after, line }: WrittenChange): Promise<boolean> {
  if (change.kind === 'file-line') {
    const plan = planLineUndo(change, line ?? '', await readFile(change.file));
    if ('refused' in plan) return false;
    await writeFile(change.file, plan.after);
    return true;
  }
  const undo = planUndo(change, { before, after }, readSetting(change.id, change.target));
  if (undo.kept) return false;
  await writeSetting(change.id, change.target, undo.after);
  return true;
}

function accepted(change: FileLineChange, plan: LinePlan): Exclude<LinePlan, { refused: unknown }> {
  if (!('refused' in plan)) return plan;
  throw new FixRefusedError(
    t('{0} has changed since it was read, so nothing was written. Diagnose again.', plainText(change.file, 200)),
  );
}

async function readFile(file: string): Promise<string> {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    await vscode.workspace.fs.readFile(vscode.Uri.file(file)),
  );
}

async function writeFile(file: string, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(vscode.Uri.file(file), new TextEncoder().encode(text));
}
