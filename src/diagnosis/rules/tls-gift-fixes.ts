import { t } from '@vscode/l10n';
import type { RootGift } from '../../path/trust-gift.ts';
import type { TlsPathEvidence } from '../evidence.ts';
import type { Fix } from '../finding.ts';
import type { NewFileChange, SettingEntriesChange } from '../fixes/change.ts';
import { runtimeName, runtimeNames, storeName } from './tls-matrix.ts';
import { sentences, type Seen } from './tls-seen.ts';
import { isTrusted } from './tls-verdict.ts';
import { listed } from './wording.ts';

/** The environment that a setting of the editor can change. */
const context = 'integrated-terminal';

/** The key below `terminal.integrated.env`, by platform. */
const sections: Readonly<Partial<Record<NodeJS.Platform, string>>> = { linux: 'linux', darwin: 'osx', win32: 'windows' };

/** Where the name of a file is not known yet, in a line to copy. */
const filePlace = '/path/to/file.pem';

/** True when a store of this machine holds the root already: somebody who may write there has decided. */
export function isRootKnownHere({ observation, evidence: { root } }: Seen): boolean {
  return isTrusted(observation) || (root !== undefined && root.from !== 'chain');
}

/** Nobody here knows who signs, and a key would go to whoever it is. */
export function findOut({ observation, evidence }: Seen): Fix {
  const top = evidence.root ?? observation.chain.at(-1);
  return {
    id: 'find-out-who-signs',
    title: t('Find out who signs, before anything trusts it'),
    detail: t(
      'No store of this machine knows this authority, and whoever holds its key reads all that is sent, API keys too. Ask your IT department whether a certificate with this SHA-256 fingerprint is theirs: {0}. If it is, they can give you the root. If it is not, use another network.',
      top?.fingerprint256 ?? '?',
    ),
  };
}

/**
 * Fixes that write the root to a file and point the terminals' variables to it, so that the runtimes that refuse the
 * chain accept it. Whether the root is one to be trusted is for the caller to say. Empty where the root is not at hand,
 * where nothing refuses, and in a terminal, which has no setting to write.
 */
export function giftFixes({ evidence, facts }: Seen): Fix[] {
  const { root, trust = [] } = evidence;
  const section = sections[facts.platform];
  const survey = trust.find((one) => one.context === context || one.alsoIn?.includes(context));
  const pem = root?.pem;
  if (!root || pem === undefined || !survey || section === undefined) return [];
  return (survey.gifts ?? []).map((gift) => giftFix(evidence, { ...root, pem }, gift, section));
}

function giftFix(
  { path }: TlsPathEvidence,
  root: NonNullable<TlsPathEvidence['root']> & { pem: string },
  gift: RootGift,
  section: string,
): Fix {
  const name = root.subjectCommonName || root.subject || '?';
  const file: NewFileChange = {
    kind: 'new-file',
    ref: 'roots',
    name: gift.replaces ? `${fileStem(name)}-and-public-roots.pem` : `${fileStem(name)}.pem`,
    certificates: [{ name, fingerprint256: root.fingerprint256, pem: root.pem }],
    keeps: gift.keeps,
  };
  const variables: SettingEntriesChange = {
    kind: 'setting-entries',
    id: `terminal.integrated.env.${section}`,
    target: 'user',
    entries: {},
    fileEntries: Object.fromEntries(gift.variables.map((variable) => [variable, file.ref])),
  };
  return {
    id: gift.replaces ? 'give-root-with-the-others' : 'give-root-beside-the-others',
    title: t('In terminals, give {0} the root certificate "{1}"', listed(runtimeNames(gift.cures)), name),
    detail: sentences([
      t('Writes the root to a file you choose, and points {0} to it in the terminals of this editor.', listed(gift.variables)),
      gift.replaces
        ? t('Such a file takes the place of the roots a program has, so it also holds those of: {0}.', listed([...new Set(gift.keeps.map(storeName))]))
        : gift.keeps.length > 0
          ? t('It also holds what the variable gives now: {0}.', listed(gift.keeps.map(storeName)))
          : t('Programs add it to the roots they have.'),
      t('Whoever holds the key of this root can read what these programs send. Its SHA-256 fingerprint is {0}.', root.fingerprint256),
      t('Terminals that are open keep their old environment: open a new one.'),
      gift.replaces ? t('For the same in files of the programs themselves, the lines are below.') : '',
    ]),
    ...(gift.replaces && { snippet: ownFileLines() }),
    changes: [file, variables],
    promise: {
      path,
      context,
      runtimes: gift.cures,
      before: gift.cures.map((id) => t('{0}: refuses the certificate', runtimeName(id))),
      after: gift.cures.map((id) => t('{0}: accepts the certificate', runtimeName(id))),
    },
  };
}

/** docs.npmjs.com (cafile), pip.pypa.io (global.cert), git-config(1) (http.sslCAInfo), keytool(1). */
function ownFileLines(): string {
  return [
    `npm config set cafile ${filePlace}  # npm`,
    `pip config set global.cert ${filePlace}  # pip`,
    `git config --global http.sslCAInfo ${filePlace}  # git`,
    'keytool -importcert -cacerts -file /path/to/root.pem  # Java',
  ].join('\n');
}

/** A name that every file system takes. */
function fileStem(name: string): string {
  const stem = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  return stem === '' ? 'root' : stem;
}
