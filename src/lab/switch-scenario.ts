import * as http from 'node:http';
import { text } from 'node:stream/consumers';
import { t } from '@vscode/l10n';
import { plainText } from '../path/network-failure.ts';
import { controlPath } from './control.ts';

/** What a running lab says about itself. */
export interface LabState {
  scenario: string;
  scenarios: readonly string[];
}

const limitMs = 5_000;

/** Asks the lab on a loopback port for its scenario. @throws an Error in words for people. */
export async function readScenario(port: number): Promise<LabState> {
  return askLab(port, 'GET');
}

/**
 * Tells the lab on a loopback port to behave otherwise; requests that start afterwards see it.
 *
 * @throws an Error in words for people: no lab there, or no such scenario (then with the known names).
 */
export async function switchScenario(port: number, name: string): Promise<LabState> {
  return askLab(port, 'POST', JSON.stringify({ scenario: name }), name);
}

async function askLab(port: number, method: string, body?: string, name?: string): Promise<LabState> {
  let answer: { status: number; document: unknown };
  try {
    answer = await request(port, method, body);
  } catch (error) {
    const reason = error instanceof Error ? plainText(error.message, 200) : '';
    throw new Error(t('No practice gateway answered on port {0}: {1}', port, reason), { cause: error });
  }
  const { status, document } = answer;
  const scenarios = stringList((document as Partial<LabState> | null)?.scenarios);
  if (status === 400 && scenarios) throw new Error(unknownScenario(name ?? '', scenarios));
  const scenario = (document as Partial<LabState> | null)?.scenario;
  if (status !== 200 || typeof scenario !== 'string' || !scenarios) {
    throw new Error(t('What answers on port {0} is not a practice gateway (status {1}).', port, status));
  }
  return { scenario, scenarios };
}

/** The sentence for a scenario that does not exist. */
export function unknownScenario(name: string, known: readonly string[]): string {
  return t('There is no scenario "{0}". The scenarios are: {1}.', plainText(name, 80), known.join(', '));
}

/** Node's own http with an agent of its own: neither a proxy nor the editor's patches may come between. */
async function request(port: number, method: string, body?: string): Promise<{ status: number; document: unknown }> {
  const options = {
    host: '127.0.0.1',
    port,
    path: controlPath,
    method,
    agent: new http.Agent({ keepAlive: false }),
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    signal: AbortSignal.timeout(limitMs),
  };
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.request(options, resolve).once('error', reject).end(body);
  });
  const said = await text(response);
  try {
    return { status: response.statusCode ?? 0, document: JSON.parse(said) as unknown };
  } catch {
    return { status: response.statusCode ?? 0, document: null };
  }
}

function stringList(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? (value as string[]) : undefined;
}
