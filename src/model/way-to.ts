import type { Server } from './server.ts'

/** How a server is reached, which its numbers depend on: another way costs it other work. */
export type Reached = Pick<Server, 'socket' | 'tls' | 'http2' | 'url'>

/** In words, such as `HTTP/2 over https`; null for HTTP over a port. */
export function wayTo({ socket, tls, http2, url }: Reached): string | null {
  const isTls = tls !== undefined || url?.startsWith('https:')
  const ways = [
    ...(http2 ? ['HTTP/2'] : []),
    ...(isTls ? ['https'] : []),
    ...(socket === undefined ? [] : ['a Unix socket']),
  ]
  return ways.length === 0 ? null : ways.join(' over ')
}
