import * as tls from 'node:tls';
import { ownTurn } from './own-turn.ts';
import { inTurns } from './steps.ts';
import { readCertificatesInSteps, rootSetInSteps, type KnownCertificates, type ReadCertificate, type RootSet } from './trust-chain.ts';

/** The public roots compiled into this runtime (Mozilla's list), read. */
export interface PublicRoots {
  certificates: readonly ReadCertificate[];
  set: RootSet;
  /** To read other stores with, a copy each: they hold much the same roots. */
  known: ReadonlyMap<string, ReadCertificate | undefined>;
}

let read: Promise<PublicRoots> | undefined;

/** Read once, as they don't change while a program runs and each path asks; in turns, as it takes 10 ms. */
export function publicRoots(): Promise<PublicRoots> {
  read ??= readInTurns();
  return read;
}

async function readInTurns(): Promise<PublicRoots> {
  await ownTurn();
  const known: KnownCertificates = new Map();
  const certificates = await inTurns(readCertificatesInSteps(tls.rootCertificates, known));
  return { certificates, set: await inTurns(rootSetInSteps(certificates)), known };
}
