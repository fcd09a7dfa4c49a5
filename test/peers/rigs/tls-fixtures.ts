/** Keeps what a rig showed for the unit tier, when GATEHOUSE_RECORD_FIXTURES is set. */
import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TlsFixture } from '../../unit/diagnosis/fixtures/tls-fixture.ts';
import type { Looked } from './looking.ts';
import type { World } from './world.ts';

const folder = fileURLToPath(new URL('../../unit/diagnosis/fixtures/tls/', import.meta.url));

/** Writes a fixture, or nothing. Folders of this machine and the certificates themselves are left out. */
export function keepFixture(
  world: World,
  title: string,
  { facts, evidence }: Looked,
  expected: TlsFixture['expected'],
): void {
  if (!process.env['GATEHOUSE_RECORD_FIXTURES']) return;
  // What each client would do is no matter of TLS.
  const fixture: TlsFixture = { title, expected, facts: { ...facts, routes: [] }, evidence };
  const text = JSON.stringify(fixture, (name, value: unknown) => {
    if (name === 'pem') return undefined;
    return typeof value === 'number' && name.endsWith('Ms') ? Math.round(value) : value;
  });
  fs.mkdirSync(folder, { recursive: true });
  const file = `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.json`;
  fs.writeFileSync(`${folder}${file}`, `${text.replaceAll(world.folder, '/rig')}\n`);
}
