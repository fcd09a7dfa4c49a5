import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';

/** Every sentence given to t() in the sources, and where the call's first argument is no literal. */
function sentences(): { found: Map<string, string>; notLiteral: string[] } {
  const found = new Map<string, string>();
  const notLiteral: string[] = [];
  const root = path.resolve('src');
  for (const name of fs.readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const text = fs.readFileSync(path.join(root, name), 'utf8');
    const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
        const [first] = node.arguments;
        const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        if (first && ts.isStringLiteralLike(first)) found.set(first.text, `${name}:${line}`);
        else notLiteral.push(`${name}:${line}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { found, notLiteral };
}

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\d+\}/g) ?? [])].sort();
}

describe('sentences', () => {
  const { found, notLiteral } = sentences();
  const chinese = JSON.parse(fs.readFileSync('l10n/bundle.l10n.zh-cn.json', 'utf8')) as Record<string, string>;

  it('are literals, so that they can be translated', () => {
    assert.deepEqual(notLiteral, []);
    assert.ok(found.size > 200, `only ${found.size} sentences were found`);
  });

  it('are all there in Simplified Chinese', () => {
    const missing = [...found].filter(([english]) => !chinese[english]).map(([english, where]) => `${where}: ${english}`);
    assert.deepEqual(missing, []);
  });

  it('have no translation left over', () => {
    assert.deepEqual(Object.keys(chinese).filter((english) => !found.has(english)), []);
  });

  it('keep their placeholders', () => {
    const wrong = Object.entries(chinese).filter(
      ([english, translated]) => placeholders(english).join() !== placeholders(translated).join(),
    );
    assert.deepEqual(wrong.map(([english]) => english), []);
  });

  it('are plain: no exclamation marks and no long dashes', () => {
    const loud = [...found.keys()].filter((english) => /[!—]/.test(english));
    assert.deepEqual(loud, []);
  });

  it('never advise to switch certificate checks off', () => {
    const bad = [...found.keys()].filter((english) =>
      /(set|use|add|try)\b[^.]*(NODE_TLS_REJECT_UNAUTHORIZED=0|strictSSL: ?false|sslVerify=? ?false|--insecure|verify=False)/i.test(english),
    );
    assert.deepEqual(bad, []);
  });
});
