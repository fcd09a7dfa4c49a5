import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { onBatterySaver } from '../../../../src/editor/monitor/battery-saver.ts';

describe('saving the battery', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-profile-'))));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  const cases: readonly [platform: NodeJS.Platform, profile: string | null, saves: boolean][] = [
    ['linux', 'low-power\n', true],
    ['linux', 'low-power', true],
    ['linux', 'balanced\n', false],
    ['linux', 'performance\n', false],
    ['linux', 'quiet\n', false],
    ['linux', '', false],
    ['linux', null, false],
    // Not told there, whatever lies in a file of this name.
    ['win32', 'low-power\n', false],
    ['freebsd', 'low-power\n', false],
  ];
  for (const [platform, profile, saves] of cases) {
    it(`on ${platform} with ${profile === null ? 'no profile' : JSON.stringify(profile)}: ${saves}`, async () => {
      const file = path.join(folder, 'platform_profile');
      fs.rmSync(file, { force: true });
      if (profile !== null) fs.writeFileSync(file, profile);
      assert.equal(await onBatterySaver(platform, file), saves);
    });
  }

  it('is not claimed where the profile is no file', async () => assert.equal(await onBatterySaver('linux', folder), false));
});
