import type { Dialect } from './dialect.ts';
import { resolveAsHttpx028 } from './python-httpx.ts';
import { resolveAsHttpx2 } from './python-httpx2.ts';

/** OpenAI's SDK for Python leaves proxies to its HTTP library; which one that is changed with 3.0. */
export const pythonOpenai: Dialect = {
  id: 'python-openai',
  title: 'OpenAI SDK for Python',
  versions: [
    {
      version: '3.6.0',
      since: '3.0.0',
      source: 'measured with httpx2 2.15.1; openai/openai-python openai/_base_client.py',
      resolve: resolveAsHttpx2,
    },
    {
      version: '2.54.0',
      source: 'measured with httpx 0.28.1; openai/openai-python openai/_base_client.py',
      resolve: resolveAsHttpx028,
    },
  ],
};
