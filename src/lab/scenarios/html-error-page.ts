import { t } from '@vscode/l10n';
import type { Scenario } from '../scenario.ts';

/** Markup and script on purpose: whoever shows this page's text has to show it as text. */
const page = `<!DOCTYPE html>
<html lang="en">
<head><title>Access blocked</title><meta charset="utf-8"></head>
<body>
<h1>This page was blocked by your network</h1>
<p>Category: <b>Artificial intelligence</b>. Reference 0x5A17.</p>
<img src="x" onerror="document.title='not text'"><script>document.title = 'not text';</script>
</body>
</html>
`;

/** What a filter or a broken edge answers where an API should. */
export const htmlErrorPage: Scenario = {
  name: 'html-error-page',
  title: () => t('HTML error page'),
  description: () => t('Every endpoint answers 502 with a web page, as a filter or a broken edge does.'),
  api(exchange) {
    exchange.send(502, 'text/html; charset=utf-8', page);
  },
};
