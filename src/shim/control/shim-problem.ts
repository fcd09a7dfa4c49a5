import { t } from '@vscode/l10n';
import { deepestCode, deepestMessage } from '../../path/network-failure.ts';

/** What can go wrong with the shim's process, as it crosses from that process to whoever asked; words are made there. */
export const shimProblemCodes = [
  'STATE_PATH',
  'FOREIGN_FOLDER',
  'OPEN_FOLDER',
  'FOLDER',
  'SOCKET_PATH',
  'FILE',
  'SOCKET',
  'PORT_TAKEN',
  'ROUTING',
  'CLIENT_NAME',
  'TOO_MANY_CLIENTS',
  'REQUEST',
  'UNEXPECTED',
  'ENDING',
  'NOT_STARTED',
  'NOT_READY',
  'NO_ANSWER',
  'LOST',
  'NEWER',
  'STRANGER',
  'CRASHED_AGAIN',
] as const;

/** A problem as data; `about` says with what, and `reason` is an error's code or another program's name. */
export interface ShimProblem {
  code: (typeof shimProblemCodes)[number];
  about?: string;
  reason?: string;
}

/** A problem of the shim's process. The message is a sentence for the user, in their language. */
export class ShimError extends Error {
  readonly problem: ShimProblem;

  constructor(code: ShimProblem['code'], about?: string, reason?: string) {
    const problem: ShimProblem = { code, ...(about !== undefined && { about }), ...(reason !== undefined && { reason }) };
    super(problemWords(problem));
    this.name = 'ShimError';
    this.problem = problem;
  }

  get code(): ShimProblem['code'] {
    return this.problem.code;
  }

  /** The error a problem stands for that came from another process. */
  static of({ code, about, reason }: ShimProblem): ShimError {
    return code === 'PORT_TAKEN' ? new PortTakenError(Number(about), reason) : new ShimError(code, about, reason);
  }
}

/** The port that the shim keeps is somebody else's now. The way out is to end that program, or `newPort: true`. */
export class PortTakenError extends ShimError {
  readonly port: number;
  /** Who has it, for people; undefined where that is not cheaply known. */
  readonly holder: string | undefined;

  constructor(port: number, holder: string | undefined) {
    super('PORT_TAKEN', String(port), holder);
    this.name = 'PortTakenError';
    this.port = port;
    this.holder = holder;
  }
}

/** Any error as a problem that may leave the process: of one that is not expected the code alone, it could hold anything. */
export function problemOf(error: unknown): ShimProblem {
  if (error instanceof ShimError) return error.problem;
  const code = deepestCode(error);
  // The router's word on a rule that can't be read names the rule and no credentials.
  if (code === 'BAD_RULE') return { code: 'ROUTING', reason: deepestMessage(error) };
  return { code: 'UNEXPECTED', reason: code };
}

function problemWords({ code, about = '?', reason = '?' }: ShimProblem): string {
  switch (code) {
    case 'STATE_PATH':
      return t('GATEHOUSE_STATE must be an absolute path, and is "{0}". Correct it, or take it away.', about);
    case 'FOREIGN_FOLDER':
      return t('The folder {0} belongs to another user, so the shim keeps nothing there. Remove it, or name a folder of your own in GATEHOUSE_STATE.', about);
    case 'OPEN_FOLDER':
      return t('The folder {0} can be written by other users, so the shim keeps nothing there. Take that permission away (chmod 700), look at what is in it, and start the shim again.', about);
    case 'FOLDER':
      return t('The folder {0} cannot be used ({1}). The shim needs one of its own: make room or give permission there.', about, reason);
    case 'SOCKET_PATH':
      return t('The path {0} is too long for a socket. Name a shorter folder in GATEHOUSE_STATE.', about);
    case 'FILE':
      return reason === 'ENOSPC' || reason === 'EDQUOT'
        ? t('The disk is full, so {0} could not be written. Make room, and try again.', about)
        : t('The file {0} could not be read or written ({1}). Give permission there, and try again.', about, reason);
    case 'SOCKET':
      return t('The shim cannot be reached at {0} ({1}). Remove that file, and start the shim again.', about, reason);
    case 'PORT_TAKEN':
      return reason === '?'
        ? t('Port {0}, which the shim keeps, is used by another program. End that program, or let the shim choose a new port; terminals that are open then need to be opened again.', about)
        : t('Port {0}, which the shim keeps, is used by {1}. End that program, or let the shim choose a new port; terminals that are open then need to be opened again.', about, reason);
    case 'ROUTING':
      return t('The shim cannot route as it was told, so nothing was changed. {0}', reason);
    case 'CLIENT_NAME':
      return t('"{0}" is no name for a client of the shim. Use 1 to 40 of: a to z, 0 to 9, hyphen.', about);
    case 'TOO_MANY_CLIENTS':
      return t('The shim has given tokens to {0} clients, and gives no more. Revoke one that is not used.', about);
    case 'REQUEST':
      return t('The shim did not understand a request. Reload the window, so that both are of one version.');
    case 'UNEXPECTED':
      return t('The shim met an error that it does not expect ({0}). See shim.log, and start it again.', reason);
    case 'ENDING':
      return t('The shim is ending and takes no more requests. Start it again.');
    case 'NOT_STARTED':
      return t('The process of the shim ended while it started ({0}). See shim.log in {1}.', reason, about);
    case 'NOT_READY':
      return t('The process of the shim was not ready within {0} s. See shim.log in {1}.', reason, about);
    case 'NO_ANSWER':
      return t('The shim did not answer within {0} s. End its process (its number is in shim.json in {1}), and start it again.', reason, about);
    case 'LOST':
      return t('The connection to the shim was lost. Start it again.');
    case 'NEWER':
      return t('The shim that runs is of a newer Gatehouse ({0}). Update Gatehouse here, or reload the window if it was updated already.', about);
    case 'STRANGER':
      return t('Something that is not the shim answers at {0}. Nothing was told to it. End that program, and start the shim again.', about);
    case 'CRASHED_AGAIN':
      return t('The shim ended unexpectedly twice within {0} min and is not started again by itself. See shim.log in {1}, then start it again.', reason, about);
  }
}
