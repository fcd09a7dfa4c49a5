import { spawn } from 'node:child_process';
import { t } from '@vscode/l10n';
import { DeadlineError } from '../path/deadline.ts';
import { letOthersGoFirst } from '../path/gentle-child.ts';
import type { StackId, StackPeer } from './stack-evidence.ts';
import type { HttpStack, StackAnswer } from './subject.ts';

type ChildStack = Extract<StackId, 'child-https' | 'child-fetch'>;

interface Told {
  stack: ChildStack;
  status?: number;
  headers?: Record<string, string>;
  peer?: StackPeer;
  /** Outermost first. */
  errors?: readonly { code?: string; message: string; name?: string }[];
}

/** A program prints little; more than this is not ours. */
const maxOutputChars = 256 * 1024;

/** In ms: all the child may take, and how much of it its requests need before their silence means something. */
const limits = { allMs: 4_500, requestsMs: 2_500 } as const;

/** The code of a child that a busy machine did not let begin in time: nothing was measured. */
export const notStarted = 'NOT_STARTED';

/**
 * What the child runs: one GET by `https` (or `http`) and one by `fetch`, a line of JSON for each. It is given on the
 * command line, so that nothing has to be found on disk; the address comes by standard input, where no other user of the
 * machine can read it. Plain CommonJS that the oldest supported Node understands.
 */
const program = `
const dc = require('node:diagnostics_channel');
let peer;
const text = (one) => String(one === undefined ? '' : one).slice(0, 120);
const note = (socket) => {
  const c = socket.getPeerCertificate ? socket.getPeerCertificate() : undefined;
  const i = (c && c.issuer) || {};
  return {
    address: socket.remoteAddress || null, port: socket.remotePort || null,
    ...(c && c.fingerprint256 && {
      certificate: { issuer: [i.O, i.CN].filter(Boolean).map(text).join(', '), fingerprint256: c.fingerprint256 },
    }),
  };
};
const tell = (one) => process.stdout.write(JSON.stringify(one) + '\\n');
const errors = (e, found = []) => {
  if (!e || typeof e !== 'object' || found.length > 16) return found;
  const code = typeof e.code === 'string' ? e.code : undefined;
  found.push({ code, message: String(e.message || '').slice(0, 500), name: e.name });
  errors(e.cause, found);
  for (const one of Array.isArray(e.errors) ? e.errors : []) errors(one, found);
  return found;
};
dc.subscribe('undici:client:sendHeaders', ({ request, socket }) => {
  if (request.method === 'GET') peer = note(socket);
});
let input = '';
process.stdin.on('data', (chunk) => { input += chunk; });
process.stdin.on('end', () => {
  const { url, headers } = JSON.parse(input);
  tell({ begun: true });
  let seen;
  const request = require(url.startsWith('https:') ? 'node:https' : 'node:http').get(url, { headers }, (response) => {
    const all = Object.fromEntries(Object.entries(response.headers).map(([n, v]) => [n, String(v)]));
    tell({ stack: 'child-https', status: response.statusCode, headers: all, peer: note(response.socket) });
    response.on('error', () => {});
    response.destroy();
  });
  request.on('socket', (socket) => {
    for (const event of ['connect', 'secureConnect']) socket.once(event, () => { seen = note(socket); });
  });
  request.on('error', (e) => tell({ stack: 'child-https', errors: errors(e), peer: seen }));
  fetch(url, { headers, redirect: 'manual' }).then(async (response) => {
    tell({ stack: 'child-fetch', status: response.status, headers: Object.fromEntries(response.headers), peer });
    await (response.body && response.body.cancel());
  }).catch((e) => tell({ stack: 'child-fetch', errors: errors(e), peer }));
});
`;

/**
 * A plain Node program started as extensions start theirs: the same executable, this process's environment. Both of its
 * stacks share one child.
 */
export function childStacks(): HttpStack[] {
  let running: ReturnType<typeof startChild> | undefined;
  const get = (stack: ChildStack): HttpStack['get'] => async (url, headers, signal) => {
    running ??= startChild(url, headers, signal, () => (running = undefined));
    return answerOf(await running[stack]);
  };
  return [
    { stack: 'child-https', title: t('https of a program that is started from here'), get: get('child-https') },
    { stack: 'child-fetch', title: t('fetch of a program that is started from here'), get: get('child-fetch') },
  ];
}

/** An error of the child that knows who it was connected to. */
export class ChildRequestError extends Error {
  readonly peer: StackPeer | undefined;

  constructor(message: string, peer: StackPeer | undefined, cause: unknown) {
    super(message, { cause });
    this.name = 'ChildRequestError';
    this.peer = peer;
  }
}

/** @throws the error the child met, with the codes of its causes. */
function answerOf({ status, headers, peer, errors }: Told): StackAnswer {
  if (typeof status === 'number') return { status, headers: headers ?? {}, ...(peer && { peer }) };
  const cause = (errors ?? []).toReversed().reduce<Error | undefined>(
    (inner, { code, message, name }) =>
      Object.assign(new Error(message, { cause: inner }), code === undefined ? {} : { code }, name ? { name } : {}),
    undefined,
  );
  throw new ChildRequestError('', peer, cause);
}

/** Starts the child; what a stack tells comes as soon as it is told. The child ends with the later one, or by `signal`. */
function startChild(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
  onEnd: () => void,
): Readonly<Record<ChildStack, Promise<Told>>> {
  // Electron's executable is Node only when told so; that is how extensions start Node programs with it.
  const asNode = process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
  const child = spawn(process.execPath, ['-e', program], {
    env: { ...process.env, ...asNode },
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  letOthersGoFirst(child);
  const stop = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  const stacks = { 'child-https': deferred<Told>(), 'child-fetch': deferred<Told>() };
  const waiting = new Set<ChildStack>(['child-https', 'child-fetch']);
  let begunAtMs: number | undefined;
  const timer = setTimeout(() => {
    const silent = begunAtMs !== undefined && performance.now() - begunAtMs >= limits.requestsMs;
    gone(silent ? new DeadlineError(t('The program that was started'), limits.allMs) : tooLate());
    stop();
  }, limits.allMs);
  const gone = (error: unknown): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    for (const one of Object.values(stacks)) one.reject(error);
    onEnd();
  };
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output = `${output}${chunk}`.slice(-maxOutputChars);
    const lines = output.split('\n');
    output = lines.pop() ?? '';
    if (lines.includes('{"begun":true}')) begunAtMs = performance.now();
    for (const told of lines.flatMap(toldBy)) {
      stacks[told.stack].resolve(told);
      waiting.delete(told.stack);
    }
    if (waiting.size === 0) stop();
  });
  // A child that is gone before it has read is told of by its end.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify({ url, headers }));
  child.once('error', gone);
  child.once('close', () =>
    gone(signal.aborted ? signal.reason : new Error(t('The program that was started told nothing.'))),
  );
  return { 'child-https': stacks['child-https'].promise, 'child-fetch': stacks['child-fetch'].promise };
}

function tooLate(): Error {
  return Object.assign(new Error(t('The program that was started had no time to send anything.')), { code: notStarted });
}

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void; reject(error: unknown): void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // One of the two may have nobody waiting for it.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

function toldBy(line: string): Told[] {
  try {
    const one = JSON.parse(line) as Partial<Told> | null;
    return one?.stack === 'child-https' || one?.stack === 'child-fetch' ? [one as Told] : [];
  } catch {
    return [];
  }
}
