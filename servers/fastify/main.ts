import view from '@fastify/view'
import { fastify } from 'fastify'
import { nunjucks, options } from '../nunjucks.ts'
import { context, greeting, templates } from '../page.ts'

const app = fastify()

app.register(view, { engine: { nunjucks }, templates, options })
app.get('/', (_request, reply) => reply.view('main.html', context))
app.get('/test', (_request, reply) => reply.type('text/plain').send(greeting))

const address = await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 0) })
console.log(`listening on ${address}`)
