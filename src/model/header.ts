const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

export function isHeaderName(text: string): boolean {
  return TOKEN.test(text)
}

/** What HTTP allows in the value of a header. */
export function isHeaderValue(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are the ones to look for
  return !/[^\t\u0020-\u007E\u0080-\u00FF]/.test(text)
}
