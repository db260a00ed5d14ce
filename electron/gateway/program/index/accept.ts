export type PageForm = { form: 'json' | 'html'; contentType: string };

const json: PageForm = { form: 'json', contentType: 'application/vnd.pypi.simple.v1+json' };
const html: PageForm = { form: 'html', contentType: 'application/vnd.pypi.simple.v1+html' };
const plainHtml: PageForm = { form: 'html', contentType: 'text/html; charset=utf-8' };

const forms = new Map<string, PageForm>([
  ['application/vnd.pypi.simple.v1+json', json],
  ['application/vnd.pypi.simple.latest+json', json],
  ['application/vnd.pypi.simple.v1+html', html],
  ['application/vnd.pypi.simple.latest+html', html],
  ['text/html', plainHtml],
  ['text/*', plainHtml],
  ['*/*', plainHtml],
]);

/** The form of an index page that a client's `Accept` prefers; plain HTML where it takes none of them. */
export function pageForm(accept: string | undefined): PageForm {
  let best = { form: plainHtml, quality: 0 };
  for (const { type, quality } of (accept ?? '').split(',').map(readPart)) {
    const form = forms.get(type);
    if (form && quality > best.quality) best = { form, quality };
  }
  return best.form;
}

function readPart(part: string): { type: string; quality: number } {
  const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const value = quality === undefined ? 1 : Number(quality.slice(2));
  return { type, quality: value >= 0 && value <= 1 ? value : 0 };
}
