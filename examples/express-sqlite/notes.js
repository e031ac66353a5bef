import Database from 'better-sqlite3'

/** A file of notes, which begins with 50 of them. */
export function openNotes(file) {
  const database = new Database(file)
  database.exec('CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL, created TEXT NOT NULL)')
  const insert = database.prepare('INSERT INTO notes (text, created) VALUES (?, ?) RETURNING id, text, created')
  const select = database.prepare('SELECT id, text FROM notes ORDER BY id LIMIT ?')
  const count = database.prepare('SELECT count(*) AS notes FROM notes')
  const add = (text) => insert.get(text, new Date().toISOString())
  for (let number = count.get().notes; number < 50; number += 1) add(`Note ${number + 1}`)
  return { add, first: (limit) => select.all(limit) }
}
