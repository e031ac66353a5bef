import { randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'

/** A file of notes, which begins with 50 of them, and of the sessions of those who logged in. */
export function openNotes(file) {
  const database = new Database(file)
  database.exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL, created TEXT NOT NULL)')
  database.exec('CREATE TABLE IF NOT EXISTS sessions (name TEXT PRIMARY KEY)')
  const insert = database.prepare('INSERT INTO notes (text, created) VALUES (?, ?) RETURNING id, text, created')
  const select = database.prepare('SELECT id, text FROM notes ORDER BY id LIMIT ?')
  const selectOne = database.prepare('SELECT id, text FROM notes WHERE id = ?')
  const remove = database.prepare('DELETE FROM notes WHERE id = ?')
  const count = database.prepare('SELECT count(*) AS notes FROM notes')
  const insertSession = database.prepare('INSERT INTO sessions (name) VALUES (?)')
  const selectSession = database.prepare('SELECT name FROM sessions WHERE name = ?')
  const add = (text) => insert.get(text, new Date().toISOString())
  for (let number = count.get().notes; number < 50; number += 1) add(`Note ${number + 1}`)
  return {
    add,
    first: (limit) => select.all(limit),
    get: (id) => selectOne.get(id),
    delete: (id) => remove.run(id).changes > 0,
    logIn() {
      const session = randomUUID()
      insertSession.run(session)
      return session
    },
    knows: (session) => selectSession.get(session) !== undefined,
  }
}
