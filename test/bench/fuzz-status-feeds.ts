import * as fs from 'node:fs';
import { feedAdapters } from '../../src/gateways/feeds/index.ts';
import { readFeed } from '../../src/gateways/feeds/read-feed.ts';
import type { Parser } from './fuzz-inputs.ts';

const fixtures = new URL('../unit/gateways/feeds/fixtures/', import.meta.url);
const nowMs = Date.parse('2026-11-29T08:30:00Z');

const pieces = ['{', '}', '[', ']', ',', ':', '"', '\\', '\\u0061', 'null', 'true', '1e999', '"operational"', '"none"', '"status":', '"components":', '"name":', '<item>', '</item>', '<entry>', '</entry>', '<![CDATA[', ']]>', '<!--', '-->', '<title>', '&lt;', '&amp;', '&#x0;', '<', '>', '\0', '\xff', '\xef\xbb\xbf', '2026-11-29T08:00:00Z'];

/** Each format's own fixtures, compacted so that the bound of an input leaves most of them whole, and damaged from there. */
export const statusFeedParsers: Readonly<Record<string, Parser>> = Object.fromEntries(
  feedAdapters.map(({ id }) => {
    const folder = new URL(`${id}/`, fixtures);
    const samples = fs.readdirSync(folder).map((name) => {
      const text = fs.readFileSync(new URL(name, folder), 'utf8');
      return Buffer.from(name.endsWith('.json') ? JSON.stringify(JSON.parse(text)) : text, 'utf8').toString('latin1');
    });
    const whole = { pageUrl: 'https://status.example.com', format: id };
    const watching = { ...whole, components: ['Vertex Gemini API', 'anthropic'] };
    let turn = 0;
    const run = (input: Buffer): void => {
      const answer = { url: 'https://status.example.com/data', status: 200, headers: {}, bodyText: input.toString('utf8'), truncated: false };
      // Beside itself as the second document: what one lacks the other may have.
      readFeed(answer, turn++ % 2 ? watching : whole, nowMs, answer);
    };
    return [`status page: ${id}`, { samples, pieces, run }];
  }),
);
