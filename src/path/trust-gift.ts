import type { CertificateFacts } from './certificate-facts.ts';
import type { TrustKnobs } from './trust-knobs.ts';
import { trustMatrix, type StoreVerdict, type TrustQuestion, type TrustRow } from './trust-matrix.ts';
import type { RuntimeId, StoreId } from './trust-runtime.ts';
import { runtimes } from './trust-runtimes.ts';

/** The root a chain ends in, and where it was found: in the chain as it was served, or in a store of this machine. */
export interface FoundRoot extends CertificateFacts {
  from: 'chain' | StoreId;
}

/** A way to give programs a root: variables that point to a file with it. */
export interface RootGift {
  /** Variables to set, all to the same file. */
  variables: readonly string[];
  /** The file takes the place of other roots, which `keeps` names. */
  replaces: boolean;
  /** Stores whose certificates the file has to hold too, or programs would lose roots they have. */
  keeps: readonly StoreId[];
  /** Runtimes that refuse the chain now and accept it then. */
  cures: readonly RuntimeId[];
}

/** Where the file will lie is not known yet. */
const giftFile = '<file>';
/**
 * Works out which variables would make the runtimes that refuse a chain accept it, and what the file they point to has
 * to hold. A gift is only told when the matrix with it says so, and when nothing that is accepted now would be refused
 * then. What the editor's own extensions do is not changed by a variable of the terminals. Pure.
 *
 * @param withRoot what a file with the root and the certificates of these stores makes of the chain.
 */
export function rootGifts(question: TrustQuestion, withRoot: (keeps: readonly StoreId[]) => StoreVerdict): RootGift[] {
  const now = ofPrograms(trustMatrix(question));
  return [false, true].flatMap((replaces) => {
    const wanted = variablesFor(now, replaces);
    const tried = wanted.length === 0 ? undefined : tryGift(question, now, wanted, replaces, withRoot);
    if (!tried || tried.cures.length === 0) return [];
    const needed = variablesFor(now.filter(({ runtime }) => tried.cures.includes(runtime)), replaces);
    const gift = needed.length === wanted.length ? tried : tryGift(question, now, needed, replaces, withRoot);
    return gift && gift.cures.length > 0 ? [gift] : [];
  });
}

function tryGift(
  question: TrustQuestion,
  now: readonly TrustRow[],
  variables: readonly string[],
  replaces: boolean,
  withRoot: (keeps: readonly StoreId[]) => StoreVerdict,
): RootGift | undefined {
  const knobs = knobsWith(question.knobs, variables);
  const lost = lostStores(question.knobs, knobs, replaces);
  // A store that can't be read would be lost to programs that can read it.
  if (lost.some((id) => !isReadable(question, id) && !isMissing(question, id))) return undefined;
  const keeps = lost.filter((id) => isReadable(question, id));
  const stores = { ...question.stores, [`file:${giftFile}`]: withRoot(keeps), [`folder:${giftFile}`]: { problem: 'missing' } };
  const then = new Map(ofPrograms(trustMatrix({ ...question, knobs, stores })).map((row) => [row.runtime, row.accepts]));
  if (now.some(({ runtime, accepts }) => accepts === 'yes' && then.get(runtime) !== 'yes')) return undefined;
  const cures = now.filter(({ runtime, accepts }) => accepts === 'no' && then.get(runtime) === 'yes');
  return { variables, replaces, keeps, cures: cures.map(({ runtime }) => runtime) };
}

/** The stores that some runtime reads now and would not read any more. */
function lostStores(before: TrustKnobs, after: TrustKnobs, replaces: boolean): StoreId[] {
  const lost = new Set<StoreId>(replaces ? ['os'] : []);
  for (const runtime of runtimes) {
    const still = runtime.roots(after).stores;
    for (const store of runtime.roots(before).stores) if (!still.includes(store)) lost.add(store);
  }
  // Made by one program out of the same certificates (update-ca-certificates(8)).
  if (lost.has('os')) lost.delete('os-folder');
  return [...lost];
}

function isReadable({ stores }: TrustQuestion, id: StoreId): boolean {
  const verdict = stores[id];
  return verdict !== undefined && !('problem' in verdict);
}

/** A place that a variable names and that is not there gives nothing; some are read as a file and as a folder. */
function isMissing(question: TrustQuestion, id: StoreId): boolean {
  const verdict = question.stores[id];
  if (verdict && 'problem' in verdict && verdict.problem === 'missing') return true;
  const named = id.slice(id.indexOf(':') + 1);
  return (id === `file:${named}` && isReadable(question, `folder:${named}`)) || (id === `folder:${named}` && isReadable(question, `file:${named}`));
}

function variablesFor(rows: readonly TrustRow[], replaces: boolean): string[] {
  const names = rows.flatMap(({ accepts, remedy }) => {
    if (accepts !== 'no' || remedy?.kind !== 'give-root' || remedy.knob.replaces !== replaces) return [];
    if (remedy.knob.kind === 'variable') return [remedy.knob.name];
    return remedy.knob.kind === 'git' ? ['GIT_SSL_CAINFO'] : [];
  });
  return [...new Set(names)];
}

function knobsWith(knobs: TrustKnobs, names: readonly string[]): TrustKnobs {
  const set = Object.fromEntries(names.map((name) => [name, giftFile]));
  return {
    ...knobs,
    variables: { ...knobs.variables, ...set },
    git: { ...knobs.git, ...(names.includes('GIT_SSL_CAINFO') && { caInfo: giftFile }) },
  };
}

function ofPrograms(rows: readonly TrustRow[]): TrustRow[] {
  return rows.filter(({ runtime }) => runtime !== 'vscode-extensions');
}
