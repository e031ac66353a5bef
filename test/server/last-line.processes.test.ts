import { execa } from 'execa'
import { expect, test } from 'vitest'
import { lastLine } from '../../src/server/last-line.ts'

/** What a Node prints that ends with this code. */
async function printedBy(code: string): Promise<string> {
  const { exitCode, all } = await execa('node', ['-e', code], { reject: false, all: true })
  expect(exitCode).not.toBe(0)
  return all
}

test.each([
  ["throw new Error('boom')", 'Error: boom'],
  [
    "setTimeout(() => { throw Object.assign(new TypeError('boom'), { code: 'E', more: { a: 1 } }) })",
    'TypeError: boom',
  ],
  ["Promise.reject(new RangeError('boom'))", 'RangeError: boom'],
  ["throw new Error('boom', { cause: new Error('deep') })", 'Error: boom'],
  ["console.log('listening'); console.error(new Error('before')); throw 'boom'", 'boom'],
  ["console.error('no settings file'); process.exit(3)", 'no settings file'],
  ['process.exit(3)', ''],
])('of node -e %j it is %j', async (code, line) => {
  expect(lastLine(await printedBy(code))).toContain(line)
})

test('of an error that is no JavaScript, it is what Node says of it', async () => {
  expect(lastLine(await printedBy('const const'))).toMatch(/^SyntaxError: /)
})

test.each([
  ['Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 3', 'KeyError: 3'],
  ['listening\n\n', 'listening'],
  ['Node.js v24.21.0', ''],
])('of %j it is %j', (output, line) => {
  expect(lastLine(output)).toBe(line)
})
