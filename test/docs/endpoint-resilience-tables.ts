import { faultKinds } from '../../src/gateways/fault.ts';
import { faultRules } from '../../src/shim/endpoint/resilience/fault-rules.ts';
import { defaultClocks } from '../../src/shim/endpoint/resilience/clocks.ts';
import { modelWords, published, summaries } from '../bench/outage-day/summary.ts';
import { outageHeads, outageRows } from '../bench/outage-day/table.ts';
import { markdownTable, type GeneratedPart } from './generated.ts';

const file = 'docs/endpoint-resilience.md';

const blames = { target: 'yes', way: 'if others are reached', machine: 'no, this machine', caller: 'no, the caller' } as const;
const shares = { target: 'this target', key: 'all with this key', host: 'all at this host' } as const;

/** Which fault does what. */
export const faultRulesTable: GeneratedPart = {
  file,
  name: 'fault rules',
  make: () =>
    markdownTable(
      ['fault', 'then', 'left out on `next`', 'counts in the breaker', 'status', 'because'],
      faultKinds.map((kind) => {
        const { then, shared, blame, status, why } = faultRules[kind];
        return [`\`${kind}\``, then, then === 'end' ? '-' : shares[shared], kind === 'rate-limited' ? "if it is the provider's" : blames[blame], kind === 'cancelled' ? '-' : String(status), why];
      }),
    ),
};

/** The clocks of an attempt. */
export const clocksTable: GeneratedPart = {
  file,
  name: 'clocks',
  make: () => {
    const names = { connectMs: 'connection and TLS', headersMs: 'head of the answer', firstContentMs: 'first content behind it', silenceMs: 'silence between content', totalMs: 'whole attempt' } as const;
    const [stream, whole] = [defaultClocks(true), defaultClocks(false)];
    return markdownTable(
      ['clock', 'setting', 'stream', 'whole answer'],
      (Object.keys(names) as (keyof typeof names)[]).map((name) => [names[name], `\`${name}\``, `${stream[name] / 1_000} s`, `${whole[name] / 1_000} s`]),
    );
  },
};

let outageDay: string | undefined;

/** The simulated day; played once, for it takes half a second. */
export const outageTable: GeneratedPart = {
  file,
  name: 'outage day',
  make: () => (outageDay ??= `${modelWords(published.seed, published.days)}\n\n${markdownTable(outageHeads, outageRows(summaries(published.seed, published.days)))}`),
};
