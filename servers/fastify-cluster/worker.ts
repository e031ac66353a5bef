import view from '@fastify/view'
import { fastify } from 'fastify'
import { nunjucks, options } from '../nunjucks.ts'
import { context, greeting, templates } from '../page.ts'

const app = fastify()

app.register(view, { engine: { nunjucks }, templates, options })
app.get('/', (_request, reply) => reply.view('main.html', context))
app.get('/test', (_request, reply) => reply.type('text/plain').send(greeting))

// Whoever signals the whole group means the primary, which would take a worker that ends before
// it for a crash. A worker never outlives the primary: it ends when their channel closes.
process.on('SIGTERM', () => {})

// A port of 0 is drawn once by the primary and given to every worker.
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 0) })
