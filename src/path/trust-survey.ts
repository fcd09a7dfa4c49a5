import * as tls from 'node:tls';
import type { CertificateFacts } from './certificate-facts.ts';
import { readCertificates, rootSet, verifyChain, type ReadCertificate } from './trust-chain.ts';
import {
  findJavaStore,
  findLinuxBundle,
  hasHashedFolder,
  readTrustDirectory,
  readTrustFile,
  type TrustPlace,
} from './trust-files.ts';
import { knobPlaces, type TrustKnobs } from './trust-knobs.ts';
import { trustMatrix, type StoreVerdict, type TrustRow } from './trust-matrix.ts';
import type { StoreId } from './trust-runtime.ts';

/** What a survey found: the rows to show, and the stores they come from. No root is kept. */
export interface TrustSurvey {
  rows: readonly TrustRow[];
  stores: Readonly<Partial<Record<StoreId, StoreVerdict>>>;
  /** The system's bundle, where it is a file. */
  osBundle: string | null;
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
  const known = new Map<string, ReadCertificate | undefined>();
  const keep = (id: StoreId, place: TrustPlace): void => {
    stores.set(id, 'problem' in place ? place : { certificates: readCertificates(place.certificates, known) });
  };
  keep('bundled', { certificates: tls.rootCertificates });
  const bundle = knobs.platform === 'linux' ? await findLinuxBundle() : undefined;
  const system = bundle?.place ?? systemOfRuntime();
  if (system) keep('os', system);
  const os = stores.get('os');
  // The folder holds what the file holds; both are made by one program (update-ca-certificates(8)).
  if (os && knobs.platform === 'linux' && (await hasHashedFolder())) stores.set('os-folder', os);
  keep('java', await findJavaStore(environment['JAVA_HOME']));
  await Promise.all([
    ...files.map(async (file) => keep(`file:${file}`, await readTrustFile(file))),
    ...directories.map(async (folder) => keep(`folder:${folder}`, await readTrustDirectory(folder, knobs.platform))),
  ]);
  return { stores, osBundle: bundle?.file ?? null };
}

function systemOfRuntime(): TrustPlace | undefined {
  const getCertificates = (tls as { getCACertificates?: GetCaCertificates }).getCACertificates;
  try {
    const certificates = getCertificates?.('system');
    return certificates && { certificates };
  } catch {
    return undefined;
  }
}

/** Holds a served chain against the stores and says which runtimes accept it. */
export function surveyTrust(
  chain: readonly CertificateFacts[],
  nameFits: boolean,
  knobs: TrustKnobs,
  read: ReadStores,
  nowMs: number,
): TrustSurvey {
  const served = readCertificates(chain.flatMap(({ pem }) => (pem === undefined ? [] : [pem])));
  const stores: Partial<Record<StoreId, StoreVerdict>> = {};
  for (const [id, found] of read.stores) {
    stores[id] =
      'problem' in found
        ? found
        : { ...verifyChain(served, rootSet(found.certificates), nowMs), certificates: found.certificates.length };
  }
  return { rows: trustMatrix({ knobs, stores, nameFits, osBundle: read.osBundle }), stores, osBundle: read.osBundle };
}
