import type { SecretStorage } from 'vscode';
import { Secret } from '../../path/secret.ts';

/** Secrets of controllers, one for each address, so that none follows a changed address. Every call can reject where there is no keyring. */
export interface ControllerSecrets {
  /** @param address as the setting has it; empty: whichever is found on this machine. */
  get(address: string): Promise<Secret | undefined>;
  set(address: string, secret: Secret): Promise<void>;
  clear(address: string): Promise<void>;
}

/** The name it is stored under. */
export function controllerSecretName(address: string): string {
  return `clash-controller:${address.trim().replace(/\/+$/, '').toLowerCase()}`;
}

export function controllerSecrets(storage: Pick<SecretStorage, 'get' | 'store' | 'delete'>): ControllerSecrets {
  return {
    async get(address) {
      const value = await storage.get(controllerSecretName(address));
      return value === undefined || value === '' ? undefined : new Secret(value);
    },
    set: async (address, secret) => storage.store(controllerSecretName(address), secret.reveal()),
    clear: async (address) => storage.delete(controllerSecretName(address)),
  };
}
