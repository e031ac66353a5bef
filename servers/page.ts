import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nunjucks, options } from './nunjucks.ts'

/** The folder of the templates, which the Python servers read too. */
export const templates = fileURLToPath(new URL('../templates', import.meta.url))

const data: object = JSON.parse(readFileSync(`${templates}/home.json`, 'utf8'))

/** Everything the home page shows. */
export const context = { messages: 'whatever', title: 'home', ...data }

/** Compiles a template on its first use and keeps it. */
export const environment = nunjucks.configure(templates, options)

/** Renders the home page afresh. */
export function render(): string {
  return environment.render('main.html', context)
}

/** The body of `/test`: what a server costs without a template. */
export const greeting = 'Hello, World!'
