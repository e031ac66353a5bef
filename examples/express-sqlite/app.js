import express from 'express'
import { openNotes } from './notes.js'

const notes = openNotes(process.env.DATABASE ?? ':memory:')
const app = express()

app.use(express.json())
app.post('/login', (request, response) => {
  if (request.body.password !== process.env.API_PASSWORD) return response.status(403).json({ error: 'Wrong password.' })
  response.cookie('session', notes.logIn()).status(204).end()
})
app.use((request, response, next) => {
  const [, session] = /session=([^;]+)/.exec(request.get('cookie') ?? '') ?? []
  const known = session ? notes.knows(session) : request.get('authorization') === `Bearer ${process.env.API_TOKEN}`
  if (known) return next()
  response.status(401).json({ error: 'Send a bearer token, or log in.' })
})
app.get('/notes', (_request, response) => {
  response.json(notes.first(50))
})
app.post('/notes', (request, response) => {
  response.status(201).json(notes.add(request.body.text))
})
app.get('/notes/:id', (request, response) => {
  const note = notes.get(request.params.id)
  response.status(note ? 200 : 404).json(note ?? { error: 'There is no such note.' })
})
app.delete('/notes/:id', (request, response) => {
  notes.delete(request.params.id)
  response.status(204).end()
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`)
})
