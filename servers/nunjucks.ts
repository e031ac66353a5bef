import nunjucks from 'nunjucks'

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
}

/**
 * Escapes as jinja2 does. The Python servers render the same templates with jinja2, and servers
 * are only comparable while they answer with the same bytes. On its own nunjucks differs twice:
 * it writes `"` as `&quot;`, and it escapes the backslash, which means nothing in HTML.
 */
function escape(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => entities[character] ?? character) : text
}

// Compiled templates and the `escape` filter both look `lib.escape` up at every call; an
// environment has no option for it, so it is replaced once for the process.
Object.assign(nunjucks.lib, { escape })

/** Environment options under which nunjucks and jinja2 render the templates alike. */
export const options = { autoescape: true, watch: false, noCache: false }

export { nunjucks }
