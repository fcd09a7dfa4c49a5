import { lookup } from '../dns.ts';
import { plainText } from '../network-failure.ts';
import { redactProxyUrl } from '../proxy-redaction.ts';
import type { PacAnswer } from './answer.ts';
import { pacEntryText } from './entry.ts';
import { evaluatePac, urlForPac, type PacName } from './evaluate.ts';
import { fetchPac, type PacFetch } from './fetch.ts';
import { ownAddresses } from './own-addresses.ts';
import { parsePacResult } from './result.ts';

/** What a PAC script was asked and said, as it may be shown and stored. */
export interface PacObservation {
  /** Where the script is, without credentials, path and query. */
  source: string;
  /** The URL it was given. */
  url: string;
  answer: PacAnswer;
  /** What kept it from answering, for people: an error, an HTTP status. */
  problem?: string;
  /** Line of the script at which it ended, 1-based. */
  line?: number;
  /** Size of the script; absent when it could not be had. */
  scriptBytes?: number;
  /** Its answer as the entries that were understood, in order: `PROXY 192.0.2.1:3128`. */
  order: readonly string[];
  /** Elements of its answer that name nothing usable. */
  skipped: readonly string[];
  /** Names it wanted to have resolved. */
  names: readonly PacName[];
  durationMs: number;
}

export interface PacQuestion extends Pick<PacFetch, 'resolve' | 'clocks' | 'environment' | 'platform' | 'signal'> {
  pacUrl: string;
  /** The URL a proxy is wanted for. */
  url: URL;
  fetchMs: number;
  runMs: number;
  /** Addresses of the names that the script asks for; the system's resolver without. */
  lookup?(name: string): Promise<readonly string[]>;
}

const maxShownChars = 200;

/**
 * Fetches a PAC script and asks it for one URL.
 *
 * @throws only the signal's reason, when it is aborted.
 */
export async function askPac(question: PacQuestion): Promise<PacObservation> {
  const { pacUrl, signal } = question;
  const started = performance.now();
  const url = urlForPac(question.url);
  const observed = (rest: Pick<PacObservation, 'answer'> & Partial<PacObservation>): PacObservation => ({
    source: shownPacUrl(pacUrl),
    url: url.href,
    order: [],
    skipped: [],
    names: [],
    durationMs: performance.now() - started,
    ...rest,
  });
  const fetched = await fetchPac(pacUrl, { ...question, limitMs: question.fetchMs });
  if ('problem' in fetched) {
    return observed({ answer: { outcome: 'not-fetched' }, problem: plainText(fetched.problem, maxShownChars) });
  }
  const run = await evaluatePac({
    script: fetched.script,
    url,
    own: await ownAddresses(),
    lookup: question.lookup ?? ((name) => systemAddresses(name, question)),
    limitMs: question.runMs,
    signal,
  });
  const names = run.names.map(({ name, addresses }) => ({ name: plainText(name, 100), addresses }));
  const rest = { names, scriptBytes: fetched.bytes };
  if (run.outcome === 'returned') {
    const { entries, skipped } = parsePacResult(run.text);
    return observed({
      ...rest,
      answer: { outcome: 'answered', entries },
      order: entries.map(pacEntryText),
      // What is not understood may be anything, a password in front of a host too.
      skipped: skipped.map((element) => plainText(element.replace(/\S*@/g, '…@'), 80)),
    });
  }
  return observed({
    ...rest,
    answer: { outcome: run.outcome },
    ...('message' in run && { problem: plainText(run.message, maxShownChars) }),
    ...('line' in run && run.line !== null && { line: run.line }),
  });
}

async function systemAddresses(name: string, { clocks, signal }: PacQuestion): Promise<readonly string[]> {
  return (await lookup(name, clocks.dnsMs, signal)).addresses.map(({ address }) => address);
}

/** Where a script is, for people. A data URL is the script itself and says nothing about a place. */
export function shownPacUrl(pacUrl: string): string {
  if (/^\s*data:/i.test(pacUrl)) return 'data:…';
  const shown = redactProxyUrl(pacUrl);
  return shown === '' ? '?' : shown;
}
