/** The lab as the product ships it: `gatehouse lab` in a process of its own. */
import * as path from 'node:path';
import { startProcess } from './lifetime.js';
import { pinnedNode, plainEnvironment, projectFolder } from './project.js';

/**
 * Starts the built lab on a free port.
 *
 * @param {string} [scenario]
 * @returns {Promise<{ baseUrl: string, port: number, end: () => Promise<void> }>}
 */
export async function startLabProcess(scenario = 'healthy') {
  const args = [path.join(projectFolder, 'dist', 'cli.js'), 'lab', '--scenario', scenario, '--port', '0', '--json'];
  const started = startProcess(pinnedNode, args, { cwd: projectFolder, env: plainEnvironment() });
  const [line] = await started.printed(/^\{.*"baseUrl".*\}$/m, 30_000);
  const { baseUrl } = JSON.parse(line);
  return { baseUrl, port: Number(new URL(baseUrl).port), end: started.end };
}
