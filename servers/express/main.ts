import type { AddressInfo } from 'node:net'
import express from 'express'
import { context, environment, greeting } from '../page.ts'

const app = express()

environment.express(app)
app.get('/', (_request, response) => response.render('main.html', context))
app.get('/test', (_request, response) => response.type('text/plain').send(greeting))

const server = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1', (error) => {
  if (error) throw error
  const { port } = server.address() as AddressInfo
  console.log(`listening on http://127.0.0.1:${port}`)
})
