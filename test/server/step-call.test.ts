import { expect, test } from 'vitest'
import { parse } from '../../src/model/error.ts'
import { serverSchema, type ServerOptions } from '../../src/model/server.ts'
import { callPerLaunch } from '../../src/server/step-call.ts'

/** The last word and the variable `AT` of a step before a launch that is told `PORT`. */
function filled(text: string, PORT: string, options: Partial<ServerOptions>): readonly unknown[] {
  const step = { command: ['seed', text], env: { AT: text }, each: 'launch' as const }
  const server = parse(serverSchema, { name: 'one', command: ['node'], before: [step], ...options }, 'server')
  const { args, env } = callPerLaunch(
    server,
    server.before[0]!,
    { program: '', args: [], cwd: '.', env: { PORT } },
    't',
  )
  return [args.at(-1), env['AT'], env['PORT']]
}

test.for<[string, string, string, Partial<ServerOptions>]>([
  ['localhost:{port}', '81', 'localhost:81', {}],
  ['{host}:{port}', '81', '10.0.0.5:81', { host: '10.0.0.5' }],
  ['unix:{socket}', '/tmp/x.sock', 'unix:/tmp/x.sock', { socket: 'free' }],
])('%s of a step is what the server of its launch is told, too', ([text, port, expected, options]) => {
  expect(filled(text, port, options)).toEqual([expected, expected, port])
})
