/**
 * For `node --import`: gives this process the roots in the file that GATEHOUSE_RIG_PUBLIC_ROOTS names as its public ones,
 * so that a rig can have genuine certificates. The product has no such switch, and must not have one.
 */
import * as module from 'node:module';

/** Present from Node 22.15 on (nodejs.org/api/module.html). */
type Resolve = (
  specifier: string,
  context: { parentURL?: string },
  next: (specifier: string, context: object) => object,
) => object;
const { registerHooks } = module as unknown as { registerHooks(hooks: { resolve: Resolve }): void };

const wrapper = `
  import * as fs from 'node:fs';
  export * from 'node:tls';
  export const rootCertificates = fs.readFileSync(process.env.GATEHOUSE_RIG_PUBLIC_ROOTS, 'utf8')
    .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);`;
const wrapperUrl = `data:text/javascript,${encodeURIComponent(wrapper)}`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'node:tls' && context.parentURL !== wrapperUrl
      ? { url: wrapperUrl, shortCircuit: true }
      : next(specifier, context),
});
