/** Runs the questions of one program, some at a time, and prints a JSON line each: what a user of the library has in hand. */

/** A picture of one pixel. */
export const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What the practice gateway calls when it is told to. */
export const weather = {
  name: 'weather',
  description: 'The weather at a place.',
  schema: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'], additionalProperties: false },
};

/** The document that is asked for. */
export const report = { type: 'object', properties: { title: { type: 'string' }, count: { type: 'integer' } }, required: ['title', 'count'], additionalProperties: false };

export const texts = {
  text: 'Say something.',
  tools: 'Use the tool, then tell me.',
  image: 'What is in this picture?',
  reasoning: 'Think, then say something.',
  structured: 'Write the report.',
};

/** What the tool says. */
export const sunny = 'sunny-4711';

const atOnce = 12;

/** @param ask one question to what the user has in hand; what it throws is the error. */
export async function askAll(questions, ask) {
  const waiting = [...questions];
  const work = async () => {
    for (let question = waiting.shift(); question; question = waiting.shift()) {
      const told = await within(question.limitMs ?? 60_000, ask(question).then((answer) => ({ outcome: 'answer', ...answer }), errorOf));
      console.log(JSON.stringify({ name: question.name, ...told }));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  process.exit(0);
}

function within(limitMs, asked) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve({ outcome: 'hangs' }), limitMs);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

/** Of an error what programs show, and go by; libraries that retry keep the last one inside. */
function errorOf(error) {
  const inner = error?.lastError ?? error;
  return {
    outcome: 'error',
    error: {
      class: inner?.constructor?.name ?? typeof inner,
      leg: inner?.headers?.get?.('x-gatehouse-leg') ?? inner?.responseHeaders?.['x-gatehouse-leg'] ?? null,
      status: inner?.status ?? inner?.statusCode ?? null,
      message: String(inner?.message ?? inner),
      full: String(error?.message ?? error),
    },
  };
}
