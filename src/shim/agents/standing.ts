/** Whether an agent's file leads to a shim. Pure. */
import type { AgentWithFile } from './agent.ts';
import { NotEditable } from './formats/text-edit.ts';

/**
 * `none`: no proxy. `other`: another proxy. `shim`: an address of a shim with this agent's name. `unreadable`: the file is
 * not understood; `line` is where.
 */
export type FileStanding = { state: 'none' | 'other' } | { state: 'shim'; port: number } | { state: 'unreadable'; line?: number };

/** Stands in for the address when only the places of a proxy are asked for. */
const anywhere = { proxy: 'http://127.0.0.1:9', bundleFile: null, noProxy: '' };

/** What stands at the places of a proxy: one that leads to a shim says more than the others. */
export function fileStanding(agent: AgentWithFile, text: string | undefined): FileStanding {
  try {
    const there = text ?? '';
    const places = agent.entries(anywhere, there).filter(({ value }) => value === anywhere.proxy);
    const values = places.map(({ key }) => agent.format.read(there, key)).filter((value) => typeof value === 'string' && value !== '');
    const port = values.map((value) => shimPortOf(String(value), agent.id)).find((one) => one !== undefined);
    if (port !== undefined) return { state: 'shim', port };
    return { state: values.length > 0 ? 'other' : 'none' };
  } catch (error) {
    if (error instanceof NotEditable) return { state: 'unreadable', line: error.line };
    throw error;
  }
}

/** The port of a shim's address that was given to a client of this name. */
export function shimPortOf(value: string, client: string): number | undefined {
  if (!URL.canParse(value)) return undefined;
  const { protocol, hostname, port, username, password } = new URL(value);
  const ours = protocol === 'http:' && hostname === '127.0.0.1' && username === client && /^[A-Za-z0-9_-]{43}$/.test(password);
  return ours && port !== '' ? Number(port) : undefined;
}
