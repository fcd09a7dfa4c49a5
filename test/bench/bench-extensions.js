/** Extensions that a bench puts into a fresh editor: Gatehouse as it ships, and empty ones. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { projectFolder } from '../workbench/project.js';

const emptyExtension = "const vscode = require('vscode');\nexports.activate = () => void vscode;\n";

/** Gatehouse as it ships, but woken by nothing, so that the clock is there when it wakes. @param {string} parent */
export function shippedFolder(parent) {
  const folder = path.join(parent, 'gatehouse');
  fs.mkdirSync(folder);
  for (const entry of fs.readdirSync(projectFolder)) {
    if (/^(dist|l10n|media|package\.nls.*\.json)$/.test(entry))
      fs.cpSync(path.join(projectFolder, entry), path.join(folder, entry), { recursive: true });
  }
  const manifest = JSON.parse(fs.readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
  return folder;
}

/** An extension that does nothing. @param {string} parent @param {string} name */
export function emptyFolder(parent, name) {
  const folder = path.join(parent, name);
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'extension.cjs'), emptyExtension);
  const manifest = {
    name,
    publisher: 'bench',
    version: '1.0.0',
    main: './extension.cjs',
    engines: { vscode: '^1.99.0' },
    activationEvents: [],
  };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

/** @param {readonly number[]} values @returns {number} not a number without values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
