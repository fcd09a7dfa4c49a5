import type { MeasurableClient } from '../client.ts';
import { pythonProgram, pythonVersions, type PythonClient } from '../programs/python.ts';

const clients: readonly PythonClient[] = [
  'python-urllib',
  'python-requests',
  'pip',
  'python-httpx',
  'python-aiohttp-trust-env',
];

/** Python's clients, with the interpreter and the packages that `python3` finds. */
export const pythonClients: readonly MeasurableClient[] = clients.map((id) => ({
  id,
  // On Windows asyncio connects past the socket module.
  ...(id === 'python-aiohttp-trust-env' && { platforms: ['linux', 'darwin'] as const }),
  programs: ['python3', 'python'],
  containment: 'patched',
  version: { args: ['-c', pythonVersions] },
  launch: async ({ urlText }) => ({
    args: ['-W', 'ignore', '-c', pythonProgram(id), urlText],
    environment: { PYTHONDONTWRITEBYTECODE: '1' },
    remarks: [],
    modeKnown: true,
  }),
}));
