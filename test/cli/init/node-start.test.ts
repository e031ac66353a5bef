import { expect, test } from 'vitest'
import type { Folder } from '../../../src/cli/init/folder.ts'
import type { Manifest } from '../../../src/cli/init/manifest.ts'
import { nodeStart } from '../../../src/cli/init/node-start.ts'

const startOf = (start: string) =>
  nodeStart({ texts: new Map() } as unknown as Folder, { scripts: { start } } as unknown as Manifest, ['npm', 'run'])

test.for<[string, { command: string[]; env?: Record<string, string>; build?: string[] }]>([
  ['node server.js', { command: ['node', 'server.js'], env: {} }],
  ['set PORT=3000&& node server.js', { command: ['node', 'server.js'], env: {} }],
  ['SET LOG=off && set NODE_ENV=production && node a.js', { command: ['node', 'a.js'], env: { LOG: 'off' } }],
  [
    'export LOG=off && tsc && node a.js',
    { command: ['node', 'a.js'], env: { LOG: 'off' }, build: ['sh', '-c', 'tsc'] },
  ],
  ['set LOG=off&& cross-env A=1 node a.js', { command: ['node', 'a.js'], env: { LOG: 'off', A: '1' } }],
  ['tsc && node a.js', { command: ['node', 'a.js'], env: {}, build: ['sh', '-c', 'tsc'] }],
])('the script %s is a command, its variables and a build', ([script, start]) => {
  const { command, env, build } = startOf(script) ?? {}
  expect({ command, env, build }).toEqual(start)
})
