/** The certificate library, as a module to be loaded when it is first needed: it is the heaviest part of the lab. */
import './decorator-metadata.ts';
import * as x509 from '@peculiar/x509';

export { x509 };
