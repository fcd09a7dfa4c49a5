/** The tables of docs/faults.md. */
import { describeFault, faultKinds, isMildFault, legOfFault, retryableFault, type Fault } from '../../../src/gateways/fault.ts';
import { labRows } from './lab-rows.ts';
import { networkRows, type Reported } from './network-rows.ts';
import { openrouterRows } from './openrouter-rows.ts';
import { otherAnswerRows } from './other-answer-rows.ts';
import type { AnswerRow, ExpectedFault } from './row.ts';
import { endingRows, eventRows } from './stream-rows.ts';

/** All tables as Markdown. */
export function renderFaults(): string {
  return [
    '## Kinds',
    '',
    ...table(['kind', 'leg', 'again', 'what it is', 'what to do'], faultKinds.map(kindCells)),
    '',
    '## Answers',
    ...groups([...openrouterRows, ...otherAnswerRows]).flatMap(([name, rows]) => [
      '',
      `### ${name}`,
      '',
      ...table(['answer', 'status', ...outcomeHeads], rows.map((row) => [row.name, String(row.status), ...outcome(row.expected)])),
    ]),
    '',
    '## Streams',
    '',
    '### Events inside a stream',
    '',
    ...table(['event', ...outcomeHeads], eventRows.map((row) => [row.name, ...outcome(row.expected)])),
    '',
    '### Ends of a stream',
    '',
    ...table(['end', ...outcomeHeads], endingRows.map((row) => [row.name, ...outcome(row.expected)])),
    '',
    '## The network',
    '',
    ...table(
      ['situation', '`fetch` reports', '`http(s).request` reports', ...outcomeHeads],
      networkRows.map((row) => [row.name, reported(row.fetch), reported(row.http), ...outcome(row.fetch?.expected ?? row.end ?? null)]),
    ),
    '',
    '## Scenarios of the lab',
    '',
    ...table(
      ['scenario', 'asked for', ...outcomeHeads],
      labRows.flatMap(({ scenario, whole, stream }) =>
        JSON.stringify(whole) === JSON.stringify(stream)
          ? [[`\`${scenario}\``, 'either', ...outcome(whole)]]
          : [[`\`${scenario}\``, 'whole', ...outcome(whole)], [`\`${scenario}\``, 'stream', ...outcome(stream)]],
      ),
    ),
  ].join('\n');
}

const outcomeHeads = ['kind', 'leg', 'again', 'wait', 'sentence'];

function outcome(expected: ExpectedFault | null): string[] {
  if (!expected) return ['none', '', '', '', 'It is complete.'];
  const { kind, leg, retryable, waitMs } = expected;
  const fault: Fault = { kind, leg, retryable, said: '' };
  const wait = waitMs === undefined ? '' : waitMs < 1_000 ? `${waitMs} ms` : `${waitMs / 1_000} s`;
  return [`\`${kind}\``, leg, retryable ? 'yes' : 'no', wait, describeFault(fault).title];
}

function kindCells(kind: (typeof faultKinds)[number]): string[] {
  const fault: Fault = { kind, leg: legOfFault(kind), retryable: retryableFault(kind), said: '' };
  const { title, cause, nextStep } = describeFault(fault);
  const again = isMildFault(kind) ? 'not needed' : fault.retryable ? 'yes' : 'no';
  return [`\`${kind}\``, fault.leg, again, `${title} ${cause}`, nextStep];
}

function reported(one: Reported | null | undefined): string {
  if (one === undefined) return '';
  return one === null ? 'no error' : one.codes.map((code) => `\`${code}\``).join(' or ');
}

function groups(rows: readonly AnswerRow[]): [string, AnswerRow[]][] {
  const names = [...new Set(rows.map(({ group }) => group))];
  return names.map((name) => [name, rows.filter(({ group }) => group === name)]);
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)];
}
