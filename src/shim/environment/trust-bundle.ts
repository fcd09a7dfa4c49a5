/** One file with every root that some program here accepts, so that a variable can name it and nobody loses one. */
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as tls from 'node:tls';
import type { ToolSetting } from '../../path/proxy-settings.ts';
import { publicRoots } from '../../path/public-roots.ts';
import { inTurns, type Steps } from '../../path/steps.ts';
import { readCertificatesInSteps, type KnownCertificates } from '../../path/trust-chain.ts';
import { readTrustDirectory, readTrustFile, type TrustPlace } from '../../path/trust-files.ts';
import { readStore } from '../../path/trust-survey.ts';
import type { Environment } from './change.ts';
import type { RootBundle } from './child-environment.ts';
import { trustPlaces } from './trust-places.ts';

/** Whose roots are wanted. */
export interface RootQuestion {
  /** The environment children would have without the shim. */
  base: Environment;
  platform: NodeJS.Platform;
  /** Settings of the tools that were read, and which those are. */
  tools?: { settings: readonly ToolSetting[]; of: RootBundle['ofTools'] };
}

/** Something that is not in the bundle. */
export interface LeftOut {
  /** A file or folder; `system` for the system's store. */
  place: string;
  why: 'missing' | 'unreadable' | 'too-large' | 'encrypted' | 'relative' | 'broken' | 'with-conditions';
  /** Certificates of the place, where some of it is in the bundle. */
  count?: number;
}

/** A bundle that lies in its folder. */
export interface ComposedBundle extends RootBundle {
  certificates: number;
  /** False where the file had these bytes already. */
  written: boolean;
  leftOut: readonly LeftOut[];
}

/** The name of the file in its folder. */
export const bundleName = 'roots.pem';

/**
 * Composes the file: the public roots of this runtime, the system's, and those that variables of the base name. The same
 * roots give the same bytes, and the file is written only when they change, beside itself and renamed. Nothing but
 * certificates that can be read goes in, no private key and no word of the sources.
 *
 * @param folder an own folder of the user's; it is there already.
 * @throws when the folder can't be written to.
 */
export async function composeBundle(question: RootQuestion, folder: string): Promise<ComposedBundle> {
  const file = path.join(folder, bundleName);
  const { bodies, whole, leftOut } = await gatherRoots(question, file);
  const text = bodies.map((body) => `${begin}${body}${end}`).join('');
  const written = await writeChanged(file, text);
  return { file, whole, ofTools: question.tools?.of ?? [], certificates: bodies.length, written, leftOut };
}

/** A bundle that was composed elsewhere: whether it has every root that is wanted here too. Nothing is written. */
export async function standingBundle(file: string, question: RootQuestion): Promise<RootBundle> {
  const [{ bodies, whole }, text] = await Promise.all([
    gatherRoots(question, file),
    fs.readFile(file, 'utf8').catch(() => ''),
  ]);
  const there = new Set(text.split(end).map((block) => block.slice(begin.length)));
  return { file, whole: whole && bodies.every((body) => there.has(body)), ofTools: question.tools?.of ?? [] };
}

const begin = '-----BEGIN CERTIFICATE-----\n';
const end = '\n-----END CERTIFICATE-----\n';

async function gatherRoots(
  { base, platform, tools }: RootQuestion,
  own: string,
): Promise<{ bodies: string[]; whole: boolean; leftOut: LeftOut[] }> {
  const known: KnownCertificates = new Map((await publicRoots()).known);
  const leftOut: LeftOut[] = [];
  const system = await readStore('os', platform);
  if (!system) leftOut.push({ place: 'system', why: 'unreadable' });
  const extras = await readPlaces(trustPlaces(base, platform, tools?.settings), platform, own, leftOut);
  const groups: string[][] = [];
  for (const pems of [tls.rootCertificates, system ?? []]) groups.push(await inTurns(bodiesInSteps(pems, known)));
  for (const { place, certificates } of extras) {
    const plain = certificates.filter((pem) => !pem.includes('TRUSTED CERTIFICATE'));
    const bodies = await inTurns(bodiesInSteps(plain, known));
    // A trusted certificate says for what it may be used and for what not (openssl-x509(1)); here that would be lost.
    if (plain.length < certificates.length) leftOut.push({ place, why: 'with-conditions', count: certificates.length - plain.length });
    if (bodies.length < plain.length) leftOut.push({ place, why: 'broken', count: plain.length - bodies.length });
    groups.push(bodies);
  }
  return {
    bodies: [...new Set(groups.flatMap((group) => group.toSorted()))],
    // What is missing or broken gives a program nothing today.
    whole: leftOut.every(({ why }) => why === 'missing' || why === 'broken'),
    leftOut,
  };
}

/** The certificates as PEM bodies of 64 columns; what can't be read is not among them. */
function* bodiesInSteps(pems: readonly string[], known: KnownCertificates): Steps<string[]> {
  const read = yield* readCertificatesInSteps(pems, known);
  const bodies: string[] = [];
  for (const { certificate } of read) {
    bodies.push((certificate.raw.toString('base64').match(/.{1,64}/g) ?? []).join('\n'));
    yield;
  }
  return bodies;
}

async function readPlaces(
  { files, folders }: { files: readonly string[]; folders: readonly string[] },
  platform: NodeJS.Platform,
  own: string,
  leftOut: LeftOut[],
): Promise<{ place: string; certificates: readonly string[] }[]> {
  const found: { place: string; certificates: readonly string[] }[] = [];
  const { isAbsolute, delimiter } = platform === 'win32' ? path.win32 : path.posix;
  const take = async (place: string, read: () => Promise<TrustPlace>, names: readonly string[]): Promise<void> => {
    // Its own roots would never leave it again.
    if (place === own) return;
    // Relative to what, each program decides.
    if (!names.every((name) => isAbsolute(name))) {
      leftOut.push({ place, why: 'relative' });
      return;
    }
    const there = await read();
    if ('problem' in there) leftOut.push({ place, why: there.problem });
    else found.push({ place, certificates: there.certificates });
  };
  for (const place of files) {
    const either = folders.includes(place) && (await isFolder(place));
    if (!either) await take(place, () => readTrustFile(place), [place]);
  }
  for (const place of folders) {
    const either = files.includes(place) && !(await isFolder(place));
    if (!either) await take(place, () => readTrustDirectory(place, platform), place.split(delimiter).filter((one) => one !== ''));
  }
  return found;
}

async function isFolder(place: string): Promise<boolean> {
  try {
    return (await fs.stat(place)).isDirectory();
  } catch {
    return false;
  }
}

/** Writes a file whole or not at all, and only when its text changes. */
async function writeChanged(file: string, text: string): Promise<boolean> {
  const before = await fs.readFile(file, 'utf8').catch(() => undefined);
  if (before === text) return false;
  const newFile = `${file}.${randomUUID()}.new`;
  try {
    const handle = await fs.open(newFile, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      // Else a crash of the machine could leave the name on an empty file.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(newFile, file);
    return true;
  } catch (error) {
    await fs.rm(newFile, { force: true }).catch(() => undefined);
    throw error;
  }
}
