import assert from 'node:assert/strict';
import { leftWords } from '../../../../src/editor/agents/left-words.ts';
import { agents } from '../../../../src/shim/agents/index.ts';

const left = (id: string, written: boolean): Parameters<typeof leftWords>[0][number] => ({
  agent: agents.find((one) => one.id === id) ?? assert.fail(id),
  file: `/home/ada/.${id}`,
  written,
});

describe('what is said of agents that a shim leaves behind', () => {
  it('names each of them', () => {
    const one = leftWords([left('claude-code', true)]);
    assert.match(one, /a file of Claude Code still names it: without the shim that agent reaches nothing\.$/);
    const two = leftWords([left('claude-code', true), left('codex', true)]);
    assert.match(two, /files of Claude Code, Codex CLI still name it: without the shim those agents reach nothing\.$/);
  });

  it('says where the user has to do it by hand, and only there', () => {
    const words = leftWords([left('claude-code', true), left('codex', false)]);
    assert.match(words, /What stands in \/home\/ada\/\.codex was not written by Gatehouse/);
    assert.doesNotMatch(words, /\.claude-code/);
  });
});
