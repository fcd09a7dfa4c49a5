import type { SecretStorage } from 'vscode';
import type { Gateway } from '../gateways/gateway.ts';
import { Secret } from '../path/secret.ts';

/**
 * API keys in the editor's SecretStorage, one for each gateway; for a gateway the user named, one for each base URL,
 * so that a key never follows a changed URL to another host. Beside its own a gateway may have keys by name, which chains
 * use. Every call can reject where the system has no keyring.
 */
export interface KeyStore {
  get(gateway: Gateway, name?: string): Promise<Secret | undefined>;
  set(gateway: Gateway, key: Secret, name?: string): Promise<void>;
  clear(gateway: Gateway, name?: string): Promise<void>;
}

/** The name a gateway's key is stored under. */
export function keyName(gateway: Pick<Gateway, 'id' | 'baseUrl' | 'userDefined'>, name?: string): string {
  const own = gateway.userDefined ? `key:${gateway.id}:${gateway.baseUrl}` : `key:${gateway.id}`;
  // No base URL has a fragment, so no named key is another gateway's.
  return name === undefined ? own : `${own}#${name}`;
}

/** A key store over SecretStorage. */
export function keyStore(storage: Pick<SecretStorage, 'get' | 'store' | 'delete'>): KeyStore {
  return {
    async get(gateway, name) {
      const value = await storage.get(keyName(gateway, name));
      return value === undefined || value === '' ? undefined : new Secret(value);
    },
    async set(gateway, key, name) {
      await storage.store(keyName(gateway, name), key.reveal());
    },
    async clear(gateway, name) {
      await storage.delete(keyName(gateway, name));
    },
  };
}
