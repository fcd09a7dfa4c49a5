import type { ChainVerdict, StrictFault } from './trust-chain.ts';
import type { TrustKnobs } from './trust-knobs.ts';
import type { RootChoice, Runtime, RuntimeId, StoreId, TrustKnob } from './trust-runtime.ts';
import { runtimes } from './trust-runtimes.ts';

/** Unknown is not no. */
export type Accepts = 'yes' | 'no' | 'unknown';

/** Why a runtime accepts a chain or not. */
export interface TrustReason {
  code:
    | 'anchored'
    | 'unknown-authority'
    | 'strict'
    | 'wrong-name'
    | 'expired'
    | 'not-yet-valid'
    | 'not-an-authority'
    | 'weak'
    | 'knob-unreadable'
    | 'store-unknown';
  /** The store that accepts it, or that could not be read. */
  store?: StoreId;
  /** The root it ends in. */
  anchor?: string;
  strictFaults?: readonly StrictFault[];
}

/** How a runtime can be made to accept the chain. */
export type TrustRemedy =
  /** Point `knob` to `pem`, or to a file with the root in it when there is none on this machine yet. */
  | { kind: 'give-root'; knob: TrustKnob; pem: string | null }
  /** The root itself has to be made anew in the right form. */
  | { kind: 'reissue-root'; strictFaults: readonly StrictFault[] }
  /** Nothing to do on this machine: whoever serves the certificate has to. */
  | { kind: 'server' };

/** What one runtime makes of the chain. */
export interface TrustRow {
  runtime: RuntimeId;
  /** As if it checks; see `unchecked`. */
  accepts: Accepts;
  reason: TrustReason;
  /** The knobs that said where its roots are. */
  decidedBy: readonly string[];
  /** The knob that keeps it from checking: it connects whatever the certificate is. */
  unchecked?: string;
  /** Knobs that are set and that it does not read. */
  ignored?: readonly string[];
  remedy?: TrustRemedy;
}

/** What a store makes of the chain, or why it could not be read. */
export type StoreVerdict = (ChainVerdict & { certificates: number }) | { problem: string };

/** Everything the matrix is worked out from. */
export interface TrustQuestion {
  knobs: TrustKnobs;
  /** By store; a store that is not there counts as one that could not be found. */
  stores: Readonly<Partial<Record<StoreId, StoreVerdict>>>;
  nameFits: boolean;
  /** The system's bundle as a file, where it is one. */
  osBundle: string | null;
}

/** Works out which runtimes accept the chain. Pure. */
export function trustMatrix(question: TrustQuestion): TrustRow[] {
  return runtimes
    .filter(({ present }) => present?.(question.knobs) ?? true)
    .map((runtime) => {
      const choice = runtime.roots(question.knobs);
      const { accepts, reason } = judge(runtime, choice, question);
      const unchecked = runtime.checksOff?.(question.knobs);
      const ignored = runtime.ignored(question.knobs);
      const remedy = accepts === 'no' ? remedyFor(runtime, reason, question) : undefined;
      return {
        runtime: runtime.id,
        accepts,
        reason,
        decidedBy: choice.decidedBy,
        ...(unchecked !== undefined && { unchecked }),
        ...(ignored.length > 0 && { ignored }),
        ...(remedy && { remedy }),
      };
    });
}

interface Opinion {
  accepts: Accepts;
  reason: TrustReason;
}

function judge(runtime: Runtime, choice: RootChoice, question: TrustQuestion): Opinion {
  if (!question.nameFits) return { accepts: 'no', reason: { code: 'wrong-name' } };
  const opinions = choice.stores.map((store) => judgeStore(runtime, store, question));
  const yes = opinions.find(({ accepts }) => accepts === 'yes');
  if (yes) return yes;
  if (choice.unknown) return { accepts: 'unknown', reason: { code: 'store-unknown' } };
  const refused = opinions.filter(({ accepts }) => accepts === 'no');
  // What says more than "not in there" goes first.
  const telling = refused.find(
    ({ reason }) => reason.code !== 'unknown-authority' && reason.code !== 'knob-unreadable',
  );
  if (telling) return telling;
  const unknown = opinions.find(({ accepts }) => accepts === 'unknown');
  if (unknown) return unknown;
  // A place that is read as a file or as a folder is only one of them.
  return (
    refused.find(({ reason }) => reason.code === 'unknown-authority') ??
    refused[0] ?? { accepts: 'unknown', reason: { code: 'store-unknown' } }
  );
}

function judgeStore(runtime: Runtime, store: StoreId, { stores, knobs }: TrustQuestion): Opinion {
  const verdict = stores[store];
  const named = store.startsWith('file:') || store.startsWith('folder:');
  if (!verdict || 'problem' in verdict) {
    const readable = verdict !== undefined && ['missing', 'unreadable'].includes(verdict.problem);
    if (named && readable) return { accepts: 'no', reason: { code: 'knob-unreadable', store } };
    // A folder of hashes that this system does not have adds nothing.
    if (store === 'os-folder') return { accepts: 'no', reason: { code: 'unknown-authority', store } };
    return { accepts: 'unknown', reason: { code: 'store-unknown', store } };
  }
  const { ends, faults, strictFaults } = verdict;
  const anchor = verdict.anchor === null ? {} : { anchor: verdict.anchor };
  const no = (code: TrustReason['code']): Opinion => ({ accepts: 'no', reason: { code, store, ...anchor } });
  if (faults.includes('expired')) return no('expired');
  if (faults.includes('not-yet-valid')) return no('not-yet-valid');
  const partial = typeof runtime.partial === 'function' ? runtime.partial(knobs) : runtime.partial;
  if (ends === 'none' || (ends === 'partial' && !partial)) return no('unknown-authority');
  if (faults.includes('not-an-authority')) return no('not-an-authority');
  if (faults.includes('weak-signature') && !runtime.oldSignatures) return no('weak');
  if (faults.includes('weak-key') && runtime.shortKeys !== 'yes') {
    return runtime.shortKeys === 'unknown'
      ? { accepts: 'unknown', reason: { code: 'weak', store, ...anchor } }
      : no('weak');
  }
  if (runtime.strict && strictFaults.length > 0) {
    return { accepts: 'no', reason: { code: 'strict', store, ...anchor, strictFaults } };
  }
  return { accepts: 'yes', reason: { code: 'anchored', store, ...anchor } };
}

function remedyFor(runtime: Runtime, reason: TrustReason, question: TrustQuestion): TrustRemedy {
  if (reason.code === 'strict') return { kind: 'reissue-root', strictFaults: reason.strictFaults ?? [] };
  if (reason.code !== 'unknown-authority' && reason.code !== 'knob-unreadable') return { kind: 'server' };
  const knob = runtime.knob(question.knobs);
  return {
    kind: 'give-root',
    knob,
    pem: knob.kind === 'os' || knob.kind === 'editor' ? null : rootFile(knob, runtime, question),
  };
}

/**
 * A file of this machine that holds the root: the system's bundle, which holds the public roots as well, or what a knob
 * of another program points to.
 */
function rootFile(knob: TrustKnob, runtime: Runtime, question: TrustQuestion): string | null {
  const { stores, osBundle } = question;
  const holds = (store: StoreId): boolean => judgeStore(runtime, store, question).accepts === 'yes';
  if (osBundle !== null && holds('os') && knob.kind !== 'java') return osBundle;
  if (knob.kind === 'java') return null;
  const files = (Object.keys(stores) as StoreId[]).filter((store) => store.startsWith('file:') && holds(store));
  return files[0]?.slice('file:'.length) ?? null;
}
