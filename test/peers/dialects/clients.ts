import type { ClientFamily } from './client.ts';
import { agentsFamily } from './clients/agents.ts';
import { chromiumFamily } from './clients/chromium.ts';
import { curlFamily } from './clients/curl.ts';
import { dotnetFamily } from './clients/dotnet.ts';
import { editorFamily } from './clients/editor.ts';
import { goFamily } from './clients/go.ts';
import { nodeLibraryFamily } from './clients/node-libraries.ts';
import { nodeFamily } from './clients/node.ts';
import { packageManagerFamily } from './clients/package-managers.ts';
import { pythonFamily } from './clients/python.ts';
import { rustFamily } from './clients/rust.ts';
import { unixToolsFamily } from './clients/unix-tools.ts';

/** Every real client that cases are played to, family by family. */
export const families: readonly ClientFamily[] = [
  curlFamily,
  unixToolsFamily,
  pythonFamily,
  goFamily,
  nodeFamily,
  nodeLibraryFamily,
  packageManagerFamily,
  editorFamily,
  chromiumFamily,
  rustFamily,
  dotnetFamily,
  agentsFamily,
];
