import express from './express/server.ts'
import fastify from './fastify/server.ts'
import fastifyCluster from './fastify-cluster/server.ts'
import fastifyOnHttp from './fastify-on-http/server.ts'
import nodeHttp from './node-http/server.ts'
import python from './python/server.ts'

/** The variants which answer with the home page. */
export const servers = [nodeHttp, fastify, fastifyOnHttp, express, ...fastifyCluster, ...python]
