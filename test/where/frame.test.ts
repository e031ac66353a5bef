import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RawFunction } from '../../src/where/callgrind.ts'
import { framesBy, interpreterOf, type Sources } from '../../src/where/frame.ts'

const raw = (options: Partial<RawFunction> = {}): RawFunction => ({
  name: '0x1000',
  caller: null,
  file: null,
  line: 0,
  own: 1,
  calls: [],
  strays: new Map(),
  ...options,
})

/** No line of a source of Python is known. */
const sourcesIn = (root: string): Sources => ({ root, repository: root, linesIn: () => () => null })

test.for<[string, string | null]>([
  ['_PyEval_EvalFrameDefault', 'Python'],
  ['_PyEval_EvalFrameDefault.cold', 'Python'],
  ['PyEval_EvalFrameEx', 'Python'],
  ['rb_vm_exec', 'another'],
  ['execute_ex', 'another'],
  ['Builtins_InterpreterEntryTrampoline', null],
  ['main.execute_export', null],
])('a process that runs %s has its code interpreted by %s', ([name, interpreter]) => {
  expect(interpreterOf({ functions: [raw(), raw({ name })], total: 2 })).toBe(interpreter)
})

/** As text: `name | file:line | package`. */
function frameOf(name: string, root = '/app'): string | null {
  const frame = framesBy(() => name, sourcesIn(root))(raw())
  return frame && `${frame.name} | ${frame.file}:${frame.line} | ${frame.package}`
}

test.for<[string, string]>([
  ['JS:^list /app/packages/catalogue/list.ts:4:1', '../catalogue/list.ts'],
  ['JS:^main /app/packages/api/main.ts:4:1', 'main.ts'],
  ['JS:^top /app/top.ts:4:1', '../../top.ts'],
  ['JS:^far /elsewhere/far.ts:4:1', '/elsewhere/far.ts'],
  ['JS:^next /app/node_modules/express/index.js:4:1', 'express/index.js'],
])('in one of several packages of a repository, %s is in %s', ([name, file]) => {
  const sources = { ...sourcesIn('/app/packages/api'), repository: '/app' }
  expect(framesBy(() => name, sources)(raw())?.file).toBe(file)
})

describe('a function of Node', () => {
  test.for([
    ['JS:^render /app/src/views.js:20:28', 'render | src/views.js:20 | null'],
    ['JS:~Frame.set /app/src/views.js:20:28', 'Frame.set | src/views.js:20 | null'],
    ['JS:opened /app/a.js:2:1', 'opened | a.js:2 | null'],
    ['JS:^ /app/src/views.js:20:28', ' | src/views.js:20 | null'],
    ['Script:~ /app/main.js:1:1', ' | main.js:1 | null'],
    ['JS:^get size /app/my app/a b.cjs:3:4', 'get size | my app/a b.cjs:3 | null'],
    ['JS:^GET /users /app/a.js:3:4', 'GET /users | a.js:3 | null'],
    ['JS:^<script>|"[as x]"& /app/a.js:3:4', '<script>|"[as x]"& | a.js:3 | null'],
    ['JS:^grüße 日本 /app/ä/ö.js:3:4', 'grüße 日本 | ä/ö.js:3 | null'],
    ['JS:^#secret /app/a.js:3:4', '#secret | a.js:3 | null'],
    ['JS:^parse node:internal/url:803:8', 'parse | node:internal/url:803 | node'],
    ['JS:^get x node:http:1:2', 'get x | node:http:1 | node'],
    ['JS:^a file:///app/my%20app/%C3%A4%23.mjs:4:1', 'a | my app/ä#.mjs:4 | null'],
    ['JS:^a file:///app/b.mjs?v=17#x:4:1', 'a | b.mjs:4 | null'],
    ['JS:^a file:///app/100%.mjs:4:1', 'a | 100%.mjs:4 | null'],
    ['JS:^a /elsewhere/b.js:4:1', 'a | /elsewhere/b.js:4 | null'],
    ['JS:^a /application/b.js:4:1', 'a | /application/b.js:4 | null'],
  ])('%s', ([name, frame]) => {
    expect(frameOf(name!)).toBe(frame)
  })

  test.for([
    ['JS:^set /app/node_modules/nunjucks/src/runtime.js:20:28', 'set | nunjucks/src/runtime.js:20 | nunjucks'],
    ['JS:^a /app/node_modules/@fastify/view/index.js:1:2', 'a | @fastify/view/index.js:1 | @fastify/view'],
    ['JS:^a /app/node_modules/a/node_modules/b/c.js:1:2', 'a | b/c.js:1 | b'],
    ['JS:^a /app/node_modules/.pnpm/b@1.2.3_x@4/node_modules/b/c.js:1:2', 'a | b/c.js:1 | b'],
    ['JS:^a /app/node_modules/.pnpm/@x+b@1/node_modules/@x/b/c.js:1:2', 'a | @x/b/c.js:1 | @x/b'],
    ['JS:^a file:///mono/node_modules/b/c%20d.mjs:1:2', 'a | b/c d.mjs:1 | b'],
  ])('%s is of a package', ([name, frame]) => {
    expect(frameOf(name!)).toBe(frame)
  })

  test('is of the project where the project itself lies in such a folder', () => {
    expect(frameOf('JS:^a /x/node_modules/app/b.js:1:2', '/x/node_modules/app')).toBe('a | b.js:1 | null')
  })

  test.for([
    ['Eval:~ :1:1', ' | null:1 | null'],
    ['JS:^evaled :1:17', 'evaled | null:1 | null'],
    ['JS:^invm evalmachine.<anonymous>:1:15', 'invm | evalmachine.<anonymous>:1 | null'],
    ['Script:~ odd name.js:1:1', ' | odd name.js:1 | null'],
  ])('%s was made of text', ([name, frame]) => {
    expect(frameOf(name!)).toBe(frame)
  })

  test.for([
    "RegExp.> src: 'a+b|c d' flags: ''",
    'Builtin:LoadIC',
    'BytecodeHandler:LdaZero',
    'JS:wasm-function[0]-0-liftoff',
    'Stub:CEntry',
    '',
  ])('%j belongs to the runtime', (name) => {
    expect(frameOf(name)).toBeNull()
  })
})

describe('a function of Python', () => {
  test.for([
    ['py::Views.render:/app/views.py', 'Views.render | views.py:null | null'],
    ['py::outer.<locals>.<lambda>:/app/my app/a.py', 'outer.<locals>.<lambda> | my app/a.py:null | null'],
    ['py::<module>:/app/C:/a.py', '<module> | C:/a.py:null | null'],
    ['py::Flask.wsgi_app:/v/lib/python3.12/site-packages/flask/app.py', 'Flask.wsgi_app | flask/app.py:null | flask'],
    ['py::a:/usr/lib/python3/dist-packages/six.py', 'a | six.py:null | six'],
    ['py::loads:/usr/lib/python3.12/json/__init__.py', 'loads | json/__init__.py:null | python'],
    ['py::_find_and_load:<frozen importlib._bootstrap>', '_find_and_load | null:null | python'],
    ['py::__init__:<string>', '__init__ | null:null | null'],
  ])('%s', ([name, frame]) => {
    expect(frameOf(name!)).toBe(frame)
  })

  test('has the line at which its source says that it begins, which is not what tells it from others', () => {
    const [one, other] = [7, 9].map((line) => {
      const linesIn = (path: string) => (name: string) =>
        `${name} in ${path}` === 'render in /app/views.py' ? line : null
      return framesBy(() => 'py::render:/app/views.py', { root: '/app', repository: '/app', linesIn })(raw())!
    })
    expect([one!.line, other!.line, one!.key === other!.key]).toEqual([7, 9, true])
  })

  test('py::nothing belongs to the runtime', () => {
    expect(frameOf('py::nothing')).toBeNull()
  })
})

const ofSymbol = (options: Partial<RawFunction>) => framesBy(null, sourcesIn('/app'))(raw(options))

describe('without a map of code', () => {
  test('functions have the source of the debug information', () => {
    expect(ofSymbol({ name: 'main.render', file: '/app/main.go', line: 12 })).toEqual({
      key: 'main.render main.go:12',
      name: 'main.render',
      file: 'main.go',
      line: 12,
      package: null,
    })
    expect(ofSymbol({ name: 'f', file: '/app/a.rs' })).toMatchObject({ line: null })
  })

  test.for([
    ['/root/go/pkg/mod/github.com/gin-gonic/gin@v1.9.1/context.go', 'github.com/gin-gonic/gin', 'context.go'],
    ['/root/.cargo/registry/src/index.crates.io-6f17/serde_json-1.0.100/src/ser.rs', 'serde_json', 'src/ser.rs'],
  ])('%s is of a package, whatever its release', ([file, name, rest]) => {
    expect(ofSymbol({ file: file! })).toMatchObject({ package: name, file: `${name}/${rest}` })
  })

  test('symbols of system libraries belong to the runtime', () => {
    expect(ofSymbol({ name: 'malloc', file: 'malloc.c', line: 3 })).toBeNull()
    expect(ofSymbol({ name: '_PyEval_EvalFrameDefault' })).toBeNull()
  })
})

const keyOf = (name: string) => framesBy(() => name, sourcesIn('/app'))(raw())?.key

test('two pieces of code of one function have the same key, two functions have different ones', () => {
  expect(keyOf('JS:~a /app/a.js:1:1')).toBe(keyOf('JS:^a /app/a.js:1:1'))
  const others = ['JS:^b /app/a.js:1:1', 'JS:^a /app/b.js:1:1', 'JS:^a /app/a.js:2:1'].map(keyOf)
  expect(new Set([keyOf('JS:^a /app/a.js:1:1'), ...others]).size).toBe(4)
})

test('no name throws', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('/', '%', 'node_modules/', ' ', '@', '.py', 'ü', ':') }),
  )
  fc.assert(
    fc.property(fc.constantFrom('JS:^', 'Eval:~', 'py::', 'JS:^a file://', 'JS:^f /', ''), texts, (kind, text) => {
      frameOf(`${kind}${text}`)
      frameOf(`${kind}${text}:1:2`)
    }),
  )
})
