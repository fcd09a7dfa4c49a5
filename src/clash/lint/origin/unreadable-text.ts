import { t } from '@vscode/l10n';
import { sortFaults } from '../faults.ts';
import { found } from '../found.ts';
import type { ClashProblem, LintRule } from '../problem.ts';

/** What YAML does not take (YAML 1.2, 5.1); one of the parsers here is more patient than the core's. */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

/** A directive before the text, of another version than the core's parser takes. */
const otherVersion = /^%YAML (?!1\.1\s)\S+/m;

/** A text that is no YAML, or holds something else than a key needs, is refused as a whole. */
export const unreadableText: LintRule = {
  id: 'unreadable-text',
  code: 'O3',
  severity: 'error',
  fixable: false,
  besideSchema: 'silent',
  forms: ['configuration', 'verge-merge', 'verge-rules', 'verge-groups', 'verge-proxies', 'party-override', 'stash-override'],
  *check(configuration): Iterable<ClashProblem> {
    const { faults, text, form } = configuration;
    if (faults.some(({ kind }) => kind === 'encrypted')) return;
    if (text === '' && form === 'configuration') yield found(this, { start: 0, end: 0 }, `${t('This file is empty.')} ${consequence()}`);
    const control = forbidden.exec(text);
    if (control) {
      const code = `U+${(control[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
      yield found(this, { start: control.index, end: control.index + 1 }, `${t('The character {0} may not stand in YAML, not even in a comment.', code)} ${consequence()}`);
    }
    const version = otherVersion.exec(text.slice(0, 1_000));
    if (version) yield found(this, { start: version.index, end: version.index + version[0].length }, `${t('"{0}" asks for a version of YAML that the core does not read: it reads {1}.', version[0], '1.1')} ${consequence()}`);
    for (const { kind, range, detail } of sortFaults(configuration).certain) {
      const wrong =
        kind === 'yaml'
          ? t('This is no YAML: {0}', detail)
          : kind === 'not-a-map'
            ? t('The top of a configuration is a map of keys, and this is something else.')
            : t('"{0}" holds something else than it has to.', detail);
      yield found(this, range, `${wrong} ${consequence()}`);
    }
  },
};

function consequence(): string {
  return t('The core refuses the whole configuration, so that no call gets through it. Mend this first: the rest is checked as far as it can be read.');
}
