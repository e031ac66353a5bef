import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command, oneSentence } from './command.ts'

let folder: string

const git = (...args: string[]) =>
  execa('git', ['-c', 'user.name=Ann', '-c', 'user.email=a@b.c', ...args], {
    cwd: folder,
    env: { GIT_AUTHOR_DATE: '2026-11-01T10:00:00Z', GIT_COMMITTER_DATE: '2026-11-01T10:00:00Z' },
  })

const baseline = (relative: number, version = 2) =>
  JSON.stringify({
    version,
    scenario: { title: 'home page' },
    machine: { id: 'some-machine', node: '24.1.0' },
    references: { reference: {} },
    servers: {
      fastify: {
        metrics: {
          throughput: { typical: 1000 * relative, launches: [relative, relative, relative] },
          memory: { unusable: 'why' },
        },
      },
    },
  })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loadgate-history-'))
  const place = join(folder, 'baselines', 'some-machine')
  mkdirSync(place, { recursive: true })
  await git('init', '--quiet')
  for (const [text, subject] of [
    [baseline(5, 1), 'Begin'],
    [baseline(1), 'Measure otherwise'],
    [baseline(1.1), 'Cache the template'],
    ['{', 'Break it'],
    [baseline(0.9), 'Escape more'],
  ] as const) {
    writeFileSync(join(place, 'home-page.json'), text)
    await git('add', '.')
    await git('commit', '--quiet', '--message', subject)
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

const history = (...args: string[]) => command(['history', ...args], { cwd: folder })

test('every commit that changed a baseline, and what became of each metric', async () => {
  const { exitCode, stdout, stderr } = await history()
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout.replaceAll(/ [0-9a-f]{9} /g, ' <commit> ')).toBe(`home page · some-machine
  1  2026-11-01  <commit>  Begin (Ann)
  2  2026-11-01  <commit>  Measure otherwise (Ann) · another yardstick
  3  2026-11-01  <commit>  Cache the template (Ann)
  4  2026-11-01  <commit>  Escape more (Ann)

server   metric            now  recordings  since last  since first
fastify  throughput  900 req/s  ▅│▅█▁          −18.2 %        −10 %`)
})

test('a part of a title, a server and a number of commits narrow it', async () => {
  const { stdout } = await history('home', 'fastify', '--commits', '1')
  expect(stdout).toMatch(/1 {2}2026-11-01 {2}[0-9a-f]{9} {2}Escape more/)
  expect(stdout).not.toContain('Cache')
})

test('what is not there is a sentence that says what is', async () => {
  for (const [args, says] of [
    [['search'], /^No scenario with "search" in its title was recorded in baselines\. Recorded are: home page\.$/],
    [['home', 'koa'], /koa.*fastify/],
    [['--baselines', 'elsewhere'], /^No baseline in elsewhere was ever committed/],
    [['--commits', '0'], /^--commits must be a whole number above 0, not "0"/],
  ] as const) {
    const { exitCode, stdout, stderr } = await history(...args)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(says)
  }
})

test('outside a repository it says so', async () => {
  const { exitCode, stderr } = await command(['history'], { cwd: tmpdir() })
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(/^git could not read the history of the baselines/)
  expect(stderr).toMatch(oneSentence)
})
