import { t } from '@vscode/l10n';
import type { StrictFault } from '../../path/trust-chain.ts';
import type { TrustReason, TrustRemedy, TrustRow } from '../../path/trust-matrix.ts';
import type { RuntimeId, StoreId } from '../../path/trust-runtime.ts';
import { clauses, listed } from './wording.ts';

/** A runtime by the name people know it by. */
export function runtimeName(id: RuntimeId): string {
  const names: Readonly<Record<RuntimeId, string>> = {
    'node@20': 'Node 20',
    'node@24': 'Node 24',
    'vscode-extensions': t('editor extensions'),
    'python-requests@3.12': 'Python ≤ 3.12 requests',
    'python-requests@3.13': 'Python ≥ 3.13 requests',
    'python-httpx@3.12': 'Python ≤ 3.12 httpx',
    'python-httpx@3.13': 'Python ≥ 3.13 httpx',
    'python-ssl@3.12': 'Python ≤ 3.12 ssl',
    'python-ssl@3.13': 'Python ≥ 3.13 ssl',
    'python-truststore': 'Python truststore',
    go: 'Go',
    java: 'Java',
    curl: 'curl',
    git: 'git',
    deno: 'Deno',
    codex: 'Codex',
  };
  return names[id];
}

/** Why a runtime accepts a chain or not, in one sentence. */
export function rowSentence({ accepts, reason, unchecked, ignored }: TrustRow): string {
  const why = reasonSentence(reason, accepts);
  const off = unchecked === undefined ? '' : ` ${t('It does not check at all: {0}.', unchecked)}`;
  const unread = ignored ? ` ${t('It does not read {0}.', listed(ignored))}` : '';
  return `${why}${off}${accepts === 'yes' ? '' : unread}`;
}

function reasonSentence({ code, store, anchor, strictFaults = [] }: TrustReason, accepts: TrustRow['accepts']): string {
  const where = store ? storeName(store) : '';
  switch (code) {
    case 'anchored':
      return t('Ends in "{0}", which is in {1}.', anchor ?? '?', where);
    case 'unknown-authority':
      return t('No root for it in {0}.', where);
    case 'strict':
      return t(
        '"{0}" is in {1}, but its form is refused: {2}.',
        anchor ?? '?',
        where,
        clauses(strictFaults.map(strictFaultWords)),
      );
    case 'wrong-name':
      return t('The certificate is for another name.');
    case 'expired':
      return t('A certificate of the chain has expired.');
    case 'not-yet-valid':
      return t('A certificate of the chain is not valid yet.');
    case 'not-an-authority':
      return t('A certificate of the chain may not sign others.');
    case 'weak':
      return accepts === 'unknown'
        ? t('A key or signature of the chain is weak; whether it is taken depends on how it was built.')
        : t('A key or signature of the chain is too weak.');
    case 'knob-unreadable':
      return t("{0} is missing or can't be read.", where);
    case 'store-unknown':
      return store ? t('Could not tell: {0} could not be read.', where) : t('Could not tell where its roots are.');
  }
}

/** A store in words. */
export function storeName(store: StoreId): string {
  switch (store) {
    case 'bundled':
      return t('the public roots it brings along');
    case 'os':
    case 'os-folder':
      return t("the system's store");
    case 'java':
      return t("Java's own store");
    default:
      return store.slice(store.indexOf(':') + 1);
  }
}

/** What strict verification minds, in words. */
export function strictFaultWords(fault: StrictFault): string {
  switch (fault) {
    case 'constraints-not-critical':
      return t('its basic constraints are not marked critical');
    case 'no-constraints':
      return t('it has no basic constraints');
    case 'authority-without-key-usage':
      return t('it has no key usage');
    case 'path-length-misplaced':
      return t('it has a path length where none belongs');
    case 'leaf-may-sign':
      return t("the server's certificate may sign others");
    case 'no-authority-key-id':
      return t('a certificate has no authority key identifier');
    case 'no-subject-key-id':
      return t('it has no subject key identifier');
    case 'key-id-critical':
      return t('a key identifier is marked critical');
    case 'empty-name':
      return t('a name is empty');
    case 'extensions-in-old-version':
      return t('it has extensions and an old version');
  }
}

/** What to do so that a runtime accepts the chain; undefined when nothing on this machine will. */
export function remedySentence(remedy: TrustRemedy): string | undefined {
  switch (remedy.kind) {
    case 'server':
      return undefined;
    case 'reissue-root':
      return t('ask whoever runs the authority for a root in the correct form');
    case 'give-root':
      return knobSentence(remedy);
  }
}

function knobSentence({ knob, pem }: Extract<TrustRemedy, { kind: 'give-root' }>): string {
  const file = pem ?? '/path/to/root.pem';
  switch (knob.kind) {
    case 'variable':
      return `${knob.name}=${file}`;
    case 'git':
      return `git config --global ${knob.name} ${file}`;
    case 'java':
      return t('keytool -importcert -cacerts -file {0}, or JAVA_TOOL_OPTIONS=-D{1}=<store>', file, knob.name);
    case 'os':
      return t("put the root into the system's store");
    case 'editor':
      return t('switch the setting {0} on', knob.name);
  }
}

/** Runtimes by name, with both versions of one as one. */
export function runtimeNames(ids: readonly RuntimeId[]): string[] {
  const whole = new Map<string, string>([
    ['node', 'Node'],
    ['python-requests', 'Python requests'],
    ['python-httpx', 'Python httpx'],
    ['python-ssl', 'Python ssl'],
  ]);
  const names = ids.map((id) => {
    const [program = ''] = id.split('@');
    const together = ids.filter((other) => other.startsWith(`${program}@`)).length === 2;
    return (together && whole.get(program)) || runtimeName(id);
  });
  return [...new Set(names)];
}

/** Which runtimes accept and which don't; empty when none was asked. */
export function matrixSummary(rows: readonly TrustRow[]): string {
  const by = (accepts: TrustRow['accepts']): RuntimeId[] =>
    rows.filter((row) => row.accepts === accepts).map(({ runtime }) => runtime);
  const [yes, no, unknown] = [by('yes'), by('no'), by('unknown')];
  if (no.length > 1 && no.length === rows.length) {
    return t('Of {0} programs that were worked out, all refuse it.', String(no.length));
  }
  return [
    ...(yes.length > 0 ? [t('Accepted by: {0}.', listed(runtimeNames(yes)))] : []),
    ...(no.length > 0 ? [t('Refused by: {0}.', listed(runtimeNames(no)))] : []),
    ...(unknown.length > 0 ? [t('Could not tell: {0}.', listed(runtimeNames(unknown)))] : []),
  ].join(' ');
}

/** What to do for each runtime that refuses: a line a remedy, the runtimes behind it as a comment. */
export function matrixRemedies(rows: readonly TrustRow[]): string {
  const byRemedy = new Map<string, RuntimeId[]>();
  for (const { runtime, remedy } of rows) {
    const words = remedy && remedySentence(remedy);
    if (words === undefined) continue;
    byRemedy.set(words, [...(byRemedy.get(words) ?? []), runtime]);
  }
  return [...byRemedy].map(([words, ids]) => `${words}  # ${listed(runtimeNames(ids))}`).join('\n');
}
