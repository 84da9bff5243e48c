/** The tiles of the wall as the server tells them: put together, and in the order of who needs help. */
import type { Tile, WallMessage } from '../api/class.ts'

export type Need = 'stopped' | 'idle' | 'paused' | 'working' | 'ended'

/** Nobody reads that long without touching anything: something is not understood, or nobody is there. */
export const IDLE_MS = 4 * 60_000

const URGENCY: readonly Need[] = ['stopped', 'idle', 'paused', 'working', 'ended']

export type Tiles = ReadonlyMap<string, Tile>

export function tilesAfter(tiles: Tiles, { tiles: changed, gone }: WallMessage): Tiles {
  const next = new Map(tiles)
  for (const id of gone) next.delete(id)
  for (const tile of changed) next.set(tile.attemptId, tile)
  return next
}

/** Of a team, if anybody of it belongs there. */
export function isOfGroup({ traineeId, team }: Tile, group: { members: readonly { userId: string }[] }): boolean {
  const userIds = team === null ? [traineeId] : team.members.map(({ userId }) => userId)
  return group.members.some(({ userId }) => userIds.includes(userId))
}

export function needOf(tile: Tile, nowMs: number): Need {
  if (tile.ended !== null) return tile.ended.status === 'stopped' ? 'stopped' : 'ended'
  if (tile.isPaused) return 'paused'
  return nowMs - Date.parse(tile.activeAt) >= IDLE_MS ? 'idle' : 'working'
}

/** The most urgent first; among the idle whoever waits longest. Else by name, so that nothing jumps about. */
export function inOrder(tiles: readonly Tile[], nowMs: number, nameOf: (tile: Tile) => string): Tile[] {
  const placed = tiles.map((tile) => ({ tile, need: needOf(tile, nowMs), name: nameOf(tile) }))
  placed.sort((one, other) => {
    const urgency = URGENCY.indexOf(one.need) - URGENCY.indexOf(other.need)
    if (urgency !== 0) return urgency
    const since = one.need === 'idle' ? Date.parse(one.tile.activeAt) - Date.parse(other.tile.activeAt) : 0
    return since || one.name.localeCompare(other.name) || (one.tile.attemptId < other.tile.attemptId ? -1 : 1)
  })
  return placed.map(({ tile }) => tile)
}

/** Of the limit; of a paused station it stands still only on the server, so it is not asked for. */
export function secondsLeft(tile: Tile, nowMs: number): number {
  return Math.max(0, (Date.parse(tile.endsAt) - nowMs) / 1000)
}
