import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { reportJson } from '../../src/report/json.ts'
import { startApi } from '../github/fake-api.ts'
import { red } from '../report/reports.ts'
import { command, oneSentence } from './command.ts'

const SHA = 'a'.repeat(40)
const PULLS = `GET /repos/owner/name/pulls?state=open&head=${encodeURIComponent('someone:topic')}&per_page=100`
const COMMENTS = 'GET /repos/owner/name/issues/7/comments?per_page=100&page=1'
const HERS = { id: 1, body: '<!-- loadgate --> my own words', user: { type: 'User' } }
const OURS = { id: 42, body: '<!-- loadgate -->\nof yesterday', user: { type: 'Bot' } }

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadgate-comment-'))
  writeFileSync(join(folder, 'report.json'), reportJson(red))
  writeFileSync(
    join(folder, 'event.json'),
    JSON.stringify({
      workflow_run: {
        head_sha: SHA,
        head_branch: 'topic',
        head_repository: { owner: { login: 'someone' } },
        html_url: 'https://github.com/owner/name/actions/runs/5',
        conclusion: 'failure',
      },
    }),
  )
  return () => rmSync(folder, { recursive: true })
})

/** With the variables that GitHub sets. */
const comment = (api: string, more: Readonly<Record<string, string>> = {}) =>
  command(['comment', folder], {
    env: {
      GITHUB_API_URL: api,
      GITHUB_REPOSITORY: 'owner/name',
      GITHUB_TOKEN: 'secret',
      GITHUB_EVENT_PATH: join(folder, 'event.json'),
      ...more,
    },
  })

const pull = [
  { number: 6, head: { sha: 'b'.repeat(40) } },
  { number: 7, head: { sha: SHA } },
]

test('the first run writes a comment into the pull request whose latest commit it measured', async () => {
  await using api = await startApi({
    [PULLS]: pull,
    [COMMENTS]: [HERS],
    'POST /repos/owner/name/issues/7/comments': { id: 43 },
  })
  expect(await comment(api.url)).toEqual({ exitCode: 0, stdout: 'The comment on #7 was created.', stderr: '' })
  const posted = api.asked.at(-1)
  expect(posted).toMatchObject({
    method: 'POST',
    token: 'Bearer secret',
    body: { body: expect.stringMatching(/^<!-- loadgate -->\n## .*regressed[\s\S]*runs\/5\)/) },
  })
})

test('a run of a fork that is gone has no pull request, and that is no error', async () => {
  const event = JSON.parse(readFileSync(join(folder, 'event.json'), 'utf8')) as { workflow_run: object }
  const gone = { workflow_run: { ...event.workflow_run, head_repository: null } }
  writeFileSync(join(folder, 'event.json'), JSON.stringify(gone))
  await using api = await startApi({})
  const { exitCode, stdout, stderr } = await comment(api.url)
  expect([exitCode, stderr, api.asked]).toEqual([0, '', []])
  expect(stdout).toContain('pull request')
})

test('later runs update the same comment, and nobody else’s', async () => {
  await using api = await startApi({
    [PULLS]: pull,
    [COMMENTS]: [HERS, OURS],
    'PATCH /repos/owner/name/issues/comments/42': { id: 42 },
  })
  expect(await comment(api.url)).toMatchObject({ exitCode: 0, stdout: 'The comment on #7 was updated.' })
})

test('a pull request that has newer commits, or is closed, is left alone', async () => {
  await using api = await startApi({ [PULLS]: pull.slice(0, 1) })
  expect(await comment(api.url)).toMatchObject({
    exitCode: 0,
    stdout: `No open pull request has ${SHA} as its latest commit, so there is nothing to comment on.`,
  })
  expect(api.asked).toHaveLength(1)
})

test('a run without a report gets a comment, too', async () => {
  rmSync(join(folder, 'report.json'))
  await using api = await startApi({
    [PULLS]: pull,
    [COMMENTS]: [],
    'POST /repos/owner/name/issues/7/comments': { id: 43 },
  })
  expect(await comment(api.url)).toMatchObject({ exitCode: 0 })
  expect(api.asked.at(-1)?.body).toMatchObject({ body: expect.stringContaining('produced no report') })
})

test.for([
  ['not JSON', '{'],
  ['something else', '{"version":1}'],
  ['a report with more in it than it may', reportJson(red).replace('"regressed"', '"<img>"')],
])('a report.json that is %s is refused, and nothing is written', async ([, text]) => {
  writeFileSync(join(folder, 'report.json'), text ?? '')
  await using api = await startApi({ [PULLS]: pull, [COMMENTS]: [] })
  const { exitCode, stdout, stderr } = await comment(api.url)
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(stderr).toMatch(/report\.json is not a report of loadgate/)
  expect(api.asked.filter(({ method }) => method !== 'GET')).toEqual([])
})

test('what is missing, refused or not there is a sentence', async () => {
  await using api = await startApi({ [PULLS]: { status: 403, message: 'Resource not accessible' } })
  for (const [more, says] of [
    [{ GITHUB_TOKEN: '' }, /^GITHUB_TOKEN is not set/],
    [{ GITHUB_EVENT_PATH: join(folder, 'report.json') }, /does not describe a workflow run/],
    [{}, /status 403 \(Resource not accessible\).*GITHUB_TOKEN/],
    [{ GITHUB_API_URL: 'http://127.0.0.1:9' }, /^http:\/\/127\.0\.0\.1:9 cannot be reached/],
  ] as const) {
    const { exitCode, stderr } = await comment(api.url, more)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(says)
    expect(stderr).toMatch(oneSentence)
  }
})
