import { randomUUID } from 'node:crypto';
import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import type { TlsEvidence } from '../../diagnosis/evidence.ts';
import type { Finding, Fix } from '../../diagnosis/finding.ts';
import type { FixChange } from '../../diagnosis/fixes/change.ts';
import { isPlainPath, newFiles, withPlaces } from '../../diagnosis/fixes/new-file.ts';
import { sameValue } from '../../diagnosis/fixes/setting-plan.ts';
import { promiseKept } from '../../diagnosis/fixes/trust-promise.ts';
import type { Report } from '../../diagnosis/report.ts';
import { plainText } from '../../path/network-failure.ts';
import type { DiagnosisSession } from '../diagnosis-session.ts';
import type { DoctorRoom } from '../doctor-room.ts';
import { errorLine } from '../error-line.ts';
import { readAppliedFixes, type AppliedFix, type FixOutcome } from './applied-fix.ts';
import { changeWords } from './change-words.ts';
import type { FixPreview } from './fix-preview.ts';
import { FixRefusedError, prepareAll, takeBack, writeAll, type Prepared } from './prepared-changes.ts';

const mementoKey = 'appliedFixes';

export interface FixerSurroundings {
  session: Pick<DiagnosisSession, 'run' | 'findings'>;
  memento: Pick<vscode.Memento, 'get' | 'update'>;
  log: Pick<vscode.LogOutputChannel, 'info' | 'error'>;
  preview: FixPreview;
  loadDoctor(): Promise<Pick<DoctorRoom, 'certificateFile'>>;
  now(): Date;
}

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
      const changes = await this.#placed(fix.changes);
      if (!changes) return t('Nothing was changed.');
      const prepared = await prepareAll(changes, this.#around.loadDoctor);
      if (prepared.length === 0) return t('Nothing is left to change: the settings are already so.');
      if (!(await this.#agreed(fix, prepared))) return t('Nothing was changed.');
      // Somebody may have changed the same thing while the question was open.
      const fresh = await prepareAll(changes, this.#around.loadDoctor);
      if (!sameValue(fresh.map(shown), prepared.map(shown))) {
        return t('Something was changed meanwhile, so nothing was written. Look at the preview again.');
      }
      await writeAll(fresh);
      return await this.#check(finding, fix, this.#keep(finding, fix, fresh));
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
      await this.#around.session.run({ spend: false });
      if (left.length === 0) return t('The fix was undone.');
      return t('Changed since by somebody else, and so left as it is: {0}.', left.join(t(', ')));
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** The changes with the places of their files, which the user chooses; undefined when the user chose none. */
  async #placed(changes: readonly FixChange[]): Promise<readonly FixChange[] | undefined> {
    const places = new Map<string, string>();
    for (const { ref, name } of newFiles(changes)) {
      const file = await this.#around.preview.place(name);
      if (file === undefined) return undefined;
      if (!isPlainPath(file)) throw new FixRefusedError(t('A path with "${" or a line break can not be used here. Choose another file.'));
      places.set(ref, file);
    }
    return withPlaces(changes, places);
  }

  async #agreed(fix: Fix, prepared: readonly Prepared[]): Promise<boolean> {
    const { promise, changes = [] } = fix;
    const places = prepared.map(({ change }) => changeWords(change)).join(t(', '));
    const trusted = newFiles(changes).flatMap(({ certificates }) => certificates);
    return this.#around.preview.ask({
      title: plainText(fix.title, 200),
      before: [...prepared.map(({ before }) => before), ...comments(promise?.before)].join('\n'),
      after: [...prepared.map(({ after }) => after), ...comments(promise?.after)].join('\n'),
      question: t('Apply this fix: {0}?', plainText(fix.title, 200)),
      detail: [
        ...trusted.map(({ name, fingerprint256 }) =>
          t(
            'Programs will trust "{0}". Whoever holds its key can read what they send. Compare its SHA-256 fingerprint with the one your IT department, or whoever runs the gateway, gives you by another way: {1}',
            plainText(name, 200),
            fingerprint256,
          ),
        ),
        t('It changes {0}. You can undo it in the inspector.', places),
      ].join('\n\n'),
      ...(trusted.length > 0 && { agree: t('I Compared the Fingerprint: Apply') }),
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
      ...(fix.promise && { forNewTerminals: true as const }),
      outcome: 'checking',
    };
    this.#around.log.info(`applied the fix "${fix.id}" for the finding ${finding.id}`);
    this.#set([applied, ...this.#applied]);
    return applied;
  }

  /** Everything is measured again, for what a fix changes may bear on any leg. */
  async #check(finding: Finding, fix: Fix, applied: AppliedFix): Promise<string> {
    const report = await this.#around.session.run({ spend: false });
    const outcome = report ? this.#outcome(finding, fix, report) : 'unchecked';
    this.#set(this.#applied.map((one) => (one.id === applied.id ? { ...one, outcome } : one)));
    if (outcome === 'cured' && fix.promise) {
      return t('Applied, and checked: those programs accept the certificate now. Open a new terminal for it to take effect.');
    }
    if (outcome === 'cured') {
      return this.#leftOf(finding)
        ? t('Applied, and checked: it helped. What is left of the finding is less serious.')
        : t('Applied, and checked: the finding is gone.');
    }
    if (outcome === 'unchecked') return t('Applied, but not checked. Diagnose to see whether it helped.');
    return t('Applied, but the finding is still there. You can undo the fix.');
  }

  #outcome(finding: Finding, { promise }: Fix, report: Report): FixOutcome {
    if (promise) {
      const tls = report.probes.find(({ id }) => id === 'tls')?.evidence as TlsEvidence | null | undefined;
      const kept = promiseKept(promise, tls ?? undefined);
      return kept === undefined ? 'unchecked' : kept ? 'cured' : 'not-cured';
    }
    const left = this.#leftOf(finding);
    return left && seriousness(left) >= seriousness(finding) ? 'not-cured' : 'cured';
  }

  #leftOf({ id, title }: Finding): Finding | undefined {
    return this.#around.session.findings().find((one) => one.id === id && one.title === title);
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

const severities: readonly Finding['severity'][] = ['info', 'warning', 'error'];
const seriousness = ({ severity }: Finding): number => severities.indexOf(severity);

/** Lines of a preview that are no settings. */
function comments(lines: readonly string[] = []): string[] {
  return lines.map((line) => `// ${plainText(line, 200)}`);
}

const shown = ({ before, after }: Prepared): readonly string[] => [before, after];
