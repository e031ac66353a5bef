import { execa } from 'execa'
import { expect, test } from 'vitest'
import { reproduction } from '../../src/vitest/reporter.ts'

test('the command is that of the run, with the variables that change what is measured, and no others', () => {
  const { command, versions } = reproduction(
    { LOADGATE_SERVERS: 'node-http,fastify', LOADGATE_BUDGET: '', HOME: '/home/ann', TOKEN: 'secret' },
    ['run', '--project', 'perf', 'home'],
  )
  expect(command).toBe('LOADGATE_SERVERS=node-http,fastify npx vitest run --project perf home')
  expect(Object.keys(versions)).toEqual(['loadgate', 'vitest'])
})

test('a shell reads back what was meant', async () => {
  const words = ['run', '-t', "it's $HOME & `more`", 'a b']
  const { command } = reproduction({ LOADGATE_AGAINST: "x'; rm -rf y" }, words)
  const { stdout } = await execa('bash', ['-c', `npx() { printf '%s\\n' "$LOADGATE_AGAINST" "$@"; }; ${command}`])
  expect(stdout.split('\n')).toEqual(["x'; rm -rf y", 'vitest', ...words])
})
