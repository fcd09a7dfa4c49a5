/**
 * What Node prints of an object (`console.error(error)`) as JSON: bare keys, single quotes, `undefined`, class names
 * and `[Object]` in place of what lies deeper (nodejs.org/api/util.html, util.inspect). Pure; what is no such text
 * comes back as something that is no JSON either.
 */
export function jsonFromNode(text: string): string {
  return text.replace(
    // Strings first, so that nothing inside them is taken for a key; one that nothing closes is taken to the end.
    /'((?:\\.|[^'\\])*)(?:'|$)|"((?:\\.|[^"\\])*)(?:"|$)|\b(undefined|NaN|Infinity)\b|\[(?:Array|Object|Function[^\]\n]{0,80})\]|\b[A-Z]\w{0,60} (?=\{)|([{,]\s{0,200})([A-Za-z_$][\w$]{0,80})(?=:)/gs,
    (whole: string, single?: string, double?: string, nothing?: string, before?: string, key?: string) => {
      if (nothing !== undefined) return 'null';
      if (key !== undefined) return `${before ?? ''}"${key}"`;
      if (whole.startsWith('[')) return 'null';
      if (/^[A-Z]/.test(whole)) return '';
      if (whole.length === 1 || whole.at(-1) !== whole[0]) return whole;
      return JSON.stringify((single ?? double ?? '').replace(/\\(['"\\])/g, '$1').replace(/\\n/g, '\n'));
    },
  );
}
