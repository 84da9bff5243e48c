/** The workshop's public door: for the command line, and for the web the types of its routes. */

export { makePassword } from './auth/password.ts'
export { ContentError, loadContent } from './content.ts'
export { DatabaseError } from './db/errors.ts'
export { type MovedTable, moveDatabase } from './db/move.ts'
export { listenDoip } from './doors/doip-listener.ts'
export { listenElm327 } from './doors/elm327-listener.ts'
export { type OpenWorkshop, openWorkshop, VERSION, type WorkshopOptions } from './open.ts'
export { type AddedPerson, addPerson, type Installation, type NewPerson } from './people/add-person.ts'
export { isRole, ROLES, type Role } from './policies/permissions.ts'
export type { Routes } from './routes/index.ts'
export { DEFAULT_PORT, type StartOptions, startWorkshop } from './start.ts'
export { CARS } from './worlds.ts'
