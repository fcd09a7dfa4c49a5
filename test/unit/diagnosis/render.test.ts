import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Finding } from '../../../src/diagnosis/finding.ts';
import { renderJson } from '../../../src/diagnosis/render/json.ts';
import { renderMarkdown } from '../../../src/diagnosis/render/markdown.ts';
import { renderTerminal } from '../../../src/diagnosis/render/terminal.ts';
import { makeReport, type Report } from '../../../src/diagnosis/report.ts';
import { correlationCases } from './rules/correlation-cases.ts';
import { factsOf, routeOf } from './samples.ts';

/** Pieces of markup, of terminal control and of everything else that renderers have fallen for. */
const pieces = [
  '<img src=x onerror=alert(1)>', '<script>', '</details>', '<!--', '-->', '&lt;b&gt;', '&#60;', '](javascript:alert(1))', '![x](http://evil.test/x.png)', '[x](http://evil.test)',
  '[ref]: http://evil.test', '[^1]', '`', '``', '```', '~~~', '# ', '## x', '> ', '- ', '* ', '+ ', '1. ', '2) ', '===', '---', '***', '| a | b |', '|', '\\|', '\\', ':--', '--|--',
  'http://evil.test', 'https://evil.test/a_b*c', 'www.evil.test', '<http://evil.test>', 'mailto:a@b.test', 'a@b.test', '@user', 'xmpp:a@b.test', '$x$', '_x_', '**x**', '~x~',
  '\n', '\r', '\r\n', '\t', '    ', '\u0000', '\u0007', '\u001b[31m', '\u001b]0;title\u0007', '\u001b[2J', '\u009b31m', '\u0085', '\u2028', '\u2029', '\u202e', '\u2066', '\u200b', '\ufeff', '\ud83d', '🙂', 'Größe', '证书', ' ', '', 'plain words',
];
const hostile = fc.oneof(
  fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** A report all of whose texts come from one source. */
function reportOf(next: () => string): Report {
  const fix = (): Finding['fixes'][number] => ({ id: next(), title: next(), detail: next(), snippet: `run ${next()}` });
  const finding = (severity: Finding['severity']): Finding => ({ id: next(), leg: 'tls', severity, title: next(), detail: next(), probes: [next(), next()], fixes: [fix(), fix()] });
  return {
    schemaVersion: 1,
    startedAt: next(),
    durationMs: 12,
    subject: factsOf({
      gateway: { id: next(), title: next(), baseUrl: next(), userDefined: true },
      host: next(),
      contextLabel: next(),
      routes: [routeOf(next(), 'proxy', { proxy: next(), reason: next() })],
    }),
    verdict: { state: 'down', leg: 'tls', confidence: 'medium', sentence: next(), nextStep: next() },
    findings: [finding('error'), finding('info')],
    probes: [
      { id: next(), leg: 'http', title: next(), status: 'fail', summary: next(), durationMs: 3, evidence: { text: next(), list: [next()], [next()]: 1 } },
      { id: next(), leg: 'stream', title: next(), status: 'unknown', summary: next(), durationMs: 3, evidence: null },
    ],
  };
}

const reports = fc.array(hostile, { minLength: 1, maxLength: 60 }).map((texts) => {
  let index = 0;
  return reportOf(() => texts[index++ % texts.length] ?? '');
});

interface Block {
  kind: string;
  text: string;
}

/** Reads Markdown as far as these reports use it: fences, headings, list items, table rows; the rest is text. */
function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let fence: string | undefined;
  for (const line of markdown.split(/\r\n|\r|\n/)) {
    const marks = /^ {0,3}(`{3,})\s*$/.exec(line)?.[1];
    if (fence !== undefined) {
      if (marks !== undefined && marks.length >= fence.length) fence = undefined;
      continue;
    }
    if (marks !== undefined) {
      fence = marks;
      blocks.push({ kind: 'fence', text: '' });
      continue;
    }
    const heading = /^ {0,3}(#{1,6}) /.exec(line)?.[1];
    const list = /^\s*([-+*]|\d+[.)])(\s|$)/.test(line);
    if (heading) blocks.push({ kind: `heading ${heading.length}`, text: line.slice(heading.length) });
    else if (/^\|/.test(line)) blocks.push({ kind: `row of ${cells(line)}`, text: line });
    else if (list) blocks.push({ kind: 'list item', text: line.replace(/^- \*\*/, '').replace('.** ', ' ') });
    else {
      assert.doesNotMatch(line, /^( {4}|\t| {0,3}([>~=]|-+\s*$|[:|]?-+[:|]))/, `a block of its own: ${JSON.stringify(line)}`);
      if (line.trim() !== '') blocks.push({ kind: 'text', text: line });
    }
  }
  assert.equal(fence, undefined, 'a fence is left open');
  return blocks;
}

/** Cells of a table's row; a bar behind a backslash is none's end. */
function cells(line: string): number {
  return line.replace(/\\./g, '').split('|').length - 2;
}

/** What is left of a line when escapes and code spans are taken out. */
function bare(text: string): string {
  let out = '';
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? '';
    if (char === '\\') index += 1;
    else if (char === '`') {
      const run = /^`+/.exec(text.slice(index))?.[0] ?? '';
      const close = text.indexOf(run, index + run.length);
      assert.ok(close > 0, `a code span is left open: ${JSON.stringify(text)}`);
      index = close + run.length - 1;
    } else out += char;
  }
  return out;
}

describe('the Markdown report', () => {
  const skeleton = blocksOf(renderMarkdown(reportOf(() => 'x'))).map(({ kind }) => kind);

  it('keeps its structure whatever its texts hold', () => {
    fc.assert(
      fc.property(reports, (report) => {
        // Lines of a detail are lines of text; everything else is one line.
        const kinds = blocksOf(renderMarkdown(report)).map(({ kind }) => kind);
        assert.deepEqual(kinds.filter((kind) => kind !== 'text'), skeleton.filter((kind) => kind !== 'text'));
      }),
      { numRuns: 400 },
    );
  });

  it('holds no HTML, no link, no image, no mention and no mathematics', () => {
    fc.assert(
      fc.property(reports, (report) => {
        for (const { kind, text } of blocksOf(renderMarkdown(report))) {
          if (kind === 'fence') continue;
          const live = bare(text);
          assert.doesNotMatch(live, /[<>]|\]\(|!\[|\]:|:\/\/|@|www\.|\$|(?<!^)\*\*\S.*\*\*.*\*\*/, JSON.stringify(text));
          assert.doesNotMatch(live, /&(?!amp;|lt;|gt;)/);
          assert.doesNotMatch(text, /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('lets no content end its code block', () => {
    const snippet = 'x\r<img src=x>\r\n```\n~~~\n````\u2028<b>';
    const report = { ...reportOf(() => snippet) };
    const markdown = renderMarkdown(report);
    assert.deepEqual(blocksOf(markdown).map(({ kind }) => kind).filter((kind) => kind !== 'text'), skeleton.filter((kind) => kind !== 'text'));
    assert.ok(!markdown.includes('\r'));
  });

  it('keeps addresses readable', () => {
    const markdown = renderMarkdown(reportOf(() => 'Set it to https://openrouter.ai/api/v1, or ask a@b.test (www.example.test).'));
    assert.match(markdown, /Set it to `https:\/\/openrouter\.ai\/api\/v1`, or ask `a@b\.test` \\\(`www\.example\.test`\\\)\./);
  });

  it('bounds evidence', () => {
    const report = reportOf(() => 'x');
    const big = { ...report, probes: report.probes.map((probe) => ({ ...probe, evidence: { text: 'y'.repeat(500_000) } })) };
    assert.ok(renderMarkdown(big).length < 60_000);
  });
});

describe('the terminal report', () => {
  const sgr = /\u001b\[(?:0|1|2|31|32|33|36)m/g;

  it('holds no control characters but line feeds and its own colours', () => {
    fc.assert(
      fc.property(reports, fc.boolean(), fc.integer({ min: 0, max: 300 }), (report, color, width) => {
        const text = renderTerminal(report, { color, width });
        const plain = text.replace(color ? sgr : /(?!)/g, '');
        assert.doesNotMatch(plain.replaceAll('\n', ''), /[\p{Cc}\u2028-\u202e\u2066-\u2069\u200b\ufeff]/u);
        assert.equal(text.endsWith('\n'), true);
        if (color) assert.equal((text.match(/\u001b\[0m/g) ?? []).length > 0, true);
      }),
      { numRuns: 300 },
    );
  });

  it('says the same with and without colours', () => {
    for (const { facts, results } of correlationCases) {
      const report = makeReport({ startedAt: '2026-08-20T12:00:00.000Z', durationMs: 5, facts, results, secrets: [] }, []);
      const colored = renderTerminal(report, { color: true, width: 80 });
      const plain = renderTerminal(report, { color: false, width: 80 });
      assert.equal(colored.replace(sgr, ''), plain);
      assert.notEqual(colored, plain);
      assert.ok(plain.includes(report.verdict.sentence.split(' ')[0] ?? ''));
    }
  });

  it('wraps at the width, words that do not fit aside', () => {
    const report = reportOf(() => `some words of ordinary length ${'l'.repeat(90)} and more of them`);
    for (const line of renderTerminal(report, { color: false, width: 60 }).split('\n')) {
      assert.ok(line.length <= 60 || !line.trim().includes(' ') || /ms ·|·/.test(line), line);
    }
  });
});

describe('the JSON report', () => {
  it('reads back to the same, on one document that ends in a line feed', () => {
    fc.assert(
      fc.property(reports, (report) => {
        const text = renderJson(report);
        assert.deepEqual(JSON.parse(text), report);
        assert.ok(text.endsWith('}\n'));
      }),
    );
  });
});
