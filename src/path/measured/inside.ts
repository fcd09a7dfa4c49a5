/**
 * A program of its own, started in a network without a way out: opens the places of a job, starts the client, and
 * prints what arrived where. Usage: measure-inside.js JOB-FILE
 */
import * as fs from 'node:fs';
import type { InsideJob, InsideResult } from './namespace.ts';
import { Recorder } from './recorder.ts';
import { runClient } from './run-client.ts';

const job = JSON.parse(fs.readFileSync(process.argv[2] ?? '', 'utf8')) as InsideJob;
const recorder = new Recorder();
for (const { name, role, host, port } of job.places) await recorder.open(name, role, host, port);
const { environment, directory, limitMs } = job;
// The client stays in this process's group, which is ended as a whole from outside.
const { signal } = new AbortController();
const run = await runClient(job.file, job.args, { environment, directory, limitMs, signal, ownGroup: false });
const result: InsideResult = { run, arrivals: await recorder.taken() };
process.stdout.write(JSON.stringify(result), () => process.exit(0));
