/**
 * A polite live region. The text is set a moment after it is cleared, so that the same sentence twice is read twice.
 *
 * @returns what announces a sentence.
 */
export function announcer(parent: HTMLElement): (sentence: string) => void {
  const region = document.createElement('div');
  region.className = 'visually-hidden';
  region.setAttribute('role', 'status');
  region.setAttribute('aria-live', 'polite');
  parent.append(region);
  let pending: ReturnType<typeof setTimeout> | undefined;
  return (sentence) => {
    region.textContent = '';
    clearTimeout(pending);
    pending = setTimeout(() => (region.textContent = sentence), 50);
  };
}
