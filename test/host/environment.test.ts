import { delimiter } from 'node:path'
import { expect, test } from 'vitest'
import {
  generatorEnvironment,
  mappedVariables,
  serverEnvironment,
  toolEnvironment,
  watchdogEnvironment,
} from '../../src/host/environment.ts'

const map = (path: string) => path.replace(/^\/head/, '/base')

test('the variables that lead elsewhere are given, with each path of a list led on its own', () => {
  const path = ['/head/node_modules/.bin', '/usr/bin', '/head'].join(delimiter)
  expect(
    mappedVariables({ PATH: path, HOME: '/home/me', URL: 'http://x/head', NONE: undefined, EMPTY: '' }, map),
  ).toEqual({
    PATH: ['/base/node_modules/.bin', '/usr/bin', '/base'].join(delimiter),
  })
})

test('a program of the base hears nothing of where the gate works, and keeps what people set', () => {
  const kept = {
    PATH: '/bin',
    HOME: '/me',
    npm_config_registry: 'mine',
    GIT_SSH_COMMAND: 'ssh -x',
    GIT_CONFIG_COUNT: '0',
    TESTING: '1',
  }
  const ofTheGate = {
    GIT_DIR: '.git',
    GIT_INDEX_FILE: 'index',
    GIT_LITERAL_PATHSPECS: '1',
    INIT_CWD: '/head',
    NODE_ENV: 'production',
    NODE_OPTIONS: '--x',
    VITEST: 'true',
  }
  const more = {
    npm_lifecycle_event: 'test:perf',
    npm_package_json: '/head',
    npm_config_local_prefix: '/head',
    LOADGATE_AGAINST: 'main',
  }
  expect(
    toolEnvironment('/base', { ...kept, ...ofTheGate, ...more, PWD: '/head', OLDPWD: '/', NONE: undefined }),
  ).toEqual({
    ...kept,
    PWD: '/base',
    NO_COLOR: '1',
    GIT_TERMINAL_PROMPT: '0',
  })
})

const ANY = {
  PATH: '/bin',
  VITESTER: 'kept',
  VITEST: 'true',
  VITEST_POOL_ID: '1',
  TEST: 'true',
  NODE_ENV: 'test',
  NODE_OPTIONS: '--inspect',
  NODE_V8_COVERAGE: '/tmp',
  LOADGATE_SERVERS: 'a',
  LOADGATE_LAUNCH: 'outer',
  GIT_DIR: '.git',
  NONE: undefined,
}

const PLAIN = { PATH: '/bin', VITESTER: 'kept', GIT_DIR: '.git' }

test('a server sees neither the test runner nor the gate nor what is loaded into every Node process', () => {
  expect(serverEnvironment(ANY)).toEqual({ ...PLAIN, NODE_ENV: 'production', PYTHONUNBUFFERED: '1' })
})

test('a load generator starts as a user would start it', () => {
  expect(generatorEnvironment(ANY)).toEqual({
    ...PLAIN,
    NODE_ENV: 'production',
    LOADGATE_SERVERS: 'a',
    LOADGATE_LAUNCH: 'outer',
  })
})

test('the watchdog does not belong to the launch that started it', () => {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, LOADGATE_LAUNCH: _launch, NONE: _none, ...rest } = ANY
  expect(watchdogEnvironment(ANY)).toEqual(rest)
})
