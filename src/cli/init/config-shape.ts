import type { parseAst } from 'vitest/node'

/** Finds the options in the syntax tree of a Vitest configuration: where `projects` is, or where it can be put. */

export type Program = ReturnType<typeof parseAst>

type Statement = Program['body'][number]
type DefaultExport = Extract<Statement, { type: 'ExportDefaultDeclaration' }>
type Expression =
  | Extract<DefaultExport['declaration'], { type: 'Identifier' | 'ObjectExpression' | 'CallExpression' }>
  | { type: string }
export type ObjectNode = Extract<DefaultExport['declaration'], { type: 'ObjectExpression' }>
export type ArrayNode = Extract<DefaultExport['declaration'], { type: 'ArrayExpression' }>
type CallNode = Extract<DefaultExport['declaration'], { type: 'CallExpression' }>
type FunctionNode = Extract<
  DefaultExport['declaration'],
  { type: 'ArrowFunctionExpression' | 'FunctionExpression' | 'FunctionDeclaration' }
>

/** What is there: a list of projects, the options of tests, or only those of Vite. */
export type Shape =
  | { readonly state: 'projects'; readonly list: ArrayNode }
  | { readonly state: 'tests'; readonly tests: ObjectNode }
  | { readonly state: 'options'; readonly options: ObjectNode }
  /** It is made in a way that cannot be changed safely. */
  | { readonly state: 'unclear' }

const UNCLEAR = { state: 'unclear' } as const

export function shapeOf(program: Program): Shape {
  const exported = program.body.find((one) => one.type === 'ExportDefaultDeclaration')
  const options = exported && objectIn(program, exported.declaration)
  if (!options) return UNCLEAR
  const test = property(options, 'test')
  if (test === undefined) return hasSpread(options) ? UNCLEAR : { state: 'options', options }
  const tests = objectIn(program, test)
  if (!tests) return UNCLEAR
  const projects = property(tests, 'projects')
  if (projects === undefined) return hasSpread(tests) ? UNCLEAR : { state: 'tests', tests }
  const list = resolved(program, projects)
  return list.type === 'ArrayExpression' ? { state: 'projects', list: list as ArrayNode } : UNCLEAR
}

/** The value of a property by its name; undefined when there is none. */
function property({ properties }: ObjectNode, name: string): Expression | undefined {
  for (const one of properties) {
    if (one.type !== 'Property' || one.computed) continue
    const key = one.key.type === 'Identifier' ? one.key.name : one.key.type === 'Literal' ? one.key.value : null
    if (key === name) return one.value as Expression
  }
  return undefined
}

function hasSpread({ properties }: ObjectNode): boolean {
  return properties.some((one) => one.type !== 'Property' || one.computed)
}

/** Without what only TypeScript sees, and with the initial value of a constant in place of its name. */
function resolved(program: Program, node: Expression): Expression {
  if ('expression' in node && /^TS|^Parenthesized/.test(node.type))
    return resolved(program, node.expression as Expression)
  if (node.type !== 'Identifier' || !('name' in node)) return node
  const declared = program.body.flatMap((one) =>
    one.type === 'VariableDeclaration' && one.kind === 'const' ? one.declarations : [],
  )
  const init = declared.find(({ id }) => id.type === 'Identifier' && id.name === node.name)?.init
  return init ? resolved(program, init as Expression) : node
}

/** The object that an expression is, or that its call or its function gives; null when that is not written out. */
function objectIn(program: Program, start: Expression): ObjectNode | null {
  const node = resolved(program, start)
  if (node.type === 'ObjectExpression') return node as ObjectNode
  if (node.type === 'CallExpression') return objectInCall(program, node as CallNode)
  if (/Function/.test(node.type)) return objectInFunction(program, node as FunctionNode)
  return null
}

/** `defineConfig(options)`, and the last of `mergeConfig(base, options)`. */
function objectInCall(program: Program, { callee, arguments: given }: CallNode): ObjectNode | null {
  const last = given.at(-1)
  const isKnown = callee.type === 'Identifier' && /^(defineConfig|mergeConfig)$/.test(callee.name)
  return isKnown && last && last.type !== 'SpreadElement' ? objectIn(program, last as Expression) : null
}

/** Of a function that only gives an object. One that returns at several places may give several. */
function objectInFunction(program: Program, { body }: FunctionNode): ObjectNode | null {
  if (body?.type !== 'BlockStatement') return body ? objectIn(program, body as Expression) : null
  const last = body.body.at(-1)
  const isOnly = !body.body.slice(0, -1).some((one) => JSON.stringify(one).includes('"ReturnStatement"'))
  return isOnly && last?.type === 'ReturnStatement' && last.argument
    ? objectIn(program, last.argument as Expression)
    : null
}
