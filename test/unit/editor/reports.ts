import type { Verdict } from '../../../src/diagnosis/finding.ts';
import type { Report } from '../../../src/diagnosis/report.ts';

/** A small finished report, for tests of what is made of reports. */
export function aReport(changes: Partial<Verdict> = {}, baseUrl = 'https://gateway.test/v1'): Report {
  return {
    schemaVersion: 1,
    startedAt: '2026-01-31T09:15:00.000Z',
    durationMs: 2_100,
    subject: {
      gateway: { id: 'custom', title: 'gateway.test', baseUrl, userDefined: true },
      host: 'gateway.test',
      loopback: false,
      hasKey: false,
      context: 'extension-host',
      contextLabel: 'extension host (this computer)',
      platform: 'linux',
      paths: [{ id: 'direct', label: 'direct', proxied: false, clients: ['curl'], primary: true }],
      routes: [],
      networkInterface: true,
    } as unknown as Report['subject'],
    verdict: {
      state: 'down',
      leg: 'tls',
      confidence: 'high',
      sentence: 'The certificate is not trusted.',
      nextStep: 'Add the authority.',
      ...changes,
    },
    findings: [
      {
        id: 'tls-untrusted',
        leg: 'tls',
        severity: 'error',
        title: 'The certificate is not trusted',
        detail: 'Signed by Example CA.',
        probes: ['tls', 'gone'],
        fixes: [
          { id: 'system', title: 'Use the system store', detail: 'Switch http.systemCertificates on.' },
          { id: 'file', title: 'Name the file', detail: 'Give the authority to Node.', snippet: 'NODE_EXTRA_CA_CERTS=ca.pem' },
        ],
      },
    ],
    probes: [
      { id: 'dns', leg: 'dns', title: 'Name resolution', status: 'pass', summary: 'one address', durationMs: 12, evidence: { addresses: ['192.0.2.1'] } },
      { id: 'tls', leg: 'tls', title: 'TLS and certificate', status: 'fail', summary: 'not trusted', durationMs: 80, evidence: { issuer: '<b>Example</b>' } },
      { id: 'stream', leg: 'stream', title: 'A short streamed answer', status: 'skip', summary: 'no consent', durationMs: 0, evidence: null },
    ],
  };
}
