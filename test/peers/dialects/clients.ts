import type { ClientFamily } from './client.ts';
import { curlFamily } from './clients/curl.ts';
import { editorFamily } from './clients/editor.ts';
import { goFamily } from './clients/go.ts';
import { nodeFamily } from './clients/node.ts';
import { pythonFamily } from './clients/python.ts';

/** Every real client that cases are played to, family by family. */
export const families: readonly ClientFamily[] = [curlFamily, pythonFamily, goFamily, nodeFamily, editorFamily];
