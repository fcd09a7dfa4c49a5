import * as vscode from 'vscode';
import type { LineSpan } from '../../clash/look/line-index.ts';
import type { SpanEdit } from './clash-protocol.ts';

export function rangeOf({ start, end }: LineSpan): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** As an edit of one document, and of nothing else. */
export function workspaceEdit(uri: vscode.Uri, edits: readonly SpanEdit[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.set(uri, edits.map(({ span, text }) => new vscode.TextEdit(rangeOf(span), text)));
  return edit;
}
