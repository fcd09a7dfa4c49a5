import * as tls from 'node:tls';
import { certificateFacts, type CertificateFacts } from './certificate-facts.ts';
import { publicRoots } from './public-roots.ts';
import { inTurns } from './steps.ts';
import { readSystemRootsAside } from './system-roots.ts';
import {
  anchorOf,
  readCertificates,
  readCertificatesInSteps,
  rootSet,
  verifyChain,
  type ReadCertificate,
} from './trust-chain.ts';
import {
  findJavaStore,
  findLinuxBundle,
  hasHashedFolder,
  readTrustDirectory,
  readTrustFile,
  type TrustPlace,
} from './trust-files.ts';
import { knobPlaces, type TrustKnobs } from './trust-knobs.ts';
import { ownTurn } from './own-turn.ts';
import { rootGifts, type FoundRoot, type RootGift } from './trust-gift.ts';
import { trustMatrix, type StoreVerdict, type TrustQuestion, type TrustRow } from './trust-matrix.ts';
import type { StoreId } from './trust-runtime.ts';

/** What a survey found: the rows to show, and the stores they come from. No root is kept. */
export interface TrustSurvey {
  rows: readonly TrustRow[];
  stores: Readonly<Partial<Record<StoreId, StoreVerdict>>>;
  /** The system's bundle, where it is a file. */
  osBundle: string | null;
  /** Ways to give the programs that refuse the root of the chain; absent where there is no root to give. */
  gifts?: readonly RootGift[];
}

/** Present from Node 22.15 on (nodejs.org/api/tls.html). */
type GetCaCertificates = (type: 'system') => string[];

/** Stores read once for several chains of one diagnosis. */
export interface ReadStores {
  stores: ReadonlyMap<StoreId, { certificates: readonly ReadCertificate[] } | { problem: string }>;
  osBundle: string | null;
}

/** Reads the stores that the knobs name, and those of the system and of Java. */
export async function readStores(
  knobs: TrustKnobs,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ReadStores> {
  const { files, directories } = knobPlaces(knobs);
  const stores = new Map<StoreId, { certificates: readonly ReadCertificate[] } | { problem: string }>();
  const known = new Map((await publicRoots()).known);
  const keep = async (id: StoreId, place: TrustPlace): Promise<void> => {
    // A store is some ms of work.
    await ownTurn();
    stores.set(
      id,
      'problem' in place ? place : { certificates: await inTurns(readCertificatesInSteps(place.certificates, known)) },
    );
  };
  await keep('bundled', { certificates: tls.rootCertificates });
  const bundle = knobs.platform === 'linux' ? await findLinuxBundle() : undefined;
  const system = bundle?.place ?? (await systemOfRuntime());
  if (system) await keep('os', system);
  const os = stores.get('os');
  // The folder holds what the file holds; both are made by one program (update-ca-certificates(8)).
  if (os && knobs.platform === 'linux' && (await hasHashedFolder())) stores.set('os-folder', os);
  await keep('java', await findJavaStore(environment['JAVA_HOME']));
  await Promise.all([
    ...files.map(async (file) => keep(`file:${file}`, await readTrustFile(file))),
    ...directories.map(async (folder) => keep(`folder:${folder}`, await readTrustDirectory(folder, knobs.platform))),
  ]);
  return { stores, osBundle: bundle?.file ?? null };
}

async function systemOfRuntime(): Promise<TrustPlace | undefined> {
  await readSystemRootsAside();
  const getCertificates = (tls as { getCACertificates?: GetCaCertificates }).getCACertificates;
  try {
    const certificates = getCertificates?.('system');
    return certificates && { certificates };
  } catch {
    return undefined;
  }
}

/**
 * Holds a served chain against the stores and says which runtimes accept it.
 *
 * @param root what the runtimes that refuse could be given.
 */
export function surveyTrust(
  chain: readonly CertificateFacts[],
  nameFits: boolean,
  knobs: TrustKnobs,
  read: ReadStores,
  nowMs: number,
  root?: FoundRoot,
): TrustSurvey {
  const served = readCertificates(chain.flatMap(({ pem }) => (pem === undefined ? [] : [pem])));
  const stores: Partial<Record<StoreId, StoreVerdict>> = {};
  for (const [id, found] of read.stores) {
    stores[id] =
      'problem' in found
        ? found
        : { ...verifyChain(served, rootSet(found.certificates), nowMs), certificates: found.certificates.length };
  }
  const question: TrustQuestion = { knobs, stores, nameFits, osBundle: read.osBundle };
  const survey: TrustSurvey = { rows: trustMatrix(question), stores, osBundle: read.osBundle };
  if (root?.pem === undefined) return survey;
  const given = [root.pem];
  return { ...survey, gifts: rootGifts(question, (kept) => holdsAgainst(served, [...rootsIn(kept, read), ...readCertificates(given)], nowMs)) };
}

function holdsAgainst(served: readonly ReadCertificate[], roots: readonly ReadCertificate[], nowMs: number): StoreVerdict {
  return { ...verifyChain(served, rootSet(roots), nowMs), certificates: roots.length };
}

function rootsIn(ids: readonly StoreId[], { stores }: ReadStores): ReadCertificate[] {
  return ids.flatMap((id) => {
    const store = stores.get(id);
    return store && 'certificates' in store ? store.certificates : [];
  });
}

/**
 * The root a chain ends in: the one it brought along, or one that a store of this machine holds. Whether it is to be
 * trusted is another question.
 */
export function findRoot(chain: readonly CertificateFacts[], reads: readonly ReadStores[]): FoundRoot | undefined {
  const served = readCertificates(chain.flatMap(({ pem }) => (pem === undefined ? [] : [pem])));
  const places: (readonly [FoundRoot['from'], readonly ReadCertificate[]])[] = [
    ...reads.flatMap(({ stores }) =>
      [...stores].map(([id, store]) => [id, 'certificates' in store ? store.certificates : []] as const),
    ),
    // What a store holds is known better than what came over the wire.
    ['chain', served],
  ];
  for (const [from, certificates] of places) {
    const root = anchorOf(served, rootSet(certificates));
    if (!root) continue;
    const { pem, ...facts } = certificateFacts(root.certificate.raw);
    return { ...facts, from, ...(pem !== undefined && { pem }) };
  }
  return undefined;
}

/** The certificates of one store as they are now, in PEM; undefined where it can't be read. */
export async function readStore(id: StoreId, platform: NodeJS.Platform): Promise<readonly string[] | undefined> {
  const place = await placeOf(id, platform);
  return place && 'certificates' in place ? place.certificates : undefined;
}

async function placeOf(id: StoreId, platform: NodeJS.Platform): Promise<TrustPlace | undefined> {
  if (id === 'bundled') return { certificates: tls.rootCertificates };
  if (id === 'os' || id === 'os-folder') {
    return (platform === 'linux' ? (await findLinuxBundle())?.place : undefined) ?? (await systemOfRuntime());
  }
  const named = id.slice(id.indexOf(':') + 1);
  if (id.startsWith('file:')) return readTrustFile(named);
  return id.startsWith('folder:') ? readTrustDirectory(named, platform) : undefined;
}
