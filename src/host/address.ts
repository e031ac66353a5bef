/** Where a URL leads: to a host and a port, or to a Unix socket. */
export type Place = {
  /** As HTTP clients take it. Behind a socket, the host is `localhost`. */
  readonly url: string
  readonly socketPath?: string
}

/** As curl and others write it: `http://unix:/run/app.sock:/path`. */
const UNIX = /^(https?):\/\/unix:([^:]+):(.*)$/

/** The origin of a server that listens on a Unix socket. */
export function socketOrigin(path: string, scheme: 'http' | 'https' = 'http'): string {
  return `${scheme}://unix:${path}:`
}

export function placeOf(url: string): Place {
  const [, scheme, socketPath, path] = UNIX.exec(url) ?? []
  return socketPath === undefined ? { url } : { url: `${scheme}://localhost${path}`, socketPath }
}
