import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { LoadgateError } from '../model/error.ts'
import type { Server } from '../model/server.ts'
import type { Transport } from '../model/transport.ts'
import { messages } from './messages.ts'

/** How a server is asked. Throws LoadgateError when the file of its certificate cannot be read or is none. */
export function transportOf({ name, tls, http2, cwd }: Server): Transport {
  const version = http2 ? { http2 } : {}
  if (!tls) return version
  const { ca, ...rest } = tls
  const checked = ca === undefined ? {} : { ca: certificateIn(name, resolve(cwd ?? '.', ca)) }
  return { ...version, tls: { ...rest, ...checked } }
}

function certificateIn(server: string, file: string): string {
  try {
    const text = readFileSync(file, 'utf8')
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  } catch (cause) {
    const problem = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message
    throw new LoadgateError('no-certificate', messages.noCertificate({ server, file, problem }), { cause })
  }
  const problem = 'there is no "-----BEGIN CERTIFICATE-----" in it'
  throw new LoadgateError('no-certificate', messages.noCertificate({ server, file, problem }))
}
