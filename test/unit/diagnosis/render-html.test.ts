import assert from 'node:assert/strict';
import fc from 'fast-check';
import { renderHtml } from '../../../src/diagnosis/render/html.ts';
import type { Report } from '../../../src/diagnosis/report.ts';
import { factsOf, routeOf } from './samples.ts';

const pieces = [
  '<img src=x onerror=alert(1)>', '</pre>', '</script><script>alert(1)</script>', '<!--', '-->', ']]>', '&lt;b&gt;', '&#60;img&#62;', '"', "'", '`', '=', '\n', '\r\n', '\u2028',
  '" onmouseover="alert(1)', "' style='x", 'javascript:alert(1)', '</main></body>', '<style>*{}</style>', '<base href=//evil.test>', '\u0000', '\u001b[31m', '\u202e', '🙂', '证书', 'plain words', '',
];
const hostile = fc.oneof(
  fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** A report all of whose texts come from one source, evidence that is drawn included. */
function reportOf(next: () => string): Report {
  const fix = { id: next(), title: next(), detail: next(), snippet: `run ${next()}` };
  const snapshot = (context: 'this-process' | 'login-shell') => ({ context, obtained: 'read' as const, variables: { HTTPS_PROXY: `${context} ${next()}` } });
  const route = routeOf(next(), 'proxy', { proxy: next(), reason: next(), decidedBy: next() });
  const steps = [{ step: 'tcp', durationMs: 2, ok: true }, { step: 'first-byte', durationMs: 30, ok: false }];
  const probe = (id: string, evidence: unknown): Report['probes'][number] => ({ id, leg: 'http', title: next(), status: 'fail', summary: next(), durationMs: 3, evidence });
  const settings = { platform: 'linux', environments: [snapshot('this-process'), snapshot('login-shell')], tools: [], system: { store: 'none', mode: 'none', bypass: [] }, unreadable: [] };
  return {
    schemaVersion: 1,
    startedAt: next(),
    durationMs: 12,
    subject: factsOf({ gateway: { id: next(), title: next(), baseUrl: next(), userDefined: true }, contextLabel: next() }),
    verdict: { state: 'down', leg: 'tls', confidence: 'medium', sentence: next(), nextStep: next() },
    findings: [{ id: next(), leg: 'tls', severity: 'error', title: next(), detail: next().replace(/\r\n?|\n/g, ' '), probes: [next()], fixes: [fix] }],
    probes: [
      probe('proxy-environment', { settings }),
      probe('route', { url: 'https://x.example/', routes: [route] }),
      probe('http', { paths: [{ path: next(), models: { request: next(), waterfall: { steps, totalMs: 32 } } }] }),
      probe(next(), { text: next() }),
    ],
  };
}

const tagsOf = (html: string): string[] => html.match(/<[!/]?[a-z][^>]*>/gi) ?? [];

describe('the report as one HTML file', () => {
  it('has the same tags and attributes, whatever its texts are', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 60 }), (texts) => {
        let index = 0;
        const given = renderHtml(reportOf(() => texts[index++ % texts.length] ?? ''));
        const calm = renderHtml(reportOf(() => 'x'));
        // Which cells differ from their neighbours is told by a class, and that may depend on the texts.
        const plain = (html: string): string[] => tagsOf(html).map((tag) => tag.replace(/^<td class="(?:differs|bad|quiet)">$/, '<td>'));
        assert.deepEqual(plain(given), plain(calm));
      }),
    );
  });

  it('carries no script, loads nothing, and forbids both', () => {
    const html = renderHtml(reportOf(() => 'x'));
    assert.doesNotMatch(html, /<script|<link|<img|<iframe|<form|\bsrc=|\bhref=|@import|url\(/i);
    assert.match(html, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/);
  });

  it('draws the time line, the variables and the routes', () => {
    const html = renderHtml(reportOf(() => 'word'));
    for (const text of ['Variables by context', 'Routes by client', 'first byte', 'margin-left:6.25%;width:93.75%']) assert.ok(html.includes(text), text);
  });

  it('leaves out what it can not draw of evidence that another version stored', () => {
    const report = reportOf(() => 'x');
    const html = renderHtml({ ...report, probes: report.probes.map((probe) => ({ ...probe, evidence: { settings: 1, routes: 2, paths: 3 } })) });
    assert.doesNotMatch(html, /Variables by context/);
    assert.match(html, /<\/html>/);
  });
});
