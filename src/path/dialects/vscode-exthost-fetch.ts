import type { RouteDecision, RouteQuestion } from '../route.ts';
import type { Dialect } from './dialect.ts';
import { resolveOriginalFetch } from './exthost-node.ts';
import { resolveAgentFetch } from './vscode-agent-fetch.ts';

/**
 * The original fetch is left alone when the support is switched off, and where there is neither a proxy nor a
 * certificate to add. Otherwise the patch hands it an agent of its own, so that Node's switch has no say.
 */
function resolve(question: RouteQuestion): RouteDecision {
  if (!isOn(question, 'http.fetchAdditionalSupport')) {
    const original = resolveOriginalFetch(question);
    return original.decidedBy === 'nothing set' ? { ...original, decidedBy: 'http.fetchAdditionalSupport' } : original;
  }
  const patched = resolveAgentFetch(question);
  if (patched.outcome !== 'direct' || isOn(question, 'http.systemCertificates')) return patched;
  const original = resolveOriginalFetch(question);
  return original.outcome === 'direct' ? patched : original;
}

/** Settings whose default is true; a value of another kind counts by its truth, and null for the default. */
function isOn(question: RouteQuestion, setting: string): boolean {
  return Boolean(question.editorSettings?.[setting] ?? true);
}

/** What extensions get from the global `fetch`. */
export const vscodeExthostFetch: Dialect = {
  id: 'vscode-exthost-fetch',
  title: 'VS Code extension host (fetch)',
  versions: [
    {
      version: '1.139.1',
      source: 'measured in the browser build; microsoft/vscode src/vs/workbench/api/node/proxyResolver.ts',
      resolve,
    },
  ],
};
