/**
 * Asks with an SDK for Node and prints, a JSON line a question, what its user would see of the error.
 * Usage: node node-sdk.mjs openai|anthropic FOLDER-OF-THE-PACKAGE QUESTIONS-AS-JSON
 */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';

const [kind, folder, questions] = process.argv.slice(2);
const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
const entry = manifest.exports['.'];
const file = entry.default ?? entry.import?.default ?? entry.import;
const { default: Sdk } = await import(pathToFileURL(path.join(folder, file)).href);

/** No key of anybody's: the public one of the practice gateway. */
const key = process.env.PRACTICE_KEY;

async function ask({ url, stream, timeoutMs }) {
  const messages = [{ role: 'user', content: 'Hi' }];
  if (kind === 'openai') {
    const client = new Sdk({ apiKey: key, baseURL: `${url}/api/v1`, maxRetries: 0, timeout: timeoutMs });
    const answer = await client.chat.completions.create({ model: 'openai/gpt-4o-mini', messages, stream });
    if (stream) for await (const part of answer) void part;
    return;
  }
  const client = new Sdk({ apiKey: key, baseURL: `${url}/api`, maxRetries: 0, timeout: timeoutMs });
  const answer = await client.messages.create({ model: 'anthropic/claude-haiku-4.5', max_tokens: 64, messages, stream });
  if (stream) for await (const part of answer) void part;
}

for (const question of JSON.parse(questions)) {
  let timer;
  const patience = new Promise((resolve) => {
    timer = setTimeout(() => resolve({ outcome: 'hangs' }), question.patienceMs);
  });
  const asked = ask(question).then(
    () => ({ outcome: 'no-error' }),
    // What console.error prints, and what a program shows that prints the message alone.
    (error) => ({ outcome: 'error', full: inspect(error), short: String(error) }),
  );
  const seen = await Promise.race([asked, patience]);
  clearTimeout(timer);
  console.log(JSON.stringify({ name: question.name, ...seen }));
}
process.exit(0);
