import { recognise } from '../configuration/recognise.ts';
import type { FragmentFormId } from './fragment.ts';
import { owningApp } from './owning-app.ts';

/** The form that a file takes; `plain` where nothing tells. */
export function formOfFile({ text, path }: { readonly text: string; readonly path: string | undefined }): FragmentFormId {
  const name = (path ?? '').replaceAll('\\', '/').toLowerCase();
  if (name.endsWith('.js')) return 'verge-script';
  if (name.endsWith('.stoverride')) return 'stash';
  const owner = owningApp(path, text);
  if (owner) return owner.form;
  switch (recognise(text, path)) {
    case 'verge-rules':
    case 'verge-groups':
    case 'verge-proxies':
    case 'verge-merge':
      return 'verge-files';
    case 'party-override':
      return 'party';
    case 'stash-override':
      return 'stash';
    default:
      return name.includes('/override/') ? 'party' : name.includes('/io.github.clash-verge-rev.clash-verge-rev/profiles/') ? 'verge-files' : 'plain';
  }
}
