/** More people for the teams of a test's competition. */
import { createUser } from '../../../db/users.ts'
import { permissionsOf } from '../../../policies/permissions.ts'
import type { TestWorkshop } from '../../../stations/testing/test-workshop.ts'

/** Trainees beside ana and bo. */
export async function join({ db, actors }: TestWorkshop, ...names: string[]): Promise<void> {
  for (const name of names) {
    const user = { username: name, name, roles: ['trainee'] as const, passwordHash: 'nobody signs in', isDemo: false }
    const userId = await createUser(db, user, new Date())
    const roles = new Set(user.roles)
    const permissions = permissionsOf(roles)
    actors.set(name, { userId, name, sessionId: name, roles, permissions, mustChangePassword: false })
  }
}
