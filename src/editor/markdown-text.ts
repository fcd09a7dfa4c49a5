/**
 * Text made safe to put into a Markdown table cell of the editor: it shows as it is and can't become a link, an image,
 * HTML, a theme icon or a new cell. Line breaks become spaces.
 */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/[\\`*_{}[\]()#+\-!~|$]/g, '\\$&')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    // Bare addresses would become links: "https://", "www.", "name@host" (GitHub Flavored Markdown, autolinks).
    .replace(/:\/\//g, '&#58;//')
    .replace(/www\./gi, (match) => `${match.slice(0, 3)}&#46;`)
    .replace(/@/g, '&#64;');
}
