/** Keeps what was seen of a name and its connection, so that every system can judge it again without the rig. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { diagnose } from '../../../src/diagnosis/diagnose.ts';
import type { ConnectEvidence, DnsEvidence } from '../../../src/diagnosis/evidence.ts';
import { judgeConnect } from '../../../src/diagnosis/rules/connect.ts';
import { judgeDns } from '../../../src/diagnosis/rules/dns.ts';
import type { SubjectFacts } from '../../../src/diagnosis/subject.ts';
import type { Diagnosed } from './doctor.ts';

/** One recorded rig. */
export interface NameFixture {
  rig: string;
  facts: SubjectFacts;
  dns: DnsEvidence;
  connect: ConnectEvidence;
  /** `severity leg id` of what name and connection together must come to, in order. */
  findings: readonly string[];
}

/** Whether this run writes fixtures: RECORD_NAME_FIXTURES=1. */
const recording = process.env['RECORD_NAME_FIXTURES'] === '1';
const folder = fileURLToPath(new URL('../../unit/diagnosis/fixtures/', import.meta.url));

/** What the evidence of these two probes alone comes to. Pure. */
export function judgedAgain({ facts, dns, connect }: Pick<NameFixture, 'facts' | 'dns' | 'connect'>): string[] {
  const result = { title: '', durationMs: 0 };
  const { findings } = diagnose(facts, [
    { ...result, ...judgeDns(dns, facts), id: 'dns', leg: 'dns', evidence: dns },
    { ...result, ...judgeConnect(connect, facts), id: 'connect', leg: 'tcp', evidence: connect },
  ]);
  return findings.map(({ severity, leg, id }) => `${severity} ${leg} ${id}`);
}

/** Holds a run to its findings, and records it when asked to. */
export function keep(kind: 'dns' | 'connect', rig: string, { report }: Diagnosed, findings: readonly string[]): void {
  const seen = (probe: string): unknown => report.probes.find(({ id }) => id === probe)?.evidence;
  const fixture: NameFixture = {
    rig,
    // What the reasons of routes say is no part of any judgement here.
    facts: { ...report.subject, routes: report.subject.routes.map((route) => ({ ...route, reason: '' })) },
    dns: seen('dns') as DnsEvidence,
    connect: seen('connect') as ConnectEvidence,
    findings,
  };
  assert.deepEqual(judgedAgain(fixture), findings, JSON.stringify({ dns: fixture.dns, connect: fixture.connect }));
  if (!recording) return;
  fs.mkdirSync(path.join(folder, kind), { recursive: true });
  const name = rig.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  // Times to the tenth of a millisecond: more is noise in every diff.
  const rounded = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? Math.round(value * 10) / 10 : value;
  const lines = Object.entries(fixture).map(([key, value]) => `"${key}": ${JSON.stringify(value, rounded)}`);
  fs.writeFileSync(path.join(folder, kind, `${name}.json`), `{\n${lines.join(',\n')}\n}\n`);
}
