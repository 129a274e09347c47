/** Headers of every page the market serves. */
export const safety = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;

/** Safe in text and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** What a page is besides its body: `styles` and `scripts` are addresses of this server. */
export interface PageFrame {
  readonly title: string;
  readonly language?: 'zh' | 'en';
  readonly styles: readonly string[];
  readonly script?: string | null;
  /** Figures of money are no telephone numbers. */
  readonly isPhone?: boolean;
  /** Attributes of the body, safe as they are. */
  readonly attributes?: string;
}

/** A whole page of the server. */
export const framed = (frame: PageFrame, body: string): string => `<!doctype html>
<html lang="${frame.language === 'en' ? 'en' : 'zh-CN'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${frame.isPhone === true ? '<meta name="format-detection" content="telephone=no">\n' : ''}<title>${escapeHtml(frame.title)}</title>
${frame.styles.map((address) => `<link rel="stylesheet" href="${address}">`).join('\n')}
${(frame.script ?? null) === null ? '' : `<script src="${frame.script}" defer></script>`}
</head>
<body${frame.attributes === undefined ? '' : ` ${frame.attributes}`}>
${body}
</body>
</html>
`;

export const FONT = '/console/font/index.css';
export const TOKENS = '/console/tokens.css';

/** A whole page in the market's look, with one of the console's scripts. */
export const document = (
  title: string,
  body: string,
  script: 'refresh' | 'differences' | null,
  language: 'zh' | 'en' = 'zh',
): string =>
  framed(
    {
      title,
      language,
      styles: [FONT, TOKENS, '/console/console.css'],
      script: script === null ? null : `/console/${script}.js`,
    },
    body,
  );
