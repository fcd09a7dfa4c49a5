/** Files as people write them: comments in odd places, either line end, with and without a byte order mark. */
import fc from 'fast-check';

/** Random text of a file with its line ends and mark. */
function dressed(lines: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(lines, fc.constantFrom('\n', '\r\n'), fc.boolean()).map(([text, end, mark]) => `${mark ? '\uFEFF' : ''}${text.replaceAll('\n', end)}`);
}

const word = fc.constantFrom('a', 'model', 'proxy', 'env', 'NO_PROXY', 'x y', 'über', '', '__proto__', 'q"', 'b\\s');
const comment = fc.constantFrom('', '', '', ' // said, { "so" }', ' /* [1, */', '\n  // own line', '\n/* two\n lines */');

/** JSON with Comments; of one line or of many, any comma behind the last. */
const { object } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.constantFrom('1', 'true', 'null', '"t // no comment"', '[1, 2]', '[]', '"HTTPS_PROXY"'), tie('object')),
  object: fc
    .tuple(
      fc.uniqueArray(fc.tuple(word, tie('value'), comment), { maxLength: 4, selector: ([name]) => name }),
      fc.boolean(),
      fc.boolean(),
      fc.constantFrom('  ', '\t', '    '),
      comment,
    )
    .map(([members, inline, trailing, unit, last]) => {
      const remark = (text: string): string => (inline && text.includes('//') ? ` /* ${text.replaceAll(/[\n/*]/g, ' ')} */` : text);
      const texts = members.map(([name, value, said], index) => {
        const comma = index < members.length - 1 || trailing ? ',' : '';
        return `${JSON.stringify(name)}: ${value}${comma}${remark(said)}`;
      });
      if (inline) return `{${texts.join(' ')}${remark(last)}${/\/\/[^\n]*$/.test(texts.at(-1) ?? '') ? '\n' : ''}}`;
      const body = [...texts, ...(last.trim() === '' ? [] : [last.trim()])].map((one) => `${unit}${one.replaceAll('\n', `\n${unit}`)}\n`);
      return `{${body.length > 0 || last !== '' ? '\n' : ''}${body.join('')}}`;
    }),
}));

export const jsonFiles = dressed(fc.tuple(comment, object, fc.constantFrom('', '\n', '\n// end\n')).map(([head, body, tail]) => `${head.trimStart()}${head.includes('//') ? '\n' : ''}${body}${tail}`));

const assignment = fc.constantFrom(
  'KEY=value', 'export HTTPS_PROXY=http://old:secret@proxy.test:1', 'https_proxy = "http://old.test:2"  # ours', "A='one\ntwo'", '# HTTPS_PROXY=commented', '', '   ', 'NO_PROXY=.corp.test,10.0.0.0/8', 'no equals sign', 'B="with # hash"', 'HTTPS_PROXY=', 'C=`x`',
);
export const envFiles = dressed(fc.tuple(fc.array(assignment, { maxLength: 7 }), fc.constantFrom('', '\n')).map(([lines, end]) => lines.join('\n') + (lines.length > 0 ? end : '')));

const aiderLine = fc.constantFrom('model: sonnet', '# set-env: xxx', '', 'dark-mode: true # why', 'read:\n  - A.md\n  - B.md', 'lint-cmd: [a, "b c"]', 'note: |\n  long text\n  # not a comment\n\n  more', '## list');
const setEnv = fc.constantFrom('', 'set-env:\n  - A=b # kept\n  - "HTTPS_PROXY=http://old.test:1"\n', 'set-env:\n- NO_PROXY=.corp.test\n', "set-env:\n    - 'X=1'\n    # between\n    - Y=2\n");
export const aiderFiles = dressed(
  fc.tuple(fc.uniqueArray(aiderLine, { maxLength: 4 }), setEnv, fc.uniqueArray(aiderLine, { maxLength: 2 }), fc.constantFrom('', '\n')).map(([before, list, after, end]) => {
    const rest = after.filter((line) => !before.includes(line));
    return `${before.map((line) => `${line}\n`).join('')}${list}${rest.join('\n')}${rest.length > 0 ? end : ''}`;
  }),
);

const modelLine = fc.constantFrom('    roles:\n      - chat\n      - edit', '    # a remark', '    apiKey: sk-secret', '    apiBase: "http://localhost:1/v1"', '    chatOptions:\n      baseSystemMessage: |\n        # Heading\n        Text\n        # end', '    requestOptions:\n      timeout: 5\n      # why\n      headers:\n        X-A: b', '    requestOptions:\n      proxy: http://old.test:1 # corp\n      noProxy:\n        - .corp.test\n        - second.test\n      verifySsl: true', '');
const model = fc.tuple(fc.boolean(), fc.uniqueArray(modelLine, { maxLength: 4, selector: (line) => line.split(':')[0] ?? '' })).map(([own, lines]) => [own ? '  - name: One: two\n    provider: openai\n    model: gpt' : '  - uses: a/b', ...lines].join('\n'));
export const continueFiles = dressed(
  fc.tuple(fc.constantFrom('', '# head\n', '---\n'), fc.array(model, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '\n', '\nrules:\n  - be kind\n', '\n\n# end')).map(
    ([head, models, end]) => `${head}name: Mine\nversion: 1.0.0\nschema: v1\nmodels:\n${models.join('\n')}${end}`,
  ),
);
