/**
 * The same short request by two policies of a Clash core. The choice of a group is changed for it, one after the other,
 * and put back whatever happens: also after a fault, after a cancel, and, as it is remembered before anything changes,
 * at the next start after a crash.
 */
import { ControllerError } from '../../clash/controller/fault.ts';
import type { BoundListener, ClashComparedPolicy, ClashComparison } from './evidence.ts';

/** A group as it was before anything was changed, and where: enough to put it back. No secret is in it. */
export interface LeftSelection {
  /** The controller, as `printControllerAddress` writes it. */
  controller: string;
  group: string;
  /** What it had chosen. */
  now: string;
  /** `pinned`: a url-test or fallback that the user had pinned. `free`: one that chose by itself. */
  kind: 'select' | 'pinned' | 'free';
}

/** The part of a controller's client that is used. */
export interface SelectingController {
  proxy(name: string, signal: AbortSignal): Promise<{ type: string; now: string | undefined; pinned: string | undefined; members: readonly string[] | undefined }>;
  select(group: string, member: string, signal: AbortSignal): Promise<void>;
  unpin(group: string, signal: AbortSignal): Promise<void>;
}

/** One short request through the core as it is set now. Never rejects but when it is aborted. */
export type AskThrough = (port: number, signal: AbortSignal) => Promise<Pick<ClashComparedPolicy, 'status' | 'durationMs' | 'code'>>;

export interface CompareRequest {
  controller: SelectingController;
  /** As `LeftSelection` has it. */
  address: string;
  host: string;
  group: string;
  policies: readonly [string, string];
  /** A port of the core that takes a proxy's requests. */
  port: number;
  ask: AskThrough;
  /** Keeps what has to be put back, over a crash; undefined when nothing has to be any more. */
  remember(left: LeftSelection | undefined): Promise<void>;
  onProgress?(policy: string): void;
  /** ISO 8601, UTC. */
  measuredAt: string;
}

/**
 * Comparing ended by a fault or a cancel, and the group could not be put back: it may stand at either policy. What is
 * remembered stays remembered. `cause`: what ended it.
 */
export class SelectionLeftError extends Error {
  readonly left: LeftSelection;

  constructor(left: LeftSelection, cause: unknown) {
    super(`${left.group} could not be put back`, { cause });
    this.name = 'SelectionLeftError';
    this.left = left;
  }
}

/** The core lets nobody choose in this group, so nothing was changed. `cause`: its refusal. */
export class SelectionRefusedError extends Error {
  readonly group: string;

  constructor(group: string, cause: ControllerError) {
    super(`${group} takes no choice`, { cause });
    this.name = 'SelectionRefusedError';
    this.group = group;
  }
}

/** How long putting back may take, in ms: it is done even when everything else was cancelled. */
const putBackMs = 5_000;

/**
 * Compares by changing the choice of a group.
 *
 * @throws the signal's reason, or ControllerError; the choice is put back before either. SelectionLeftError where that
 *   failed; SelectionRefusedError where the core did not take the first choice. RangeError where a policy is no member.
 */
export async function compareBySelection(request: CompareRequest, signal: AbortSignal): Promise<ClashComparison> {
  const { controller, group, policies, host, measuredAt } = request;
  const before = await controller.proxy(group, signal);
  const stranger = policies.find((policy) => !before.members?.includes(policy));
  if (stranger !== undefined) throw new RangeError(`${stranger} is no member of ${group}.`);
  signal.throwIfAborted();
  const left = selectionOf(request.address, group, before);
  const compared: ClashComparedPolicy[] = [];
  await request.remember(left);
  try {
    for (const policy of policies) {
      signal.throwIfAborted();
      request.onProgress?.(policy);
      await controller.select(group, policy, signal);
      const answer = await request.ask(request.port, signal);
      compared.push({ policy, node: await leafOf(controller, policy, signal), ...answer });
    }
  } catch (error) {
    if (compared.length === 0 && refusedByCore(error)) {
      await request.remember(undefined);
      throw new SelectionRefusedError(group, error);
    }
    if (!(await putSelectionBack(controller, left))) throw new SelectionLeftError(left, error);
    await request.remember(undefined);
    throw error;
  }
  const putBack = await putSelectionBack(controller, left);
  if (putBack) await request.remember(undefined);
  return { measuredAt, host, how: 'selection', group, putBack, policies: compared };
}

/** It answered, and that it does not do this: then it has not done it. */
function refusedByCore(error: unknown): error is ControllerError {
  return error instanceof ControllerError && (error.fault === 'refused-request' || error.fault === 'missing');
}

/** The same by listeners that the configuration binds to a policy each: nothing is changed. */
export async function compareByListeners(
  request: Pick<CompareRequest, 'host' | 'ask' | 'onProgress' | 'measuredAt'> & { listeners: readonly [BoundListener, BoundListener] },
  signal: AbortSignal,
): Promise<ClashComparison> {
  const compared: ClashComparedPolicy[] = [];
  for (const { policy, port } of request.listeners) {
    signal.throwIfAborted();
    request.onProgress?.(policy);
    compared.push({ policy, node: null, ...(await request.ask(port, signal)) });
  }
  return { measuredAt: request.measuredAt, host: request.host, how: 'listeners', policies: compared };
}

/**
 * Puts a choice back, and looks whether it took. Not bound to any signal of before.
 *
 * @returns false where the core could not be reached or has another choice.
 */
export async function putSelectionBack(controller: SelectingController, left: LeftSelection): Promise<boolean> {
  const signal = AbortSignal.timeout(putBackMs);
  try {
    if (left.kind === 'free') await controller.unpin(left.group, signal);
    else await controller.select(left.group, left.now, signal);
    const after = await controller.proxy(left.group, signal);
    // One that chooses by itself may choose another member than before; that it is free again is what counts.
    return left.kind === 'free' ? after.pinned === undefined || after.pinned === '' : after.now === left.now;
  } catch {
    return false;
  }
}

function selectionOf(controller: string, group: string, before: Awaited<ReturnType<SelectingController['proxy']>>): LeftSelection {
  const { type, now, pinned } = before;
  if (type === 'Selector' && now !== undefined) return { controller, group, now, kind: 'select' };
  if (pinned !== undefined && pinned !== '') return { controller, group, now: pinned, kind: 'pinned' };
  return { controller, group, now: now ?? '', kind: 'free' };
}

/** How deep groups stand in groups, at most. */
const maxDepth = 16;

async function leafOf(controller: SelectingController, policy: string, signal: AbortSignal): Promise<string | null> {
  let name = policy;
  for (let depth = 0; depth < maxDepth; depth++) {
    const seen = await controller.proxy(name, signal).catch(() => undefined);
    signal.throwIfAborted();
    if (!seen) return null;
    const { now, members } = seen;
    if (members === undefined) return name;
    if (now === undefined) return null;
    name = now;
  }
  return null;
}

/** Listeners of a configuration's `listeners` that are bound to a policy and take a proxy's requests on this machine. */
export function boundListeners(listeners: unknown): BoundListener[] {
  if (!Array.isArray(listeners)) return [];
  return listeners.flatMap((value: unknown) => {
    if (typeof value !== 'object' || value === null) return [];
    const { name, type, port, proxy } = value as Record<string, unknown>;
    const number = typeof port === 'string' ? Number(port) : port;
    if (typeof proxy !== 'string' || (type !== 'mixed' && type !== 'http')) return [];
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > 65_535) return [];
    return [{ name: typeof name === 'string' ? name : '', port: number, policy: proxy }];
  });
}

/** What was remembered, read back from storage, or undefined where it is nothing of that. */
export function parseLeftSelection(value: unknown): LeftSelection | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { controller, group, now, kind } = value as Record<string, unknown>;
  if (typeof controller !== 'string' || typeof group !== 'string' || typeof now !== 'string') return undefined;
  return kind === 'select' || kind === 'pinned' || kind === 'free' ? { controller, group, now, kind } : undefined;
}
