import { connectBounds, durationBounds } from '../../src/shim/journal/counts.ts';
import { metricsAbout, type MetricAbout } from '../../src/shim/journal/metrics.ts';
import { markdownTable, type GeneratedPart } from './generated.ts';

/** Every metric of the shim, and the bounds of the histograms. */
export const shimMetricsTable: GeneratedPart = {
  file: 'docs/shim-journal.md',
  name: 'metrics',
  make: () => {
    const all: readonly MetricAbout[] = Object.values(metricsAbout);
    const rows = all.map(({ name, type, labels, help }) => [`\`${name}\``, type, labels.map((label) => `\`${label}\``).join(', ') || '-', help]);
    return [
      markdownTable(['metric', 'type', 'labels', 'what'], rows),
      '',
      `Buckets of \`${metricsAbout.durations.name}\`: ${durationBounds.join(', ')} s. Of \`${metricsAbout.connects.name}\`: ${connectBounds.join(', ')} s.`,
    ].join('\n');
  },
};
