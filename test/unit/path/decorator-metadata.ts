/**
 * The part of the decorator metadata proposal that @peculiar/x509's container asks for when it is loaded. No class of
 * it takes constructor parameters from the container, so nothing needs to be remembered but what it stores itself.
 * Source: tsyringe 4.10.0, reflection-helpers.ts (getMetadata, getOwnMetadata, defineMetadata).
 */
interface MetadataReflection {
  getMetadata?(key: unknown, target: object): unknown;
  getOwnMetadata?(key: unknown, target: object): unknown;
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

/** Gives `Reflect` what the container needs, unless something else has given it already. */
function provideDecoratorMetadata(): void {
  const reflection = Reflect as MetadataReflection;
  if (reflection.getMetadata) return;
  const stored = new WeakMap<object, Map<unknown, unknown>>();
  const read = (key: unknown, target: object): unknown => stored.get(target)?.get(key);
  reflection.getMetadata = read;
  reflection.getOwnMetadata = read;
  reflection.defineMetadata = (key, value, target) => {
    const values = stored.get(target) ?? new Map<unknown, unknown>();
    stored.set(target, values.set(key, value));
  };
}

// On import, because a module that needs it can only import it first.
provideDecoratorMetadata();

export {};
