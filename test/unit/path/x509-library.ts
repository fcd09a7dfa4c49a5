/** The certificate library of the tests, with what it asks for when it is loaded. */
import './decorator-metadata.ts';
import * as x509 from '@peculiar/x509';

export { x509 };
