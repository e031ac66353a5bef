import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { context, environment, render, templates } from '../../servers/page.ts'

const files = ['layout.html', 'main.html', 'form.html']
const python = process.env.PYTHON ?? 'python3'
const script = fileURLToPath(new URL('render-with-jinja2.py', import.meta.url))

async function hasJinja2(): Promise<boolean> {
  const { failed } = await execa(python, ['-c', 'import jinja2'], { reject: false })
  return !failed
}

test('the templates are about 30 kB of source', async () => {
  const sizes = await Promise.all(files.map((file) => stat(`${templates}/${file}`)))
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0)
  expect(bytes).toBeGreaterThan(25_000)
  expect(bytes).toBeLessThan(35_000)
})

test('the page is 30 to 40 kB and says what it was given', () => {
  const page = render()
  expect(Buffer.byteLength(page)).toBeGreaterThan(30_000)
  expect(Buffer.byteLength(page)).toBeLessThan(40_000)
  expect(page).toContain(context.messages)
  expect(page).toContain(`: ${context.title}</title>`)
})

test('two renderings are the same', () => {
  expect(render()).toBe(render())
})

test('values are escaped as jinja2 escapes them', () => {
  const value = `& < > " ' \\`
  expect(environment.renderString('{{ value }}', { value })).toBe('&amp; &lt; &gt; &#34; &#39; \\')
})

test.each(['&', '<', '>', '"', "'", '\\'])('the data contain %s', async (character) => {
  const data: object = JSON.parse(await readFile(`${templates}/home.json`, 'utf8'))
  const strings: string[] = []
  JSON.stringify(data, (_key, value: unknown) => {
    if (typeof value === 'string') strings.push(value)
    return value
  })
  expect(strings.join('')).toContain(character)
})

test('jinja2 renders the same bytes', async ({ skip }) => {
  skip(!(await hasJinja2()), `${python} cannot import jinja2`)
  const { stdout } = await execa(python, [script, templates], {
    encoding: 'buffer',
    stripFinalNewline: false,
  })
  expect(Buffer.from(stdout).equals(Buffer.from(render()))).toBe(true)
})
