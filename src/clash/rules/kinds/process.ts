import type { RuleKind, Test } from '../kind.ts';
import { inRanges, parseRanges } from '../number-ranges.ts';
import type { Question } from '../question.ts';
import { compileRegex } from '../regex-run.ts';
import { matchesWildcard } from '../wildcard.ts';
import type { Verdict } from '../verdict.ts';

/** Who made the connection. What the core can't find is empty there, and matches an empty pattern alone (core: rules/common/{process,uid}.go). */
export const processKind: RuleKind = {
  types: ['PROCESS-NAME', 'PROCESS-NAME-REGEX', 'PROCESS-NAME-WILDCARD', 'PROCESS-PATH', 'PROCESS-PATH-REGEX', 'PROCESS-PATH-WILDCARD', 'UID'],
  fault({ type, payload }) {
    if (type === 'UID') return parseRanges(payload, 32)?.length ? undefined : payload;
    if (!type.endsWith('REGEX')) return undefined;
    const regex = compileRegex(payload, true);
    return 'fault' in regex ? regex.fault : undefined;
  },
  test({ type, payload }): Test {
    if (type === 'UID') return byUser(payload);
    const subject = type.startsWith('PROCESS-NAME') ? processName : processPath;
    const missing = type.startsWith('PROCESS-NAME') ? 'process' : 'process-path';
    const matches = comparison(type, payload);
    return (question) => {
      const known = subject(question);
      return known === undefined ? { missing, detail: payload } : matches(known);
    };
  },
};

function comparison(type: string, payload: string): (subject: string) => Verdict {
  const pattern = payload.toLowerCase();
  if (type.endsWith('REGEX')) {
    const regex = compileRegex(payload, true);
    return (subject) => ('fault' in regex ? false : (regex.test(subject) ?? { missing: 'rule', detail: payload }));
  }
  if (type.endsWith('WILDCARD')) return (subject) => matchesWildcard(pattern, subject.toLowerCase());
  return (subject) => subject.toLowerCase() === pattern;
}

function byUser(payload: string): Test {
  const ranges = parseRanges(payload, 32) ?? [];
  return ({ connection, findsProcess }) => {
    const uid = findsProcess ? connection.uid : null;
    if (uid === undefined) return { missing: 'uid', detail: payload };
    // Nobody and root are the same to the core.
    return uid !== null && uid !== 0 && inRanges(ranges, uid);
  };
}

function processName({ connection, findsProcess }: Question): string | undefined {
  if (!findsProcess || connection.process === null) return '';
  return connection.process ?? connection.processPath?.replace(/^.*[/\\]/, '');
}

function processPath({ connection, findsProcess }: Question): string | undefined {
  if (!findsProcess || connection.processPath === null) return '';
  return connection.processPath;
}
