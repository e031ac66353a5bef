import { expect, test } from 'vitest'
import type { Bisection, Commit } from '../../src/model/commits.ts'
import { fastifyWhere } from './wheres.ts'
import { bisectionText, bisectionTitle, countedCommitLine, countingCommitLine } from '../../src/report/bisection.ts'

const screen = { columns: 100, colour: false }

const commit = (hash: string, subject: string, more: Partial<Commit> = {}): Commit => ({
  hash: hash.padEnd(40, '0'),
  parents: [],
  author: 'Ann',
  date: '2026-11-20T10:00:00Z',
  subject,
  ...more,
})

const light = { instructions: 2_135_400, spread: 0.0001 }
const heavy = { instructions: 2_471_300, spread: 0.0003 }
const change = { estimate: 0.1573, low: 0.1553, high: 0.1593 }
const [good, before, guilty, broken, bad] = [
  commit('aaa', 'Begin'),
  commit('bbb', 'Add a route'),
  commit('ccc', 'Copy the context'),
  commit('ddd', 'Break it'),
  commit('eee', 'Tidy'),
] as [Commit, Commit, Commit, Commit, Commit]

const found: Bisection = {
  scenario: 'home page',
  server: 'fastify',
  config: null,
  good: { ...good, count: light },
  bad: { ...bad, count: heavy },
  commits: 64,
  change,
  steps: [
    {
      before: { ...before, count: light },
      commits: [guilty],
      after: heavy,
      change,
      merge: null,
      where: { ...fastifyWhere, functions: fastifyWhere.functions.slice(0, 1) },
    },
  ],
  rest: [],
  spread: null,
  skipped: [],
  counted: 8,
  kept: 0,
  seconds: 151,
}

test('the commit is named with its change, its author, its date and where', () => {
  expect(bisectionText(found, screen)).toBe(`ccc000000 made fastify heavier: +15.7 % ±0.2 instructions per request
  Copy the context (Ann, 2026-11-20)
  2.135 → 2.471 M instructions per request
  where  +51.4k  nunjucks/src/runtime.js:20 Frame.set  44.1k → 65.5k (×1.50 calls)

8 commits counted in 2 min 31 s.`)
})

test('a merge is said to have brought it in, and what else is heavier is offered as a command', () => {
  const step = {
    before: { ...good, count: light },
    commits: [before, guilty],
    after: heavy,
    change: { estimate: 0.021, low: 0.019, high: 0.023 },
  }
  const text = bisectionText(
    {
      ...found,
      scenario: "Ann's page",
      config: 'perf/vitest.config.ts',
      steps: [{ ...found.steps[0]!, merge: commit('fff', 'Merge side'), where: null }],
      rest: [step],
      skipped: [{ ...broken, skipped: 'why' }],
      kept: 8,
    },
    screen,
  )
  expect(text).toBe(`ccc000000 made fastify heavier: +15.7 % ±0.2 instructions per request
  Copy the context (Ann, 2026-11-20)
  It came in by fff000000 Merge side (Ann, 2026-11-20).
  2.135 → 2.471 M instructions per request

There is more: +2.1 % ±0.2 in 2 commits. To find it:
  npx loadgate bisect aaa000000 ccc000000 --scenario 'Ann'\\''s page' --server fastify --config perf/vitest.config.ts
One commit was skipped, as is said above.

8 commits counted in 2 min 31 s, all of them kept from before.`)
})

test('what is not committed has no hash, and in a command it is HEAD', () => {
  const uncommitted = commit('fff', 'Changes that are not committed', { author: '', date: '' })
  const [step] = found.steps
  const last = { ...step!, commits: [uncommitted], where: null }
  const text = bisectionText({ ...found, steps: [last], rest: [{ ...last, commits: [guilty, uncommitted] }] }, screen)
  expect(text).toContain('What is not committed made fastify heavier: +15.7 % ±0.2 instructions per request\n')
  expect(text).toContain("  npx loadgate bisect bbb000000 HEAD --scenario 'home page' --server fastify\n")
  expect(text).not.toContain('fff')
  const spread = { ...last, commits: [guilty, uncommitted] }
  expect(bisectionText({ ...found, steps: [], spread }, screen)).toMatch(/from bbb000000 to what is\s+not committed,/)
})

test('commits that cannot be told apart are all named', () => {
  const [step] = found.steps
  expect(bisectionText({ ...found, steps: [{ ...step!, commits: [broken, guilty], where: null }] }, screen)).toContain(
    `One of these 2 commits made fastify heavier: +15.7 % ±0.2 instructions per request
  ddd000000 Break it (Ann, 2026-11-20)
  ccc000000 Copy the context (Ann, 2026-11-20)
  Of these, only the last one can be counted.
`,
  )
})

test('with nothing to find, it says by how much the ends differ', () => {
  const none = { ...found, steps: [], change: { estimate: 0.0004, low: -0.0016, high: 0.0024 } }
  expect(bisectionText(none, screen)).toMatch(
    /^Nothing to find: \+0\.04 % instructions per request from the first commit to the last\.\n/,
  )
})

test('with no single commit to blame, it names the stretch', () => {
  const spread = {
    before: { ...good, count: light },
    commits: [before, guilty],
    after: heavy,
    change: { estimate: 0.004, low: 0.002, high: 0.006 },
  }
  expect(bisectionText({ ...found, steps: [], spread }, screen)).toMatch(
    /^No single commit stands out: instructions per request grew by \+0\.4 % ±0\.2 from aaa000000 to\n {2}ccc000000, little by little over 2 commits\.\n/,
  )
})

test('each commit is a line as soon as it is counted', () => {
  const lines = [
    countedCommitLine({ commit: { ...good, count: light }, mark: '1', more: null }, screen),
    countedCommitLine({ commit: { ...bad, count: heavy }, mark: '2', more: 0.15729 }, screen),
    countedCommitLine(
      { commit: { ...broken, skipped: 'it does not install:\n  | `npm ci` ended' }, mark: '3', more: null },
      screen,
    ),
    countedCommitLine({ commit: { ...guilty, date: '', count: heavy }, mark: 'bad', more: -0.0001 }, screen),
  ]
  expect(lines.join('\n')).toBe(`   1  aaa000000  2026-11-20   2.135 M             Begin
   2  eee000000  2026-11-20   2.471 M   +15.73 %  Tidy
   3  ddd000000  2026-11-20  skipped: it does not install: \`npm ci\` ended
 bad  ccc000000               2.471 M    −0.01 %  Copy the context`)
})

test('progress says which commit of how many, and how long it takes', () => {
  expect(countingCommitLine('npm ci in 1a2b3c4d5', { nth: 3, of: 8, left: 100 })).toBe(
    '3 of about 8: npm ci in 1a2b3c4d5, about 1 min 40 s left',
  )
  expect(countingCommitLine('counting', { nth: 8, of: 8, left: 3 })).toBe('8 of 8: counting, about 3 s left')
  expect(countingCommitLine('reading the specs', null)).toBe('reading the specs')
})

test('the title says what is looked for, and whether changes that are not committed are part of it', () => {
  const title = { scenario: 'home page', server: 'fastify', good: 'v1', bad: 'HEAD', commits: 64 }
  expect(bisectionTitle({ ...title, uncommitted: 'none' }, screen)).toBe(
    'home page · fastify: 64 commits from v1 to HEAD',
  )
  expect(bisectionTitle({ ...title, commits: 1, uncommitted: 'last' }, screen)).toMatch(
    /one commit from v1 to HEAD\n.*They are the last of these\.$/,
  )
  expect(bisectionTitle({ ...title, uncommitted: 'beside' }, screen)).toMatch(/They are no part of this\.$/)
})

test('nothing that a subject or an author has in it acts on the terminal', () => {
  const evil = commit('ccc', '\u001B[2J ::error::x\nsecond', { author: '\u202EAnn' })
  const texts = [
    bisectionText(
      {
        ...found,
        steps: [
          {
            ...found.steps[0]!,
            commits: [evil],
            where: { ...fastifyWhere, functions: [{ ...fastifyWhere.functions[0]!, name: '\u001B[2J' }] },
          },
        ],
      },
      screen,
    ),
    countedCommitLine({ commit: { ...evil, count: light }, mark: '1', more: null }, screen),
  ]
  for (const text of texts) for (const part of ['\u001B', '\u202E', ' ::']) expect(text).not.toContain(part)
})
