/** What the page is made of; all are URIs of the webview. */
export interface PageParts {
  scriptUri: string;
  styleUri: string;
  cspSource: string;
  /** Random, new for each page. */
  nonce: string;
  language: string;
  title: string;
}

/**
 * The inspector's page. The policy allows the one script and the one style sheet (with its icon font), nothing inline,
 * and no connection to anywhere. Pure.
 */
export function inspectorPage({ scriptUri, styleUri, cspSource, nonce, language, title }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(styleUri)}">
</head>
<body>
<main id="inspector"></main>
<script type="module" nonce="${attribute(nonce)}" src="${attribute(scriptUri)}"></script>
</body>
</html>
`;
}

function attribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
