import type { RuntimeId, StoreId } from './trust-ids.ts';
import type { TrustKnobs } from './trust-knobs.ts';

export type { RuntimeId, StoreId } from './trust-ids.ts';

/** How a runtime finds its roots under some knobs. */
export interface RootChoice {
  /** Any of them will do. */
  stores: readonly StoreId[];
  /** The knobs that decided it, as they are spelt. */
  decidedBy: readonly string[];
  /** Where its roots lie can't be known from here. */
  unknown?: true;
}

/** What to turn so that a runtime gets another root. */
export interface TrustKnob {
  /** `variable`: in the environment. `git`: git config. `java`: JAVA_TOOL_OPTIONS. `os`: the system's store. */
  kind: 'variable' | 'git' | 'java' | 'os' | 'editor';
  name: string;
  /** The file takes the place of all other roots, so it has to hold the public ones too. */
  replaces: boolean;
}

/** One runtime's way with roots. */
export interface Runtime {
  id: RuntimeId;
  roots(knobs: TrustKnobs): RootChoice;
  /** Checks the form of certificates strictly. */
  strict?: true;
  /** Takes a certificate of its store as an end that did not sign itself; where knobs decide it, under these. */
  partial?: true | ((knobs: TrustKnobs) => boolean);
  /** What keeps it from checking at all. */
  checksOff?(knobs: TrustKnobs): string | undefined;
  /** Knobs that people set for it and it does not read. */
  ignored(knobs: TrustKnobs): readonly string[];
  knob(knobs: TrustKnobs): TrustKnob;
  /** Takes RSA keys shorter than 2048 bits; `unknown` where that is a matter of how it was built. */
  shortKeys?: 'yes' | 'unknown';
  /** Takes signatures over SHA-1 below a root that was added by hand. */
  oldSignatures?: true;
  /** Only where the runtime exists at all. */
  present?(knobs: TrustKnobs): boolean;
}

/** The store that a file is. */
export const file = (path: string): StoreId => `file:${path}`;
/** The store that a folder is. */
export const folder = (path: string): StoreId => `folder:${path}`;
/** Those of the names that are set to something. */
export const setAmong = (knobs: TrustKnobs, names: readonly string[]): string[] =>
  names.filter((name) => knobs.variables[name]);

/** OpenSSL's default places; each variable takes the place of its half (OpenSSL crypto/x509/by_file.c, by_dir.c). */
export function opensslDefaults({ variables, platform }: TrustKnobs): RootChoice {
  const { SSL_CERT_FILE: certFile, SSL_CERT_DIR: certFolder } = variables;
  return {
    stores: [certFile ? file(certFile) : 'os', certFolder ? folder(certFolder) : 'os-folder'],
    decidedBy: [...(certFile ? ['SSL_CERT_FILE'] : []), ...(certFolder ? ['SSL_CERT_DIR'] : [])],
    ...(platform !== 'linux' && !certFile && { unknown: true as const }),
  };
}
