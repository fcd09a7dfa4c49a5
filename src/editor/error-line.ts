import { deepestCode, deepestMessage } from '../path/network-failure.ts';

/** An error in one line for the log, without a stack, userinfo in URLs masked. */
export function errorLine(error: unknown): string {
  return `${deepestCode(error)}: ${deepestMessage(error).replace(/\/\/[^/\s@]*@/g, '//[secret]@')}`;
}
