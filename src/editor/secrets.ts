import type { SecretStorage } from 'vscode';
import type { Gateway } from '../gateways/gateway.ts';
import { Secret } from '../path/secret.ts';

/**
 * API keys in the editor's SecretStorage, one for each gateway; for a gateway the user named, one for each base URL,
 * so that a key never follows a changed URL to another host. Every call can reject where the system has no keyring.
 */
export interface KeyStore {
  get(gateway: Gateway): Promise<Secret | undefined>;
  set(gateway: Gateway, key: Secret): Promise<void>;
  clear(gateway: Gateway): Promise<void>;
}

/** The name a gateway's key is stored under. */
export function keyName(gateway: Pick<Gateway, 'id' | 'baseUrl' | 'userDefined'>): string {
  return gateway.userDefined ? `key:${gateway.id}:${gateway.baseUrl}` : `key:${gateway.id}`;
}

/** A key store over SecretStorage. */
export function keyStore(storage: Pick<SecretStorage, 'get' | 'store' | 'delete'>): KeyStore {
  return {
    async get(gateway) {
      const value = await storage.get(keyName(gateway));
      return value === undefined || value === '' ? undefined : new Secret(value);
    },
    async set(gateway, key) {
      await storage.store(keyName(gateway), key.reveal());
    },
    async clear(gateway) {
      await storage.delete(keyName(gateway));
    },
  };
}
