import type { Gateway } from '../gateway.ts';

/** What a gateway's history is kept under: one whose base URL the user gave is another gateway at another address. Pure. */
export function historyKey({ id, baseUrl, userDefined }: Pick<Gateway, 'id' | 'baseUrl' | 'userDefined'>): string {
  return userDefined ? `${id} ${baseUrl}` : id;
}
