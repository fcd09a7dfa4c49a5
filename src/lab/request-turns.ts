type Json = Readonly<Record<string, unknown>>;

/** What the last turn of a conversation says, whichever protocol it is written in. */
export interface LastTurn {
  /** The text of the last turn of the user; images and files have none. */
  userText: string;
  /** The conversation ends with what a tool said: the answer to it is text. */
  toolResult: boolean;
}

/** @param turns `messages`, or `input` as a list. */
export function lastTurn(turns: readonly unknown[]): LastTurn {
  const last = object(turns.at(-1));
  const user = turns.map(object).findLast((turn) => turn?.['role'] === 'user' && textOf(turn['content']) !== '');
  return { userText: textOf(user?.['content']), toolResult: isToolResult(last) };
}

/** Chat: role `tool`; Responses: `function_call_output`; Messages: a part `tool_result` of the user's. */
function isToolResult(turn: Json | undefined): boolean {
  if (turn?.['role'] === 'tool' || turn?.['type'] === 'function_call_output') return true;
  const content = turn?.['content'];
  return Array.isArray(content) && content.some((part) => object(part)?.['type'] === 'tool_result');
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const texts = content.map((part) => object(part)?.['text']).filter((text) => typeof text === 'string');
  return texts.join(' ');
}

function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}
