/**
 * Words by which node lists name a country, beside its flag. Codes of two letters count only in capitals and alone, so
 * that `us` in `plus` or `in` names nothing.
 */
const words: readonly (readonly [code: string, pattern: RegExp])[] = [
  ['HK', /香港|hong ?kong|\bHKG?\b/i], ['TW', /台湾|臺灣|taiwan|\bTWN?\b/i], ['JP', /日本|东京|大阪|japan|tokyo|osaka|\bJPN?\b/i],
  ['SG', /新加坡|狮城|singapore|\bSGP?\b/i], ['KR', /韩国|首尔|korea|seoul|\bKOR?\b|\bKR\b/i], ['US', /美国|洛杉矶|硅谷|united states|america|los angeles|san jose|\bUSA?\b/],
  ['GB', /英国|united kingdom|london|\bUK\b|\bGB\b/], ['DE', /德国|germany|frankfurt|\bDEU?\b/], ['FR', /法国|france|paris|\bFRA?\b/],
  ['NL', /荷兰|netherlands|amsterdam|\bNLD?\b/], ['CA', /加拿大|canada|\bCAN?\b/], ['AU', /澳大利亚|澳洲|australia|sydney|\bAUS?\b/],
  ['IN', /印度(?!尼)|\bindia\b|\bIND\b/i], ['RU', /俄罗斯|russia|moscow|\bRUS?\b/], ['TR', /土耳其|turkey|\bTUR\b/i], ['MY', /马来西亚|malaysia|\bMYS?\b/],
  ['TH', /泰国|thailand|\bTHA?\b/], ['VN', /越南|vietnam|\bVNM?\b/], ['PH', /菲律宾|philippines|\bPHL?\b/], ['ID', /印尼|印度尼西亚|indonesia|\bIDN\b/i],
  ['BR', /巴西|brazil|\bBRA?\b/], ['AR', /阿根廷|argentina|\bARG?\b/], ['CH', /瑞士|switzerland|zurich|\bCHE?\b/], ['SE', /瑞典|sweden|\bSWE?\b/],
];

/** The country that a node's name says it is in, as ISO 3166 writes it; a guess by its maker's words. Undefined: none said. Pure. */
export function nodeRegion(name: string): string | undefined {
  const flag = /[\u{1f1e6}-\u{1f1ff}]{2}/u.exec(name)?.[0];
  if (flag !== undefined) {
    const code = [...flag].map((letter) => String.fromCharCode((letter.codePointAt(0) ?? 0) - 0x1f1e6 + 65)).join('');
    // Lists give Taiwan's nodes either flag; the words tell.
    if (code !== 'CN') return code;
  }
  const spaced = name.replace(/[-_|·.]+/g, ' ');
  return words.find(([, pattern]) => pattern.test(spaced))?.[0] ?? (flag === undefined ? undefined : 'CN');
}
