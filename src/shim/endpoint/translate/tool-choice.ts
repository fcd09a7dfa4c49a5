import type { Conversation, Tool, ToolChoice } from './conversation.ts';

/** Of the tools, those that may be called. */
export function allowedOnly(tools: readonly Tool[], names: readonly string[]): Tool[] {
  return tools.filter(({ name }) => names.includes(name));
}

/** The choice where there is something to choose: without tools each protocol refuses one. */
export function choiceOf({ tools, toolChoice }: Conversation): ToolChoice | undefined {
  return tools.length > 0 ? toolChoice : undefined;
}

/** Whether the model has to call a tool. */
export function isForced(choice: ToolChoice | undefined): boolean {
  return choice === 'required' || typeof choice === 'object';
}
