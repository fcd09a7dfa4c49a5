/** An amount of US dollars as people read it: cents, and two digits that count where it is less than one. */
export function usdWords(amount: number): string {
  if (amount === 0 || amount >= 0.01) return amount.toFixed(2);
  return amount >= 1e-6 ? String(Number(amount.toPrecision(2))) : amount.toExponential(1);
}
