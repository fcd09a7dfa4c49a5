import * as fs from 'node:fs';

/** One text somebody pasted or a program printed. */
export interface PastedText {
  /** Id of the symptom or the fault it is; `none` for what is no error of a call to a gateway. */
  id: string;
  /** A thread, or what it was reconstructed from where no thread has it whole; for look-alikes what it is. */
  source: string;
  text: string;
}

const folder = new URL('./fixtures/symptom-texts/', import.meta.url);

/** The 24 symptoms people report most, in the order of the knowledge base they come from. */
export const commonSymptoms = [
  'connection-reset', 'tls-untrusted', 'loopback-through-proxy', 'body-timeout', 'headers-timeout', 'responses-stream-closed',
  'stalled-stream', 'stream-idle-timeout', 'empty-answer', 'premature-close', 'tls-to-plain-port', 'connect-budget',
  'not-an-api', 'proxy-auth', 'editor-environment', 'socks-unsupported', 'bad-key', 'no-endpoints',
  'free-model-limits', 'answer-in-one-lump', 'http2-trouble', 'repeated-requests', 'sse-comment-misread', 'wrong-host',
] as const;

/** Blocks of a file: a line `@@@ SOURCE`, then the text as it was. */
function blocksOf(name: string): { head: string; text: string }[] {
  const blocks = fs.readFileSync(new URL(`${name}.txt`, folder), 'utf8').split(/^@@@ /m).slice(1);
  return blocks.map((block) => {
    const end = block.indexOf('\n');
    return { head: block.slice(0, end), text: block.slice(end + 1).trimEnd() };
  });
}

/** Texts of the common symptoms. */
export const symptomTexts: readonly PastedText[] = commonSymptoms.flatMap((id) =>
  blocksOf(id).map(({ head, text }) => ({ id, source: head, text })),
);

/** Texts that look alike and are something else: a line `@@@ ID | WHAT`. */
export const lookAlikes: readonly PastedText[] = blocksOf('look-alikes').map(({ head, text }) => {
  const [id = '', source = ''] = head.split(' | ');
  return { id, source, text };
});
