/**
 * Runs inside the extension host: types into a long Clash file while its rules are judged, and into the same text with
 * other keys, which is no Clash file: what the editor costs by itself. Writes times in ms.
 */
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const keys = 20;

exports.run = async () => {
  const { GATEHOUSE_HOST_RESULT: file, GATEHOUSE_BENCH_RULES: rules, GATEHOUSE_BENCH_ROUNDS: rounds } = process.env;
  const write = (result) => fs.writeFileSync(file, JSON.stringify(result));
  try {
    await vscode.extensions.getExtension('gatehouse.gatehouse').activate();
    const folder = vscode.workspace.workspaceFolders[0].uri.fsPath;
    const clash = open(folder, 'long.yaml', text(Number(rules)));
    const other = open(folder, 'other.yaml', text(Number(rules)).replace(/^(proxies|proxy-groups|rules):/gm, 'x-$1:'));
    const results = [];
    // The first one also loads what reads it.
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (uris.some((one) => one.path.endsWith('long.yaml'))) shownAt = performance.now();
    });
    await show(await clash);
    await judged(120_000);
    for (let round = 0; round < Number(rounds); round++) {
      const plain = await show(await other);
      await pause(1_000);
      const plainFast = await typed(plain, 50);
      await pause(500);
      const plainSlowly = await typed(plain, 700);
      const document = await show(await clash);
      await pause(1_000);
      const fast = await typed(document, 50);
      const judgedMs = await judged(60_000);
      const slowly = await typed(document, 700);
      await judged(60_000);
      results.push({ plainFast, plainSlowly, fast, slowly, judgedMs });
    }
    write({ results });
  } catch (error) {
    write({ couldNotRun: String(error?.stack ?? error) });
  }
};

function text(rules) {
  const lines = Array.from({ length: rules }, (_, index) => `  - DOMAIN-SUFFIX,host-${index}.example,PROXY`);
  return `# \nmode: rule\nproxies:\n  - { name: a, type: ss, server: a.example, port: 1, cipher: aes-128-gcm, password: x }\nproxy-groups:\n  - { name: PROXY, type: select, proxies: [a] }\nrules:\n${lines.join('\n')}\n  - DOMAIN,a.example,NOWHERE\n  - MATCH,PROXY\n`;
}

async function open(folder, name, content) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, content);
  return vscode.workspace.openTextDocument(vscode.Uri.file(file));
}

async function show(document) {
  const editor = await vscode.window.showTextDocument(document);
  editor.selection = new vscode.Selection(0, 2, 0, 2);
  return document;
}

/** When problems were last shown, and when a key was last typed. */
let shownAt = 0;
let typedAt = 0;

/** How long after the last key the problems of the text as it is were shown: those of an older text never are. */
async function judged(limitMs) {
  for (const late = performance.now() + limitMs; shownAt <= typedAt; ) {
    if (performance.now() > late) throw new Error('not judged');
    await pause(20);
  }
  return shownAt - typedAt;
}

/** Types into the first line, a comment: how long each key took to the window and back, and how long the loop was held. */
async function typed(document, betweenMs) {
  const held = [];
  let last = performance.now();
  let computed = cpuMs();
  let timer = setTimeout(function tick() {
    const now = performance.now();
    const cpu = cpuMs();
    held.push({ heldMs: now - last - 1, cpuMs: cpu - computed });
    last = now;
    computed = cpu;
    timer = setTimeout(tick, 1);
  }, 1);
  const times = [];
  for (let key = 0; key < keys; key++) {
    const before = document.version;
    const began = performance.now();
    await vscode.commands.executeCommand('type', { text: 'x' });
    if (document.version === before) throw new Error('nothing was typed');
    typedAt = performance.now();
    times.push(typedAt - began);
    await pause(betweenMs);
  }
  clearTimeout(timer);
  return { keyMs: times, heldMs: longest(held, 'heldMs'), cpuMs: longest(held, 'cpuMs') };
}

function longest(held, what) {
  return held.map((one) => one[what]).sort((a, b) => b - a).slice(0, 10);
}

/** What this thread has computed so far, in ms; the rest of a wait is other programs' or other threads' turn. */
function cpuMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
