import * as tls from 'node:tls';
import { ownTurn } from './own-turn.ts';
import { inTurns, type Steps } from './steps.ts';

interface Made {
  roots: readonly string[];
  context: Promise<tls.SecureContext>;
}

/** More sets of roots than this are not verified with in one diagnosis; each takes about 1 MB. */
const maxKept = 4;
let kept: readonly Made[] = [];

/** What the editor's own patch adds roots by as well (microsoft/vscode-proxy-agent, src/index.ts). */
type Fillable = tls.SecureContext & { context?: { addCACert?(pem: string): void } };

/** What `tls.connect` is given to verify with. */
export interface VerifyWith {
  ca: string[];
  secureContext: tls.SecureContext;
}

/**
 * Makes a connection verify with these roots and no others. To be awaited before the connection is opened: a socket that
 * ends while nobody listens to it ends the process.
 */
export async function verifyWith(roots: readonly string[]): Promise<VerifyWith> {
  // The roots stand beside the context made of them: the editor's patch leaves a call with roots of its own alone.
  return { ca: [...roots], secureContext: await contextOf(roots) };
}

/**
 * Made once for each set of roots, as reading a few hundred takes 6 to 30 ms and a diagnosis makes dozens of handshakes
 * with two or three sets; and made in turns, as there is one thread for all.
 */
function contextOf(roots: readonly string[]): Promise<tls.SecureContext> {
  const known = kept.find((one) => isSame(one.roots, roots));
  const made = known ?? { roots: [...roots], context: make(roots) };
  // The one used last goes last, so that the one that goes first has not been used for longest.
  kept = [...kept.filter((one) => one !== made), made].slice(-maxKept);
  made.context.catch(() => (kept = kept.filter((one) => one !== made)));
  return made.context;
}

async function make(roots: readonly string[]): Promise<tls.SecureContext> {
  await ownTurn();
  // Without roots but not without `ca`, which would mean the runtime's own (nodejs/node, lib/internal/tls/secure-context.js).
  const context: Fillable = tls.createSecureContext({ ca: [] });
  if (!context.context?.addCACert) return tls.createSecureContext({ ca: [...roots] });
  return inTurns(filled(context, roots));
}

/** `createSecureContext({ ca })` does the same in one go. */
function* filled(context: Fillable, roots: readonly string[]): Steps<tls.SecureContext> {
  for (const root of roots) {
    context.context?.addCACert?.(root);
    yield;
  }
  return context;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}
