import express from 'express'
import { openNotes } from './notes.js'

const notes = openNotes(process.env.DATABASE ?? ':memory:')
const app = express()

app.use((request, response, next) => {
  if (request.get('authorization') === `Bearer ${process.env.API_TOKEN}`) return next()
  response.status(401).json({ error: 'Send a bearer token.' })
})
app.use(express.json())
app.get('/notes', (_request, response) => {
  response.json(notes.first(50))
})
app.post('/notes', (request, response) => {
  response.status(201).json(notes.add(request.body.text))
})

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  console.log(`Listening on http://127.0.0.1:${server.address().port}`)
})
