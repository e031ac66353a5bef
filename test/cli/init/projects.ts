/** Small projects as people have them: files by path. `.git/HEAD` makes a folder the root of a repository. */

export type Files = Readonly<Record<string, string>>

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`

const git = { '.git/HEAD': 'ref: refs/heads/main\n' }
const listens = 'createServer(handler).listen(process.env.PORT || 3000)\n'
const unitTest = { 'test/sum.test.ts': "import { test } from 'vitest'\ntest('adds', () => {})\n" }

/** With unit tests, and this configuration in this file. */
const withConfig = (file: string, text: string): Files => ({
  ...git,
  ...unitTest,
  'package.json': json({
    name: 'shop',
    type: 'module',
    scripts: { start: 'node server.js', test: 'vitest run', watch: 'vitest' },
    devDependencies: { loadgate: '^0.1.0', vitest: '^5.0.0' },
  }),
  'server.js': listens,
  [file]: text,
})

export const PROJECTS = {
  express: {
    ...git,
    'package.json': json({
      name: '@acme/shop',
      scripts: { start: 'NODE_ENV=production LOG=off node server.js' },
      dependencies: { express: '^5.3.0' },
      devDependencies: { loadgate: '^0.1.0', vitest: '^5.0.0' },
    }),
    'package-lock.json': '{}',
    'server.js': `const app = require('express')()\napp.get('/users/:id', show)\napp.get('/health', health)\napp.listen(process.env.PORT ?? 3000)\n`,
    '.gitignore': 'node_modules\n',
  },
  fastify: {
    ...git,
    'package.json': json({
      name: 'api',
      type: 'module',
      scripts: { dev: 'tsx watch src/index.ts', start: 'tsx src/index.ts' },
      dependencies: { fastify: '^5.12.8' },
      devDependencies: { typescript: '^5', tsx: '^4', loadgate: '^0.1.0', vitest: '^5.0.0' },
    }),
    'pnpm-lock.yaml': 'lockfileVersion: 9.0\n',
    'tsconfig.json':
      '{\n  // only the service\n  "compilerOptions": { "allowImportingTsExtensions": true, "noEmit": true },\n  "include": ["src"]\n}\n',
    'src/index.ts': `import { fastify } from "fastify";\nimport { routes } from "./routes.js";\nconst app = fastify();\napp.listen({ port: Number(process.env.PORT) });\n`,
    'src/routes.ts': `export const routes = (app) => app.get('/', () => 'hello')\n`,
  },
  nest: {
    ...git,
    'package.json': json({
      name: 'cats',
      scripts: { build: 'nest build', start: 'nest start', 'start:prod': 'node dist/main', test: 'jest' },
      dependencies: { '@nestjs/core': '^11', '@nestjs/platform-express': '^11' },
      devDependencies: { typescript: '^5', loadgate: '^0.1.0', vitest: '^5.0.0' },
    }),
    'yarn.lock': '',
    'tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "outDir": "./dist" } }\n',
    'src/main.ts': `import { NestFactory } from '@nestjs/core';\nasync function bootstrap() {\n  const app = await NestFactory.create(AppModule);\n  await app.listen(process.env.PORT ?? 3000);\n}\nbootstrap();\n`,
  },
  hono: {
    ...git,
    'package.json': json({
      name: 'edge',
      type: 'module',
      scripts: { dev: 'tsx watch src/index.ts', build: 'tsc', start: 'node dist/index.js' },
      dependencies: { '@hono/node-server': '^1', hono: '^4' },
      devDependencies: { typescript: '^5' },
    }),
    'package-lock.json': '{}',
    'tsconfig.json': '{ "compilerOptions": { "outDir": "./dist", "rootDir": "./src" }, "include": ["src/**/*"] }\n',
    'src/index.ts': `import { serve } from '@hono/node-server'\nimport { Hono } from 'hono'\nconst app = new Hono()\napp.get('/', (c) => c.text('Hello Hono!'))\nserve({ fetch: app.fetch, port: 3000 })\n`,
  },
  fastapi: {
    ...git,
    'pyproject.toml': '[project]\nname = "notes"\ndependencies = ["fastapi>=0.115", "uvicorn"]\n',
    'uv.lock': 'version = 1\n',
    'app/main.py': `from fastapi import FastAPI\n\napp = FastAPI(title="notes")\n\n@app.get("/notes/{id}")\ndef one(id): ...\n\n@app.get("/notes")\ndef notes(): ...\n`,
  },
  flask: {
    ...git,
    'requirements.txt': 'fastapi==0.115.0\nFlask==3.1.0\ngunicorn==23.0.0\n',
    '.venv/bin/python': '',
    'app.py': `from flask import Flask\n\napp = Flask(__name__)\n\n@app.route("/")\ndef home(): ...\n`,
  },
  'fastapi-locked': {
    ...git,
    'requirements.txt': 'fastapi==0.115.0 \\\n    --hash=sha256:0b\nuvicorn==0.34.0 \\\n    --hash=sha256:1c\n',
    'app.py': `from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.get("/notes")\ndef notes(): ...\n`,
  },
  django: {
    ...git,
    'requirements.txt': 'Django>=5\n',
    'manage.py': 'import os\n',
    'mysite/wsgi.py': 'application = get_wsgi_application()\n',
    'mysite/urls.py': 'urlpatterns = [path("polls/", include("polls.urls"))]\n',
  },
  go: {
    ...git,
    'go.mod': 'module example.org/team/hello/v2\n\ngo 1.22\n',
    'cmd/hello/main.go': `package main\n\nfunc main() {\n\taddr := flag.String("addr", ":8080", "where to listen")\n\thttp.HandleFunc("GET /hello", hello)\n\thttp.ListenAndServe(*addr, nil)\n}\n`,
    '.gitignore': '/bin',
  },
  empty: {},
  'not-a-repository': { 'server.mjs': `import { createServer } from 'node:http'\n${listens}` },
  'config-none': {
    ...git,
    ...unitTest,
    'package.json': json({
      name: 'shop',
      type: 'module',
      scripts: {
        start: 'node server.js',
        test: 'vitest run --coverage && tsc',
        'test:e2e': 'vitest run --project e2e',
      },
      devDependencies: { loadgate: '^0.1.0', vitest: '^5.0.0' },
    }),
    'server.js': listens,
  },
  'config-plain': withConfig(
    'vitest.config.ts',
    `import { defineConfig } from "vitest/config";\n\n// The tests of the shop.\nexport default defineConfig({\n  test: {\n    globals: true,\n    include: ["test/**/*.test.ts"], // not the old ones\n  },\n});\n`,
  ),
  'config-projects': withConfig(
    'vitest.config.js',
    `import { defineConfig } from 'vitest/config'\n\nexport default defineConfig({\n  test: {\n    projects: [\n      { test: { name: 'unit', include: ['test/**'] } },\n      'packages/*',\n    ],\n  },\n})\n`,
  ),
  'config-function': withConfig(
    'vite.config.ts',
    `import { defineConfig } from 'vite'\n\nexport default defineConfig(({ mode }) => {\n  const isTest = mode === 'test'\n  return { plugins: isTest ? [] : [more()] }\n})\n`,
  ),
  'config-merged': withConfig(
    'vitest.config.mts',
    `import { defineConfig, mergeConfig } from 'vitest/config'\nimport viteConfig from './vite.config'\n\nexport default mergeConfig(viteConfig, defineConfig({ test: { environment: 'node' } }))\n`,
  ),
  'config-unclear': withConfig(
    'vitest.config.ts',
    `import { defineConfig } from 'vitest/config'\nimport { shared } from './shared.ts'\n\nexport default defineConfig({ test: { ...shared, globals: true } })\n`,
  ),
  'config-with-a-gate': withConfig(
    'vitest.config.ts',
    `import { loadgate } from 'loadgate/config'\nimport { defineConfig } from 'vitest/config'\n\nexport default defineConfig({ test: { projects: [loadgate({ servers: [] })] } })\n`,
  ),
} as const satisfies Readonly<Record<string, Files>>

/** A package of a workspace, and the folder of the package. */
export const WORKSPACE = {
  folder: 'packages/api',
  files: {
    ...git,
    'package.json': json({ name: 'all', private: true, workspaces: ['packages/*'] }),
    'package-lock.json': '{}',
    'packages/web/package.json': json({ name: 'web' }),
    'packages/api/package.json': json({
      name: '@all/api',
      type: 'module',
      scripts: { start: 'node src/main.js' },
      dependencies: { koa: '^3' },
      devDependencies: { loadgate: '^0.1.0', vitest: '^5.0.0' },
    }),
    'packages/api/src/main.js': listens,
    'packages/api/test/sum.test.js': "import { test } from 'vitest'\ntest('adds', () => {})\n",
  } satisfies Files,
}
