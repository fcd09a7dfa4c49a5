/** The figure of the docs: the share of requests answered over the afternoon, one line for each strategy. */
import { outage } from './model.ts';
import { binCount, binMs, binsFromMs, type Summary } from './summary.ts';

const [width, height] = [760, 330];
const plot = { left: 56, right: 20, top: 44, bottom: 64 } as const;

/** Told apart by dashes and width as well as by colour. */
const looks: Readonly<Record<string, string>> = {
  nothing: 'stroke="#b3261e" stroke-width="2" stroke-dasharray="2 4"',
  'retry alone': 'stroke="#8a6100" stroke-width="2" stroke-dasharray="8 4"',
  'chain, breaker and racing': 'stroke="#0b57d0" stroke-width="3"',
};

/** An SVG document. The lines of `looks` are drawn, in that order. */
export function outageFigure(of: readonly Summary[], model: string): string {
  const toMs = binsFromMs + binCount * binMs;
  const x = (atMs: number): string => (plot.left + ((atMs - binsFromMs) / (toMs - binsFromMs)) * (width - plot.left - plot.right)).toFixed(1);
  const y = (share: number): string => (plot.top + (1 - share) * (height - plot.top - plot.bottom)).toFixed(1);
  const drawn = Object.keys(looks).flatMap((name) => of.filter((one) => one.name === name));
  const hours = Array.from({ length: 5 }, (_, index) => binsFromMs + index * 1_800_000);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Share of requests answered while the primary gateway is down, for three ways to send them" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<rect x="${x(outage.fromMs)}" y="${plot.top}" width="${(Number(x(outage.toMs)) - Number(x(outage.fromMs))).toFixed(1)}" height="${height - plot.top - plot.bottom}" fill="#f1f1f1"/>`,
    `<text x="${x(outage.fromMs)}" y="${plot.top - 22}" fill="#333333">down from 14:03 to 15:10</text>`,
    `<line x1="${x(outage.pageGreenUntilMs)}" x2="${x(outage.pageGreenUntilMs)}" y1="${plot.top - 6}" y2="${y(0)}" stroke="#666666" stroke-dasharray="3 3"/>`,
    `<text x="${x(outage.pageGreenUntilMs)}" y="${plot.top - 8}" fill="#333333">its status page is green until 14:15</text>`,
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      `<line x1="${plot.left}" x2="${width - plot.right}" y1="${y(share)}" y2="${y(share)}" stroke="#dddddd"/>`,
      `<text x="${plot.left - 8}" y="${(Number(y(share)) + 4).toFixed(1)}" text-anchor="end" fill="#333333">${share * 100} %</text>`,
    ]),
    ...hours.map((atMs) => `<text x="${x(atMs)}" y="${height - plot.bottom + 18}" text-anchor="middle" fill="#333333">${clock(atMs)}</text>`),
    ...drawn.map(({ name, bins }) => `<path d="${path(bins, x, y)}" fill="none" ${looks[name]}/>`),
    ...drawn.flatMap(({ name }, index) => {
      const at = plot.left + index * 170;
      return [`<line x1="${at}" x2="${at + 30}" y1="${height - 26}" y2="${height - 26}" ${looks[name]}/>`, `<text x="${at + 38}" y="${height - 22}" fill="#333333">${name}</text>`];
    }),
    `<text x="${plot.left}" y="${height - 6}" fill="#666666" font-size="10">${model}</text>`,
    '</svg>',
  ].join('\n')}\n`;
}

function path(bins: readonly (number | null)[], x: (atMs: number) => string, y: (share: number) => string): string {
  let started = false;
  return bins
    .flatMap((share, index) => {
      if (share === null) return [];
      const point = `${started ? 'L' : 'M'}${x(binsFromMs + (index + 0.5) * binMs)} ${y(share)}`;
      started = true;
      return [point];
    })
    .join(' ');
}

function clock(atMs: number): string {
  return `${Math.floor(atMs / 3_600_000)}:${String(Math.floor((atMs % 3_600_000) / 60_000)).padStart(2, '0')}`;
}
